import { greyImageFromRaw, type GreyImage } from '../inference/grey-image'
import type { GreySamples } from './read-pgm'

/** A picture as a network is to see it, grey 0 … 1, by the rule for decoded frames: 8 bits over their full range, 16 bits over the range used. */
export function greyOfPicture({ rows, columns, samples, maximum }: GreySamples): GreyImage {
  const wide = samples instanceof Uint16Array
  // An 8-bit PGM may say that its white is less than 255.
  const full = wide || maximum === 255 ? samples : samples.map((value) => Math.round((255 * value) / maximum))
  const pixels = new Uint8Array(full.buffer, full.byteOffset, full.byteLength)
  return greyImageFromRaw({ rows, columns, pixels, bitsAllocated: wide ? 16 : 8, signed: false, samplesPerPixel: 1, inverted: false })
}
