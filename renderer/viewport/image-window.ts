import { rangeOf } from '../filters/grey-image'
import type { Samples } from '../filters/grey-image'

/** Centre and width of the shown values, after the rescale of the file. */
export interface ImageWindow {
  readonly center: number
  readonly width: number
}

/** From the smallest to the largest value of a frame. */
export function fullWindow(samples: Samples, slope: number, intercept: number): ImageWindow {
  const { min, max } = rangeOf(samples)
  return windowBetween(min * slope + intercept, max * slope + intercept)
}

/**
 * The values of a frame without its darkest and brightest hundredths: what an eye would set. Values at the very ends are
 * not counted, as long as others remain: collimator and text burnt into the image are not anatomy.
 */
export function automaticWindow(samples: Samples, slope: number, intercept: number, outside = 0.01): ImageWindow {
  const { min, max } = rangeOf(samples)
  const counts = new Uint32Array(max - min + 1)
  for (const value of samples) counts[value - min]!++
  const inner = samples.length - counts[0]! - counts[counts.length - 1]!
  const [first, last] = inner > samples.length / 10 ? [1, counts.length - 2] : [0, counts.length - 1]
  const total = inner > samples.length / 10 ? inner : samples.length
  const low = percentile(counts, first, 1, total * outside) + min
  const high = percentile(counts, last, -1, total * outside) + min
  return windowBetween(low * slope + intercept, high * slope + intercept)
}

/** The bin at which more than `count` samples have been passed, from `start` in direction `step`. */
function percentile(counts: Uint32Array, start: number, step: 1 | -1, count: number): number {
  let seen = 0
  for (let bin = start; bin >= 0 && bin < counts.length; bin += step) {
    seen += counts[bin]!
    if (seen > count) return bin
  }
  return start
}

function windowBetween(one: number, other: number): ImageWindow {
  return { center: (one + other + 1) / 2, width: Math.max(1, Math.abs(other - one) + 1) }
}
