import type { GreyImage } from '../inference/grey-image'
import { addFalseStructures, applyCurve, applyNoise, applyVignette, blur, randomCurve, type Curve } from './augment-photometric'
import { randomWarp, type Warp } from './augment-geometric'
import { applyNormalisation, normalisationOf } from './normalise'
import type { Random } from './random'

export interface CropOptions {
  /** Side of the crop in pixels. */
  size: number
  random: Random
  /** Share of the crops centred near a vessel pixel, when the mask has any. Default 0.7. */
  vesselCentred?: number
  /** Enlargement of the picture, log-uniform between the two. Default [0.75, 1.35]. */
  scale?: readonly [number, number]
  /** False: only the position is random; for validation crops. Default true. */
  distort?: boolean
}

/** What a crop needs to know of a whole image or mask, kept while that image lives. */
const vesselPixels = new WeakMap<Uint8Array, Uint32Array>()
const subsamples = new WeakMap<GreyImage, Float32Array>()

/**
 * A random training crop of an image (grey 0 … 1) and its mask (0/1, same size): turned by any angle, flipped, scaled, sheared by a
 * small elastic field; then gamma, contrast, brightness, blur, vignetting, rib- and catheter-like lines, Poisson and Gaussian noise.
 * Returns `image`: size × size, normalised by the rule of the *whole* image after the same grey curve, so that crops and whole frames
 * look alike to a network; `mask`: size × size, 0/1. Beyond its border the image is mirrored, or black as under a collimator.
 * Throws a RangeError when image and mask differ in size.
 */
export function augmentedCrop(image: GreyImage, mask: Uint8Array, options: CropOptions): { image: Float32Array; mask: Uint8Array } {
  const { size, random, vesselCentred = 0.7, scale = [0.75, 1.35], distort = true } = options
  if (mask.length !== image.rows * image.columns || image.pixels.length !== mask.length) {
    throw new RangeError(`image and mask differ in size: ${image.pixels.length} and ${mask.length} pixels`)
  }
  const centre = randomCentre(image, mask, size, vesselCentred, random)
  const warp = randomWarp(centre, size, distort ? scale : null, random)
  const crop = sampleCrop(image, mask, warp, size, distort && random.chance(0.2))
  if (!distort) return { image: applyNormalisation(crop.image, normalisationOf(subsampleOf(image))), mask: crop.mask }
  const curve: Curve = randomCurve(random)
  if (random.chance(0.25)) addFalseStructures(crop.image, crop.mask, size, random)
  if (random.chance(0.3)) blur(crop.image, size, random.between(0.4, 1.2))
  applyCurve(crop.image, curve)
  if (random.chance(0.25)) applyVignette(crop.image, size, random)
  if (random.chance(0.6)) applyNoise(crop.image, random)
  const reference = Float32Array.from(subsampleOf(image))
  applyCurve(reference, curve)
  const rule = normalisationOf(reference)
  // The rule itself is jittered a little: at inference the field of view decides it, and fields of view vary.
  rule.centre += 0.1 * random.normal() / Math.max(rule.gain, 1e-6)
  rule.gain *= Math.exp(0.1 * random.normal())
  return { image: applyNormalisation(crop.image, rule), mask: crop.mask }
}

function randomCentre(image: GreyImage, mask: Uint8Array, size: number, vesselCentred: number, random: Random): { row: number; column: number } {
  const vessels = vesselPixelsOf(mask)
  if (vessels.length > 0 && random.chance(vesselCentred)) {
    const index = vessels[random.integer(vessels.length)]!
    const reach = size / 4
    return {
      row: Math.floor(index / image.columns) + random.between(-reach, reach),
      column: (index % image.columns) + random.between(-reach, reach),
    }
  }
  // A centre whose crop lies inside the image where the image is large enough.
  const position = (length: number): number => (length > size ? random.between(size / 2, length - size / 2) : length / 2)
  return { row: position(image.rows), column: position(image.columns) }
}

function vesselPixelsOf(mask: Uint8Array): Uint32Array {
  let found = vesselPixels.get(mask)
  if (!found) {
    let count = 0
    for (const value of mask) count += value
    found = new Uint32Array(count)
    for (let i = 0, at = 0; i < mask.length; i++) if (mask[i] === 1) found[at++] = i
    vesselPixels.set(mask, found)
  }
  return found
}

/** About 4,000 pixels on a regular grid: enough for mean and deviation, quick enough to put through a grey curve per crop. */
function subsampleOf(image: GreyImage): Float32Array {
  let found = subsamples.get(image)
  if (!found) {
    const step = Math.max(1, Math.floor(Math.sqrt(image.pixels.length / 4096)))
    const values: number[] = []
    for (let row = 0; row < image.rows; row += step) {
      for (let column = 0; column < image.columns; column += step) values.push(image.pixels[row * image.columns + column]!)
    }
    found = Float32Array.from(values)
    subsamples.set(image, found)
  }
  return found
}

/** The mirror image of a coordinate that lies outside 0 … last. */
function mirrored(value: number, last: number): number {
  if (value >= 0 && value <= last) return value
  if (last === 0) return 0
  const period = 2 * last
  const folded = ((value % period) + period) % period
  return folded > last ? period - folded : folded
}

function sampleCrop(image: GreyImage, mask: Uint8Array, warp: Warp, size: number, blackOutside: boolean): { image: Float32Array; mask: Uint8Array } {
  const { rows, columns, pixels } = image
  const out = new Float32Array(size * size)
  const outMask = new Uint8Array(size * size)
  const at = { row: 0, column: 0 }
  for (let i = 0, y = 0; y < size; y++) {
    for (let x = 0; x < size; x++, i++) {
      warp(y, x, at)
      const outside = at.row < 0 || at.column < 0 || at.row > rows - 1 || at.column > columns - 1
      if (outside && blackOutside) continue
      const row = outside ? mirrored(at.row, rows - 1) : at.row
      const column = outside ? mirrored(at.column, columns - 1) : at.column
      const row0 = Math.floor(row)
      const column0 = Math.floor(column)
      const row1 = row0 < rows - 1 ? row0 + 1 : row0
      const column1 = column0 < columns - 1 ? column0 + 1 : column0
      const fy = row - row0
      const fx = column - column0
      const a = row0 * columns + column0
      const b = row0 * columns + column1
      const c = row1 * columns + column0
      const d = row1 * columns + column1
      const wa = (1 - fy) * (1 - fx)
      const wb = (1 - fy) * fx
      const wc = fy * (1 - fx)
      const wd = fy * fx
      out[i] = wa * pixels[a]! + wb * pixels[b]! + wc * pixels[c]! + wd * pixels[d]!
      outMask[i] = wa * mask[a]! + wb * mask[b]! + wc * mask[c]! + wd * mask[d]! >= 0.5 ? 1 : 0
    }
  }
  return { image: out, mask: outMask }
}
