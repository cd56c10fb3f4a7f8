/** One grey image, row-major, dark to bright in 0..1. */
export interface GreyImage {
  rows: number
  columns: number
  pixels: Float32Array
}

/** One frame as raw samples, the way a decoder leaves them. */
export interface RawImage {
  rows: number
  columns: number
  /** Little-endian samples, interleaved: 1 byte each for 8 bits allocated, 2 for 16. */
  pixels: Uint8Array
  bitsAllocated: 8 | 16
  signed: boolean
  samplesPerPixel: 1 | 3
  /** MONOCHROME1: low values are bright. */
  inverted: boolean
}

/**
 * Grey values in 0..1. 8-bit samples are divided by 255; 16-bit samples, whose used range differs from device to device,
 * are stretched from their own minimum and maximum. Colour is turned into luminance (ITU-R BT.601).
 *
 * @throws RangeError when `pixels` is shorter than the image
 */
export function greyImageFromRaw(raw: RawImage): GreyImage {
  const { rows, columns, samplesPerPixel } = raw
  const count = rows * columns
  const samples = readSamples(raw, count * samplesPerPixel)
  const grey = samplesPerPixel === 1 ? samples : luminance(samples, count)
  const [low, high] = raw.bitsAllocated === 8 && !raw.signed ? [0, 255] : range(grey)
  const scale = high > low ? 1 / (high - low) : 0
  const pixels = new Float32Array(count)
  for (let i = 0; i < count; i++) {
    const value = (grey[i]! - low) * scale
    pixels[i] = raw.inverted ? 1 - value : value
  }
  return { rows, columns, pixels }
}

function readSamples({ pixels, bitsAllocated, signed }: RawImage, count: number): Float32Array {
  const bytes = bitsAllocated / 8
  if (pixels.byteLength < count * bytes) {
    throw new RangeError(`The frame should hold ${count * bytes} bytes and holds ${pixels.byteLength}.`)
  }
  const samples = new Float32Array(count)
  if (bytes === 1) {
    for (let i = 0; i < count; i++) samples[i] = signed ? (pixels[i]! << 24) >> 24 : pixels[i]!
    return samples
  }
  for (let i = 0; i < count; i++) {
    const value = pixels[2 * i]! | (pixels[2 * i + 1]! << 8)
    samples[i] = signed ? (value << 16) >> 16 : value
  }
  return samples
}

function luminance(samples: Float32Array, count: number): Float32Array {
  const grey = new Float32Array(count)
  for (let i = 0; i < count; i++) grey[i] = 0.299 * samples[3 * i]! + 0.587 * samples[3 * i + 1]! + 0.114 * samples[3 * i + 2]!
  return grey
}

function range(values: Float32Array): [number, number] {
  let low = Number.POSITIVE_INFINITY
  let high = Number.NEGATIVE_INFINITY
  for (const value of values) {
    if (value < low) low = value
    if (value > high) high = value
  }
  return [low, high]
}
