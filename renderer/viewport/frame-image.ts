import type { Image } from 'cornerstone-core'
import type { Instance } from '../../electron/ipc/contract/index'

export type FrameImage = Image

/** A frame whose bytes are not what its instance promises. */
export class FrameSizeError extends Error {
  override readonly name = 'FrameSizeError'
}

/** Raw samples of one frame, as `resourceUrl.frame` serves them, as cornerstone's image object. */
export function frameImage(instance: Instance, frame: number, bytes: ArrayBuffer): FrameImage {
  const samples = instance.rows * instance.columns * instance.samplesPerPixel
  const expected = samples * (instance.bitsAllocated / 8)
  if (bytes.byteLength !== expected) {
    throw new FrameSizeError(`Frame ${frame + 1} of ${instance.sourceName} has ${bytes.byteLength} bytes instead of ${expected}.`)
  }
  const colour = instance.samplesPerPixel === 3
  const pixels = colour ? opaque(new Uint8Array(bytes)) : greySamples(instance, bytes)
  const range = colour ? { min: 0, max: 255 } : rangeOf(pixels)
  const window = colour ? { center: 128, width: 255 } : defaultWindow(instance, range)
  return {
    imageId: `${instance.id}/${frame}`,
    // True bounds: cornerstone indexes its lookup table by them.
    minPixelValue: range.min,
    maxPixelValue: range.max,
    slope: colour ? 1 : instance.rescaleSlope,
    intercept: colour ? 0 : instance.rescaleIntercept,
    windowCenter: window.center,
    windowWidth: window.width,
    invert: instance.inverted,
    getPixelData: () => pixels,
    rows: instance.rows,
    columns: instance.columns,
    height: instance.rows,
    width: instance.columns,
    color: colour,
    rgba: false,
    columnPixelSpacing: 1,
    rowPixelSpacing: 1,
    sizeInBytes: pixels.byteLength,
  } as unknown as FrameImage
}

function greySamples(instance: Instance, bytes: ArrayBuffer): Uint8Array | Uint16Array | Int16Array {
  if (instance.bitsAllocated === 8) return new Uint8Array(bytes)
  return instance.signed ? new Int16Array(bytes) : new Uint16Array(bytes)
}

/** Interleaved RGB with an alpha byte after each pixel, the stride cornerstone reads colour images with. */
function opaque(rgb: Uint8Array): Uint8Array {
  const out = new Uint8Array((rgb.length / 3) * 4)
  for (let from = 0, to = 0; from < rgb.length; from += 3, to += 4) {
    out[to] = rgb[from]!
    out[to + 1] = rgb[from + 1]!
    out[to + 2] = rgb[from + 2]!
    out[to + 3] = 255
  }
  return out
}

function rangeOf(pixels: Uint8Array | Uint16Array | Int16Array): { min: number; max: number } {
  let min = Infinity
  let max = -Infinity
  for (const value of pixels) {
    if (value < min) min = value
    if (value > max) max = value
  }
  return { min, max }
}

/** The file's own window; else all stored values of 8-bit images, else the range of the first frame that is shown. */
function defaultWindow(instance: Instance, range: { min: number; max: number }): { center: number; width: number } {
  if (instance.windowCenter !== null && instance.windowWidth !== null && instance.windowWidth > 0) {
    return { center: instance.windowCenter, width: instance.windowWidth }
  }
  const byte = instance.bitsAllocated === 8
  const low = (byte ? 0 : range.min) * instance.rescaleSlope + instance.rescaleIntercept
  const high = (byte ? 255 : range.max) * instance.rescaleSlope + instance.rescaleIntercept
  return { center: (low + high + 1) / 2, width: Math.max(1, Math.abs(high - low) + (byte ? 0 : 1)) }
}
