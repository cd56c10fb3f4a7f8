import { ReadingError } from '../unreadable-file-error'

export interface RleShape {
  readonly pixels: number
  readonly samplesPerPixel: 1 | 3
  readonly bytesPerSample: 1 | 2
}

/**
 * Decodes one RLE frame (PS3.5 annex G) to little-endian samples, channel after channel. Each segment holds one byte of one
 * channel, the most significant first. A segment that ends early is an error: silent zeros would look like anatomy.
 */
export function decodeRle(encoded: Uint8Array, shape: RleShape): Uint8Array {
  if (encoded.length < 64) throw new ReadingError('truncated', 'an RLE frame is shorter than its header')
  const view = new DataView(encoded.buffer, encoded.byteOffset, encoded.byteLength)
  const segments = view.getUint32(0, true)
  const expected = shape.samplesPerPixel * shape.bytesPerSample
  if (segments !== expected) throw new ReadingError('corrupt', `an RLE frame has ${segments} segments instead of ${expected}`)
  const decoded = new Uint8Array(shape.pixels * expected)
  for (let segment = 0; segment < segments; segment++) {
    const start = view.getUint32(4 + segment * 4, true)
    const next = segment + 1 < segments ? view.getUint32(8 + segment * 4, true) : encoded.length
    if (start < 64 || start > next || next > encoded.length) throw new ReadingError('corrupt', `RLE segment ${segment + 1} lies outside its frame`)
    const channel = Math.floor(segment / shape.bytesPerSample)
    const significance = shape.bytesPerSample - 1 - (segment % shape.bytesPerSample)
    const origin = channel * shape.pixels * shape.bytesPerSample + significance
    decodeSegment(encoded.subarray(start, next), decoded, origin, shape.bytesPerSample, shape.pixels)
  }
  return decoded
}

/** PackBits into every `step`-th byte from `origin`. Bytes beyond the last pixel are padding. */
function decodeSegment(segment: Uint8Array, target: Uint8Array, origin: number, step: number, count: number): void {
  const end = origin + count * step
  let out = origin
  for (let position = 0; position < segment.length && out < end; ) {
    const control = segment[position++]!
    if (control < 128) {
      const stop = Math.min(position + control + 1, segment.length)
      for (; position < stop && out < end; out += step) target[out] = segment[position++]!
    } else if (control > 128 && position < segment.length) {
      const value = segment[position++]!
      const stop = Math.min(end, out + (257 - control) * step)
      for (; out < stop; out += step) target[out] = value
    }
  }
  if (out < end) throw new ReadingError('corrupt', `an RLE segment ends ${(end - out) / step} of ${count} pixels early`)
}
