import { samplesOf } from '../decode/samples'
import type { OpenImage } from '../open-image'
import { hasTextAtBorder, type SeenFrames } from './text-at-border'

/** Frames of a run that are looked at, from its first to its last. */
const lookedAt = 5

/** Whether characters seem to be burned into the pixels of a file (`hasTextAtBorder`). Throws an `UnreadableFileError`. */
export async function seemsToHaveText(image: Pick<OpenImage, 'header' | 'decodeFrame'>): Promise<boolean> {
  return hasTextAtBorder(await seenFrames(image))
}

/** Some frames of a run as they are seen: grey, and bright where the screen is. */
export async function seenFrames({ header, decodeFrame }: Pick<OpenImage, 'header' | 'decodeFrame'>): Promise<SeenFrames> {
  const { rows, columns, frames } = header
  const count = Math.min(lookedAt, frames)
  const numbers = Array.from({ length: count }, (_, index) => (count === 1 ? 0 : Math.round((index * (frames - 1)) / (count - 1))))
  const seen: ArrayLike<number>[] = []
  for (const number of numbers) seen.push(greyOf(await decodeFrame(number), header))
  return { rows, columns, frames: seen }
}

function greyOf(bytes: Uint8Array, header: OpenImage['header']): ArrayLike<number> {
  const { samplesPerPixel, inverted } = header
  const samples = samplesOf(bytes, header)
  if (samplesPerPixel === 3) return Float32Array.from({ length: samples.length / 3 }, (_, pixel) => (samples[3 * pixel]! + samples[3 * pixel + 1]! + samples[3 * pixel + 2]!) / 3)
  return inverted ? Float32Array.from(samples, (value) => -value) : samples
}
