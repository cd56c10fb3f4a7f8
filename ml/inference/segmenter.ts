import { readModel, type ModelFile } from '../model/model-folder'
import { buildNet } from '../nets/registry'
import type { Predictor } from '../nets/net'
import { GraphNet } from '../nets/graph-net'
import * as tf from '../backend/tf'
import { cleanUpMask } from './clean-up-mask'
import type { GreyImage } from './grey-image'
import { predictAtScale } from './predict'
import { predictionUncertainty } from './uncertainty'

export interface Segmentation {
  /** Vessel probability, 0..255, rows × columns. */
  probability: Uint8Array
  /** 0/1 after threshold and clean-up, rows × columns. */
  mask: Uint8Array
  /** Of the mask, 0 (sure) … 1. */
  uncertainty: number
  inferenceMs: number
  postprocessMs: number
}

/** A model ready to segment frames of any size. */
export interface Segmenter {
  readonly model: ModelFile
  segment(image: GreyImage): Promise<Segmentation>
  dispose(): void
}

/**
 * Loads a model folder onto the backend that is running.
 *
 * @throws ModelError when the folder holds no sound model; WeightsError when its weights do not fit its net
 */
export async function loadSegmenter(modelFolder: string): Promise<Segmenter> {
  const { model, weights } = await readModel(modelFolder)
  const net = buildNet(model.net, { weights })
  // Native TensorFlow is faster on whole graphs; WebAssembly knows none.
  const predictor = tf.getBackend() === 'tensorflow' ? new GraphNet(net) : net.freeze()
  net.dispose()
  return segmenterOf(model, predictor)
}

function segmenterOf(model: ModelFile, net: Predictor): Segmenter {
  return {
    model,
    async segment(image) {
      const start = performance.now()
      const probability = await predictAtScale(net, image, model.preprocessing.side)
      const predicted = performance.now()
      const mask = vesselMask(probability, image.rows, image.columns, model)
      const uncertainty = predictionUncertainty(probability, mask, image.rows, image.columns)
      return { probability, mask, uncertainty, inferenceMs: predicted - start, postprocessMs: performance.now() - predicted }
    },
    dispose: () => net.dispose(),
  }
}

/** Threshold and clean-up of a probability (0..255, rows × columns): 0/1. */
export function vesselMask(probability: Uint8Array, rows: number, columns: number, rule: Pick<ModelFile, 'threshold' | 'smallestComponent' | 'seedThreshold'>): Uint8Array {
  const mask = thresholded(probability, rule.threshold)
  cleanUpMask(mask, probability, rows, columns, rule)
  return mask
}

/** 1 where the probability (0..255) is at least `threshold` (0..1), else 0. */
export function thresholded(probability: Uint8Array, threshold: number): Uint8Array {
  const least = threshold * 255
  return probability.map((value) => (value >= least ? 1 : 0))
}
