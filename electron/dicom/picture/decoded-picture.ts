import { limits } from '../limits'
import { ReadingError } from '../unreadable-file-error'

/** One decoded page of a picture in the served form: grey of 8 or 16 bits (little endian), or 8-bit RGB, interleaved. */
export interface DecodedPicture {
  readonly rows: number
  readonly columns: number
  readonly bitsAllocated: 8 | 16
  readonly bitsStored: number
  readonly samplesPerPixel: 1 | 3
  readonly pixels: Uint8Array
}

/** Throws before anything is allocated for a picture that is too large. */
export function checkPictureSize(columns: number, rows: number, bytesPerPixel: number): void {
  if (columns === 0 || rows === 0) throw new ReadingError('corrupt', 'it has no pixels')
  if (columns * rows * bytesPerPixel > limits.frameBytes) throw new ReadingError('too-large', `its ${columns} × ${rows} pixels take more than ${limits.frameBytes} bytes`)
  if (columns * rows > limits.picturePixels) throw new ReadingError('too-large', `it has ${columns} × ${rows} pixels, more than ${limits.picturePixels}`)
}

/**
 * Samples of any number of channels as a served picture: alpha is dropped, colour keeps its upper 8 bits, and three equal channels
 * become one (angiograms are often saved as RGB).
 */
export function pictureOf(samples: Uint8Array | Uint16Array, columns: number, rows: number, channels: number): DecodedPicture {
  const wide = samples instanceof Uint16Array
  if (channels < 3) {
    const grey = channels === 1 ? samples : everyNth(samples, channels)
    const pixels = new Uint8Array(grey.buffer, grey.byteOffset, grey.byteLength)
    return { rows, columns, bitsAllocated: wide ? 16 : 8, bitsStored: wide ? 16 : 8, samplesPerPixel: 1, pixels }
  }
  const rgb = new Uint8Array(columns * rows * 3)
  let coloured = false
  for (let pixel = 0, out = 0; out < rgb.length; pixel += channels, out += 3) {
    for (let channel = 0; channel < 3; channel++) rgb[out + channel] = wide ? samples[pixel + channel]! >> 8 : samples[pixel + channel]!
    coloured ||= rgb[out] !== rgb[out + 1] || rgb[out] !== rgb[out + 2]
  }
  const shape = { rows, columns, bitsAllocated: 8 as const, bitsStored: 8 }
  return coloured ? { ...shape, samplesPerPixel: 3, pixels: rgb } : { ...shape, samplesPerPixel: 1, pixels: everyNth(rgb, 3) }
}

function everyNth<Samples extends Uint8Array | Uint16Array>(samples: Samples, step: number): Samples {
  return samples.filter((_, index) => index % step === 0) as Samples
}
