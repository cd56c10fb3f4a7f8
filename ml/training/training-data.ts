import { createHash } from 'node:crypto'
import { stat } from 'node:fs/promises'
import * as tf from '../backend/tf'
import { augmentedCrop } from '../data/augment'
import { loadSample, picturesWithoutMasks, type Sample } from '../data/data-folder'
import { greyOfPicture } from '../data/grey-of-picture'
import { createRandom } from '../data/random'
import { readPicture } from '../data/read-picture'
import type { GreyImage } from '../inference/grey-image'
import type { TrainingSettings } from './settings'

/** One image with its mask, in memory. */
export interface LoadedImage {
  name: string
  image: GreyImage
  /** rows × columns, 0/1. */
  mask: Uint8Array
}

/** Opens samples one after the other; `onWarning` hears of what does not stop the work. */
export async function loadImages(samples: readonly Sample[], signal: AbortSignal | undefined, onWarning: (text: string) => void): Promise<LoadedImage[]> {
  const loaded: LoadedImage[] = []
  for (const sample of samples) {
    signal?.throwIfAborted()
    const { image, mask, warnings } = await loadSample(sample)
    for (const warning of warnings) onWarning(warning)
    loaded.push({ name: sample.name, image, mask })
  }
  return loaded
}

/**
 * Opens pictures that nobody annotated: those of FOLDER/images, or of FOLDER itself when it has no such subfolder.
 *
 * @throws DataError when there is none, or one cannot be read
 */
export async function loadUnlabelled(folder: string, signal: AbortSignal | undefined): Promise<GreyImage[]> {
  const loaded: GreyImage[] = []
  for (const file of await picturesWithoutMasks(folder)) {
    signal?.throwIfAborted()
    loaded.push(greyOfPicture(await readPicture(file)))
  }
  return loaded
}

/** A hash over names, sizes and split: tells whether a run goes on with the data it began with. */
export async function fingerprint(training: readonly Sample[], validation: readonly Sample[]): Promise<string> {
  const hash = createHash('sha256')
  for (const [part, samples] of Object.entries({ training, validation })) {
    for (const { name, imageFile, maskFile } of samples) hash.update(JSON.stringify([part, name, (await stat(imageFile)).size, (await stat(maskFile)).size]))
  }
  return hash.digest('hex')
}

/** A hash over the pixels of pictures. */
export function fingerprintOf(images: readonly GreyImage[]): string {
  const hash = createHash('sha256')
  for (const { rows, columns, pixels } of images) hash.update(JSON.stringify([rows, columns])).update(new Uint8Array(pixels.buffer, pixels.byteOffset, pixels.byteLength))
  return hash.digest('hex')
}

/** What one step learns from; the tensors are the caller's. */
export interface Batch {
  /** B×crop×crop×1, normalised: the annotated crops, then those that are not. */
  images: tf.Tensor4D
  /** Of the same shape, 0/1; zero where nobody annotated. */
  annotation: tf.Tensor4D
  /** Which of the annotated images each annotated crop is of. */
  sources: number[]
}

/**
 * The crops of one step. They follow from seed and step alone, so that a resumed training sees exactly what an
 * uninterrupted one would have seen. Within an epoch every image is used equally often, in random order.
 *
 * @param unlabelled images without annotation; when there are any, half as many crops of them are added
 */
export function batchOfStep(images: readonly LoadedImage[], step: number, settings: TrainingSettings, unlabelled: readonly GreyImage[] = []): Batch {
  const { crop, batch, seed, stepsPerEpoch } = settings
  const epoch = Math.floor(step / stepsPerEpoch)
  const order = epochOrder(images.length, settings, epoch)
  const size = batch + unlabelledCrops(batch, unlabelled)
  const pixels = new Float32Array(size * crop * crop)
  const masks = new Float32Array(size * crop * crop)
  const sources: number[] = []
  for (let i = 0; i < size; i++) {
    // Crops without annotation draw from numbers of their own, so that adding them leaves the others as they were.
    const random = createRandom(i < batch ? seed * 2 ** 32 + step * batch + i : seed * 2 ** 32 + 0xe0000000 + step * (size - batch) + i - batch)
    let source: Pick<LoadedImage, 'image' | 'mask'>
    if (i < batch) {
      const index = order[((step % stepsPerEpoch) * batch + i) % order.length]!
      sources.push(index)
      source = images[index]!
    } else {
      const image = unlabelled[Math.floor(random.uniform() * unlabelled.length)]!
      source = { image, mask: new Uint8Array(image.pixels.length) }
    }
    const { image, mask } = augmentedCrop(source.image, source.mask, { size: crop, random })
    pixels.set(image, i * crop * crop)
    masks.set(mask, i * crop * crop)
  }
  const shape: [number, number, number, number] = [size, crop, crop, 1]
  return { images: tf.tensor4d(pixels, shape), annotation: tf.tensor4d(masks, shape), sources }
}

/** How many crops of images without annotation a step adds. */
export function unlabelledCrops(batch: number, unlabelled: readonly GreyImage[]): number {
  return unlabelled.length === 0 ? 0 : Math.max(1, Math.round(batch / 2))
}

/** Every image once per round, the rounds shuffled one by one. */
function epochOrder(images: number, { seed, cropsPerImage }: TrainingSettings, epoch: number): number[] {
  const random = createRandom(seed * 2 ** 32 + 0x80000000 + epoch)
  const once = Array.from({ length: images }, (_, index) => index)
  return Array.from({ length: cropsPerImage }, () => random.shuffled(once)).flat()
}
