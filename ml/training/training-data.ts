import { createHash } from 'node:crypto'
import { stat } from 'node:fs/promises'
import * as tf from '../backend/tf'
import { augmentedCrop } from '../data/augment'
import { loadSample, type Sample } from '../data/data-folder'
import { createRandom } from '../data/random'
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

/** A hash over names, sizes and split: tells whether a run goes on with the data it began with. */
export async function fingerprint(training: readonly Sample[], validation: readonly Sample[]): Promise<string> {
  const hash = createHash('sha256')
  for (const [part, samples] of Object.entries({ training, validation })) {
    for (const { name, imageFile, maskFile } of samples) hash.update(JSON.stringify([part, name, (await stat(imageFile)).size, (await stat(maskFile)).size]))
  }
  return hash.digest('hex')
}

/**
 * The crops of one step. They follow from seed and step alone, so that a resumed training sees exactly what an
 * uninterrupted one would have seen. Within an epoch every image is used equally often, in random order.
 *
 * @returns `images` B×crop×crop×1, normalised, and `annotation` of the same shape, 0/1; both are the caller's
 */
export function batchOfStep(images: readonly LoadedImage[], step: number, settings: TrainingSettings): { images: tf.Tensor4D; annotation: tf.Tensor4D } {
  const { crop, batch, seed, stepsPerEpoch } = settings
  const epoch = Math.floor(step / stepsPerEpoch)
  const order = epochOrder(images.length, settings, epoch)
  const pixels = new Float32Array(batch * crop * crop)
  const masks = new Float32Array(batch * crop * crop)
  for (let i = 0; i < batch; i++) {
    const index = order[((step % stepsPerEpoch) * batch + i) % order.length]!
    const random = createRandom(seed * 2 ** 32 + step * batch + i)
    const { image, mask } = augmentedCrop(images[index]!.image, images[index]!.mask, { size: crop, random })
    pixels.set(image, i * crop * crop)
    masks.set(mask, i * crop * crop)
  }
  const shape: [number, number, number, number] = [batch, crop, crop, 1]
  return { images: tf.tensor4d(pixels, shape), annotation: tf.tensor4d(masks, shape) }
}

/** Every image once per round, the rounds shuffled one by one. */
function epochOrder(images: number, { seed, cropsPerImage }: TrainingSettings, epoch: number): number[] {
  const random = createRandom(seed * 2 ** 32 + 0x80000000 + epoch)
  const once = Array.from({ length: images }, (_, index) => index)
  return Array.from({ length: cropsPerImage }, () => random.shuffled(once)).flat()
}
