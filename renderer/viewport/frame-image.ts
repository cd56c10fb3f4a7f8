import type { Image } from 'cornerstone-core'
import type { Instance } from '../../electron/ipc/contract/index'
import { rangeOf } from '../filters/grey-image'
import type { Range, Samples } from '../filters/grey-image'
import type { ImageWindow } from './image-window'

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
  return imageOf({
    imageId: `${instance.id}/${frame}`,
    pixels,
    range,
    window: colour ? { center: 128, width: 255 } : defaultWindow(instance, range),
    slope: colour ? 1 : instance.rescaleSlope,
    intercept: colour ? 0 : instance.rescaleIntercept,
    invert: instance.inverted,
    rows: instance.rows,
    columns: instance.columns,
    colour,
  })
}

/**
 * The same frame with other grey samples; `name` tells what was done to them. A difference has no rescale intercept, and
 * its window is narrower: contrast is a small part of what a whole frame spans.
 */
export function filteredImage(image: FrameImage, pixels: Samples, name: string, isDifference: boolean): FrameImage {
  return imageOf({
    imageId: `${image.imageId}?${name}`,
    pixels,
    range: rangeOf(pixels),
    window: isDifference ? { center: 0, width: image.windowWidth / 3 } : { center: image.windowCenter, width: image.windowWidth },
    slope: image.slope,
    intercept: isDifference ? 0 : image.intercept,
    invert: image.invert,
    rows: image.rows,
    columns: image.columns,
    colour: false,
  })
}

interface ImageParts {
  readonly imageId: string
  readonly pixels: Samples
  readonly range: Range
  readonly window: ImageWindow
  readonly slope: number
  readonly intercept: number
  readonly invert: boolean
  readonly rows: number
  readonly columns: number
  readonly colour: boolean
}

/** Always a new object: cornerstone keeps what it has computed for an image inside it. */
function imageOf({ imageId, pixels, range, window, slope, intercept, invert, rows, columns, colour }: ImageParts): FrameImage {
  return {
    imageId,
    // True bounds: cornerstone indexes its lookup table by them.
    minPixelValue: range.min,
    maxPixelValue: range.max,
    slope,
    intercept,
    windowCenter: window.center,
    windowWidth: window.width,
    invert,
    getPixelData: () => pixels,
    rows,
    columns,
    height: rows,
    width: columns,
    color: colour,
    rgba: false,
    columnPixelSpacing: 1,
    rowPixelSpacing: 1,
    sizeInBytes: pixels.byteLength,
  } as unknown as FrameImage
}

/** The stored samples of a grey frame. */
export function samplesOf(image: FrameImage): Samples {
  return image.getPixelData() as unknown as Samples
}

function greySamples(instance: Instance, bytes: ArrayBuffer): Samples {
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

/** The file's own window; else all stored values of 8-bit images, else the range of the first frame that is shown. */
function defaultWindow(instance: Instance, range: Range): ImageWindow {
  if (instance.windowCenter !== null && instance.windowWidth !== null && instance.windowWidth > 0) {
    return { center: instance.windowCenter, width: instance.windowWidth }
  }
  const byte = instance.bitsAllocated === 8
  const low = (byte ? 0 : range.min) * instance.rescaleSlope + instance.rescaleIntercept
  const high = (byte ? 255 : range.max) * instance.rescaleSlope + instance.rescaleIntercept
  return { center: (low + high + 1) / 2, width: Math.max(1, Math.abs(high - low) + (byte ? 0 : 1)) }
}
