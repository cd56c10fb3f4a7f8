import { likeSamples, rangeOf } from './grey-image'
import type { GreyImage, Samples } from './grey-image'

const tilesAcross = 8
/** More would leave too few samples of a tile for each. */
const mostBins = 1024
/** How often a value may occur in a tile, as a multiple of the even share; what is above is spread over all values. */
const clipLimit = 2.5

/**
 * Contrast-limited adaptive histogram equalisation (Zuiderveld, Graphics Gems IV, 1994): each tile has a curve of its
 * own, limited so that noise is not blown up, and pixels between tile centres take a bilinear mixture of four curves.
 * The range of values stays the same.
 */
export function equalised(image: GreyImage): Samples {
  const { columns, rows, samples } = image
  const { min, max } = rangeOf(samples)
  const out = likeSamples(samples)
  if (max === min) {
    out.fill(min)
    return out
  }
  const bins = Math.min(mostBins, max - min + 1)
  const toBin = (bins - 1) / (max - min)
  const tileWidth = Math.ceil(columns / tilesAcross)
  const tileHeight = Math.ceil(rows / tilesAcross)
  const across = Math.ceil(columns / tileWidth)
  const down = Math.ceil(rows / tileHeight)
  const curves = new Float32Array(across * down * bins)
  for (let tileY = 0; tileY < down; tileY++) {
    for (let tileX = 0; tileX < across; tileX++) curves.set(curveOf(image, tileX * tileWidth, tileY * tileHeight, tileWidth, tileHeight, { min, toBin, bins }), (tileY * across + tileX) * bins)
  }
  // Per column: where the curves left and right of it begin, and how much the right one counts.
  const lefts = new Int32Array(columns)
  const rights = new Int32Array(columns)
  const asides = new Float32Array(columns)
  for (let x = 0; x < columns; x++) {
    const column = clamp((x + 0.5) / tileWidth - 0.5, across - 1)
    const left = Math.floor(column)
    lefts[x] = left * bins
    rights[x] = Math.min(across - 1, left + 1) * bins
    asides[x] = column - left
  }
  const scale = (max - min) / (bins - 1)
  for (let y = 0; y < rows; y++) {
    const place = clamp((y + 0.5) / tileHeight - 0.5, down - 1)
    const upper = Math.floor(place)
    const top = upper * across * bins
    const bottom = Math.min(down - 1, upper + 1) * across * bins
    const lower = place - upper
    for (let x = 0, at = y * columns; x < columns; x++, at++) {
      const bin = Math.round((samples[at]! - min) * toBin)
      const left = lefts[x]! + bin
      const right = rights[x]! + bin
      const aside = asides[x]!
      const above = curves[top + left]! * (1 - aside) + curves[top + right]! * aside
      const below = curves[bottom + left]! * (1 - aside) + curves[bottom + right]! * aside
      out[at] = Math.round(min + scale * (above * (1 - lower) + below * lower))
    }
  }
  return out
}

/** By bin of a sample, the bin it becomes in this tile. */
function curveOf({ columns, rows, samples }: GreyImage, x: number, y: number, width: number, height: number, { min, toBin, bins }: { min: number; toBin: number; bins: number }): Float32Array {
  const counts = new Float32Array(bins)
  const right = Math.min(columns, x + width)
  const bottom = Math.min(rows, y + height)
  for (let row = y; row < bottom; row++) for (let at = row * columns + x; at < row * columns + right; at++) counts[Math.round((samples[at]! - min) * toBin)]!++
  const total = (right - x) * (bottom - y)
  const limit = Math.max(1, (clipLimit * total) / bins)
  let excess = 0
  for (let bin = 0; bin < bins; bin++) {
    excess += Math.max(0, counts[bin]! - limit)
    counts[bin] = Math.min(limit, counts[bin]!)
  }
  const curve = new Float32Array(bins)
  let sum = 0
  for (let bin = 0; bin < bins; bin++) {
    sum += counts[bin]! + excess / bins
    curve[bin] = (sum / total) * (bins - 1)
  }
  return curve
}

function clamp(value: number, most: number): number {
  return Math.min(most, Math.max(0, value))
}
