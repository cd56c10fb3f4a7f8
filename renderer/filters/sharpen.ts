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
  let from: ArrayLike<number> = samples
  let result = new Float32Array(samples.length)
  for (let pass = 0; pass < 2; pass++) {
    const across = new Float32Array(samples.length)
    for (let y = 0; y < rows; y++) meanAlong(from, across, y * columns, 1, columns)
    result = new Float32Array(samples.length)
    for (let x = 0; x < columns; x++) meanAlong(across, result, x, columns, rows)
    from = result
  }
  return result
}

/** Running mean over one row or column; at its ends over what there is of it. */
function meanAlong(from: ArrayLike<number>, to: Float32Array, start: number, step: number, length: number): void {
  let sum = 0
  let count = 0
  for (let at = 0; at < Math.min(radius, length); at++) {
    sum += from[start + at * step]!
    count++
  }
  for (let at = 0; at < length; at++) {
    if (at + radius < length) {
      sum += from[start + (at + radius) * step]!
      count++
    }
    if (at - radius - 1 >= 0) {
      sum -= from[start + (at - radius - 1) * step]!
      count--
    }
    to[start + at * step] = sum / count
  }
}
