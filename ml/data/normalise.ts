/** Grey values darker than this count as collimator blades and say nothing about the patient. */
const collimatorLevel = 0.09
/** Below this share of the pixels, the dark ones are the image itself. */
const leastField = 0.3
/** Results are clamped to this many standard deviations. */
const clampAt = 5

/** The linear rule `(value − centre) · gain`. */
export interface Normalisation {
  centre: number
  gain: number
}

/**
 * The rule for an image with grey values in 0 … 1: zero mean and unit standard deviation over the exposed field, that is over the
 * pixels brighter than a collimator blade (over all pixels when fewer than 30 % are). A flat image gets gain 0, so it becomes all zeros.
 * `values` may be all pixels or a regular subsample of them. Shared by training and inference.
 */
export function normalisationOf(values: Float32Array): Normalisation {
  let exposed = 0
  for (let i = 0; i < values.length; i++) if (values[i]! > collimatorLevel) exposed++
  const threshold = exposed >= leastField * values.length ? collimatorLevel : -Infinity
  let count = 0
  let sum = 0
  let squares = 0
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!
    if (value <= threshold) continue
    count++
    sum += value
    squares += value * value
  }
  if (count === 0) return { centre: 0, gain: 0 }
  const mean = sum / count
  const deviation = Math.sqrt(Math.max(0, squares / count - mean * mean))
  return { centre: mean, gain: deviation > 1e-4 ? 1 / deviation : 0 }
}

/** Applies a rule: a new array of the same length, clamped to ±5. */
export function applyNormalisation(values: Float32Array, { centre, gain }: Normalisation): Float32Array {
  const result = new Float32Array(values.length)
  for (let i = 0; i < values.length; i++) {
    const value = (values[i]! - centre) * gain
    result[i] = value > clampAt ? clampAt : value < -clampAt ? -clampAt : value
  }
  return result
}

/** What a network is fed: the image's pixels (0 … 1, any shape) under the rule of that same image. */
export function normalise(pixels: Float32Array): Float32Array {
  return applyNormalisation(pixels, normalisationOf(pixels))
}
