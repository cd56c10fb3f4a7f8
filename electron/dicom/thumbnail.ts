import { samplesOf } from './decode/samples'
import type { ImageHeader } from './image-header'
import type { OpenImage } from './open-image'
import { writePng } from './picture/write-png'

/** Longest side of a thumbnail in pixels. */
const longestSide = 192

/** The middle frame (where a run usually shows contrast), windowed, as PNG of at most 192 px. */
export async function createThumbnail(image: OpenImage): Promise<Uint8Array> {
  const { header } = image
  const pixels = await image.decodeFrame(Math.floor(header.frames / 2))
  const { rows, columns, samplesPerPixel } = header
  const scale = Math.min(1, longestSide / Math.max(rows, columns))
  const size = { columns: Math.max(1, Math.round(columns * scale)), rows: Math.max(1, Math.round(rows * scale)) }
  const shown = samplesPerPixel === 3 ? pixels : windowed(pixels, header)
  return writePng(shrink(shown, columns, rows, samplesPerPixel, size), size.columns, size.rows, samplesPerPixel)
}

/** Each new pixel is the mean of the old ones that it covers. */
function shrink(pixels: Uint8Array, columns: number, rows: number, channels: number, size: { columns: number; rows: number }): Uint8Array {
  const small = new Uint8Array(size.columns * size.rows * channels)
  for (let y = 0, out = 0; y < size.rows; y++) {
    const [top, bottom] = [Math.floor((y * rows) / size.rows), Math.max(Math.floor(((y + 1) * rows) / size.rows), Math.floor((y * rows) / size.rows) + 1)]
    for (let x = 0; x < size.columns; x++) {
      const [left, right] = [Math.floor((x * columns) / size.columns), Math.max(Math.floor(((x + 1) * columns) / size.columns), Math.floor((x * columns) / size.columns) + 1)]
      for (let channel = 0; channel < channels; channel++, out++) {
        let sum = 0
        for (let row = top; row < bottom; row++) for (let column = left; column < right; column++) sum += pixels[(row * columns + column) * channels + channel]!
        small[out] = Math.round(sum / ((bottom - top) * (right - left)))
      }
    }
  }
  return small
}

/** Grey samples to 0..255 by the header's window, or by the range of the samples when it states none. */
export function windowed(pixels: Uint8Array, header: ImageHeader): Uint8Array {
  const samples = samplesOf(pixels, header)
  const [low, high] = displayRange(samples, header)
  const scale = 255 / Math.max(high - low, Number.EPSILON)
  const invert = header.inverted ? 255 : 0
  const shown = new Uint8Array(samples.length)
  for (let index = 0; index < samples.length; index++) {
    const value = Math.min(255, Math.max(0, (samples[index]! - low) * scale))
    shown[index] = Math.abs(invert - value)
  }
  return shown
}

/** Stored values that become black and white. */
function displayRange(samples: Uint8Array | Uint16Array | Int16Array, header: ImageHeader): [number, number] {
  const { windowCenter, windowWidth, rescaleSlope, rescaleIntercept } = header
  let low = Infinity
  let high = -Infinity
  for (const sample of samples) {
    if (sample < low) low = sample
    if (sample > high) high = sample
  }
  if (windowCenter === null || windowWidth === null) return [low, high]
  const stored = (value: number): number => (value - rescaleIntercept) / rescaleSlope
  const [first, second] = [stored(windowCenter - windowWidth / 2), stored(windowCenter + windowWidth / 2)]
  const range: [number, number] = [Math.min(first, second), Math.max(first, second)]
  // A window beside all samples would show an empty tile.
  return range[1] <= low || range[0] >= high ? [low, high] : range
}
