import { likeSamples, rangeOf } from './grey-image'
import type { GreyImage, Samples } from './grey-image'

/** Pixels; twice the wall of a small vessel. */
const radius = 2
const amount = 1.2

/** Unsharp mask: what differs from the surroundings is added again. The range of values stays the same. */
export function sharpened(image: GreyImage): Samples {
  const { samples } = image
  const { min, max } = rangeOf(samples)
  const smooth = blurred(image)
  const out = likeSamples(samples)
  for (let at = 0; at < samples.length; at++) {
    const value = samples[at]! + amount * (samples[at]! - smooth[at]!)
    out[at] = Math.round(value < min ? min : value > max ? max : value)
  }
  return out
}

/** The mean of a square around each pixel, taken twice: close to a Gaussian, at a cost that does not depend on its size. */
function blurred({ columns, rows, samples }: GreyImage): Float32Array {
  const across = new Float32Array(samples.length)
  const once = new Float32Array(samples.length)
  const twice = new Float32Array(samples.length)
  meanAcross(samples, across, columns, rows)
  meanDown(across, once, columns, rows)
  meanAcross(once, across, columns, rows)
  meanDown(across, twice, columns, rows)
  return twice
}

/** Running mean along the rows; at their ends over what there is. */
function meanAcross(from: ArrayLike<number>, to: Float32Array, columns: number, rows: number): void {
  for (let y = 0; y < rows; y++) {
    const start = y * columns
    let sum = 0
    for (let x = 0; x < Math.min(radius, columns); x++) sum += from[start + x]!
    for (let x = 0; x < columns; x++) {
      if (x + radius < columns) sum += from[start + x + radius]!
      if (x - radius - 1 >= 0) sum -= from[start + x - radius - 1]!
      to[start + x] = sum / (Math.min(columns - 1, x + radius) - Math.max(0, x - radius) + 1)
    }
  }
}

/** The same down the columns, all of them at once: row by row, as the samples lie in memory. */
function meanDown(from: Float32Array, to: Float32Array, columns: number, rows: number): void {
  const sums = new Float64Array(columns)
  for (let y = 0; y < Math.min(radius, rows); y++) for (let x = 0; x < columns; x++) sums[x]! += from[y * columns + x]!
  for (let y = 0; y < rows; y++) {
    const entering = y + radius < rows ? (y + radius) * columns : -1
    const leaving = y - radius - 1 >= 0 ? (y - radius - 1) * columns : -1
    const share = 1 / (Math.min(rows - 1, y + radius) - Math.max(0, y - radius) + 1)
    for (let x = 0; x < columns; x++) {
      if (entering >= 0) sums[x]! += from[entering + x]!
      if (leaving >= 0) sums[x]! -= from[leaving + x]!
      to[y * columns + x] = sums[x]! * share
    }
  }
}
