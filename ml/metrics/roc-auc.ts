/** How many pixels of each class have each of the 256 probabilities. */
export interface ScoreHistogram {
  vessel: Float64Array
  background: Float64Array
}

/** Counts pixels by probability (0 … 255) and truth (non-zero = vessel). `into` adds to an earlier count, for pooled figures. */
export function scoreHistogram(probability: Uint8Array, truth: Uint8Array, into?: ScoreHistogram): ScoreHistogram {
  const counts = into ?? { vessel: new Float64Array(256), background: new Float64Array(256) }
  for (let i = 0; i < probability.length; i++) (truth[i] !== 0 ? counts.vessel : counts.background)[probability[i]!]!++
  return counts
}

/**
 * Area under the ROC curve: the probability that a vessel pixel scores higher than a background pixel, ties counting half
 * (Mann-Whitney). Exact, since probabilities have 256 levels. Null when one of the classes is absent.
 */
export function rocAuc({ vessel, background }: ScoreHistogram): number | null {
  let lower = 0
  let wins = 0
  let vessels = 0
  for (let level = 0; level < 256; level++) {
    wins += vessel[level]! * (lower + background[level]! / 2)
    lower += background[level]!
    vessels += vessel[level]!
  }
  return vessels === 0 || lower === 0 ? null : wins / (vessels * lower)
}
