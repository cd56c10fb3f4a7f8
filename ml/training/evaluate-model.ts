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

/** The figures of every image, in the order of the folder or of `names`. */
export interface ImageEvaluation {
  images: (SegmentationFigures & { name: string })[]
  /** Median per image, from grey image to mask. */
  msPerImage: number
  parameters: number
}

/**
 * Figures of a model on each image of a data folder, with the model's own threshold and clean-up.
 *
 * @throws ModelError, DataError, or TrainingError when a name is not in the folder
 */
export async function evaluateImages({ modelFolder, data, names, signal, onProgress }: EvaluateOptions): Promise<ImageEvaluation> {
  const samples = chosen((await readDataFolder(data)).samples, names, data)
  const segmenter = await loadSegmenter(modelFolder)
  try {
    const images: ImageEvaluation['images'] = []
    const times: number[] = []
    for (const sample of samples) {
      signal?.throwIfAborted()
      const { image, mask: truth } = await loadSample(sample)
      const { probability, mask, inferenceMs, postprocessMs } = await segmenter.segment(image)
      times.push(inferenceMs + postprocessMs)
      images.push({ name: sample.name, ...segmentationFigures(probability, mask, truth, image.rows, image.columns) })
      onProgress?.({ done: images.length, total: samples.length })
      await new Promise((resolve) => setImmediate(resolve))
    }
    const msPerImage = times.sort((one, other) => one - other)[Math.floor(times.length / 2)]!
    return { images, msPerImage, parameters: segmenter.model.parameters }
  } finally {
    segmenter.dispose()
  }
}

/** The same, summed up: means over images unless named pooled. */
export async function evaluateModel(options: EvaluateOptions): Promise<EvaluationResult> {
  const { images, msPerImage, parameters } = await evaluateImages(options)
  return { ...figuresOf(summariseFigures(images)), msPerImage, parameters }
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
