export type Samples = Uint8Array | Uint16Array | Int16Array

/** Grey samples, row-major, as they are stored. */
export interface GreyImage {
  readonly columns: number
  readonly rows: number
  readonly samples: Samples
}

export interface Range {
  readonly min: number
  readonly max: number
}

/** Smallest and largest sample. */
export function rangeOf(samples: Samples): Range {
  let min = Infinity
  let max = -Infinity
  // By index: iterating a typed array takes several times as long, and this runs for every frame.
  for (let at = 0; at < samples.length; at++) {
    const value = samples[at]!
    if (value < min) min = value
    if (value > max) max = value
  }
  return { min, max }
}

/** As many samples of the same kind. */
export function likeSamples(samples: Samples): Samples {
  if (samples instanceof Uint8Array) return new Uint8Array(samples.length)
  return samples instanceof Uint16Array ? new Uint16Array(samples.length) : new Int16Array(samples.length)
}
