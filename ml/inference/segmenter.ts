import { readModel, type ModelFile } from '../model/model-folder'
import { buildNet } from '../nets/registry'
import type { Predictor } from '../nets/net'
import { GraphNet } from '../nets/graph-net'
import * as tf from '../backend/tf'
import type { GreyImage } from './grey-image'
import { predictAtScale } from './predict'
import { predictionUncertainty } from './uncertainty'
import { removeSmallComponents } from './remove-small-components'

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
export function vesselMask(probability: Uint8Array, rows: number, columns: number, rule: Pick<ModelFile, 'threshold' | 'smallestComponent'>): Uint8Array {
  const least = rule.threshold * 255
  const mask = new Uint8Array(probability.length)
  for (let i = 0; i < mask.length; i++) mask[i] = probability[i]! >= least ? 1 : 0
  removeSmallComponents(mask, rows, columns, rule.smallestComponent * rows * columns)
  return mask
}
