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
export interface ImageEvaluation<Further = object> {
  images: (SegmentationFigures & Further & { name: string })[]
  /** Median per image, from grey image to mask. */
  msPerImage: number
  parameters: number
}

/** Further figures of one image from its mask and the truth, both rows × columns. */
export type FurtherFigures<Further> = (mask: Uint8Array, truth: Uint8Array, rows: number, columns: number) => Further

/**
 * Figures of a model on each image of a data folder, with the model's own threshold and clean-up.
 *
 * @param further what is to be measured besides
 * @throws ModelError, DataError, or TrainingError when a name is not in the folder
 */
export async function evaluateImages<Further = object>({ modelFolder, data, names, signal, onProgress }: EvaluateOptions, further?: FurtherFigures<Further>): Promise<ImageEvaluation<Further>> {
  const samples = chosen((await readDataFolder(data)).samples, names, data)
  const segmenter = await loadSegmenter(modelFolder)
  try {
    const images: ImageEvaluation<Further>['images'] = []
    const times: number[] = []
    for (const sample of samples) {
      signal?.throwIfAborted()
      const { image, mask: truth } = await loadSample(sample)
      const { probability, mask, inferenceMs, postprocessMs } = await segmenter.segment(image)
      times.push(inferenceMs + postprocessMs)
      const { rows, columns } = image
      images.push({ name: sample.name, ...segmentationFigures(probability, mask, truth, rows, columns), ...(further?.(mask, truth, rows, columns) as Further) })
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
