import { readDataFolder, loadSample, type Sample } from '../data/data-folder'
import { loadSegmenter } from '../inference/segmenter'
import { segmentationFigures, type SegmentationFigures } from '../metrics/segmentation-figures'
import { summariseFigures } from '../metrics/summarise-figures'
import type { ModelFigures } from '../model/model-file'
import { figuresOf } from './figures-of'
import { TrainingError } from './training-error'

export interface EvaluateOptions {
  modelFolder: string
  /** Data folder: images/, masks/. */
  data: string
  /** Only these images; all by default. */
  names?: readonly string[]
  signal?: AbortSignal
  onProgress?: (progress: { done: number; total: number }) => void
}

export interface EvaluationResult extends ModelFigures {
  /** Median per image, from grey image to mask. */
  msPerImage: number
  parameters: number
}

/**
 * Figures of a model on a data folder: means over images unless named pooled, with the model's own threshold and clean-up.
 *
 * @throws ModelError, DataError, or TrainingError when a name is not in the folder
 */
export async function evaluateModel({ modelFolder, data, names, signal, onProgress }: EvaluateOptions): Promise<EvaluationResult> {
  const samples = chosen((await readDataFolder(data)).samples, names, data)
  const segmenter = await loadSegmenter(modelFolder)
  try {
    const each: SegmentationFigures[] = []
    const times: number[] = []
    for (const sample of samples) {
      signal?.throwIfAborted()
      const { image, mask: truth } = await loadSample(sample)
      const { probability, mask, inferenceMs, postprocessMs } = await segmenter.segment(image)
      times.push(inferenceMs + postprocessMs)
      each.push(segmentationFigures(probability, mask, truth, image.rows, image.columns))
      onProgress?.({ done: each.length, total: samples.length })
      await new Promise((resolve) => setImmediate(resolve))
    }
    const msPerImage = times.sort((one, other) => one - other)[Math.floor(times.length / 2)]!
    return { ...figuresOf(summariseFigures(each)), msPerImage, parameters: segmenter.model.parameters }
  } finally {
    segmenter.dispose()
  }
}

function chosen(samples: readonly Sample[], names: readonly string[] | undefined, data: string): readonly Sample[] {
  if (!names) return samples
  if (names.length === 0) throw new TrainingError('The list of images to evaluate is empty.')
  return names.map((name) => {
    const found = samples.find((sample) => sample.name === name)
    if (!found) throw new TrainingError(`${data} has no image named "${name}".`)
    return found
  })
}
