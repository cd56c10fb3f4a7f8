export interface WilcoxonResult {
  /** Pairs that differ; the others are left out. */
  pairs: number
  /** Sum of the ranks of the positive differences (first − second). */
  positiveRanks: number
  /** Two-sided. 1 when no pair differs. */
  p: number
  method: 'exact' | 'normal'
  /** (W⁺ − W⁻) / (W⁺ + W⁻), −1..1: 1 when the first is larger in every pair. 0 when no pair differs. */
  rankBiserial: number
}

/** Up to this many pairs the distribution is counted out. */
const exactUpTo = 50

/**
 * Wilcoxon's signed-rank test of paired figures (F. Wilcoxon, Biometrics Bulletin 1 (1945)): is the distribution of first − second
 * symmetric about zero? Equal pairs are left out, equal absolute differences share the mean of their ranks. Up to 50 pairs the
 * p-value is exact over all 2ⁿ signs, ties included; above, it is normal with the variance corrected for ties and a continuity
 * correction of ½.
 *
 * @throws RangeError when the lengths differ or a value is not finite
 */
export function wilcoxonSignedRank(first: readonly number[], second: readonly number[]): WilcoxonResult {
  if (first.length !== second.length) throw new RangeError(`pairs are needed, not ${first.length} and ${second.length} figures`)
  const differences = first.map((value, index) => value - second[index]!)
  if (!differences.every(Number.isFinite)) throw new RangeError('the figures must be finite')
  const different = differences.filter((difference) => difference !== 0)
  const pairs = different.length
  if (pairs === 0) return { pairs, positiveRanks: 0, p: 1, method: 'exact', rankBiserial: 0 }
  const { ranks, ties } = meanRanks(different.map(Math.abs))
  const positiveRanks = ranks.reduce((sum, rank, index) => sum + (different[index]! > 0 ? rank : 0), 0)
  const all = (pairs * (pairs + 1)) / 2
  const exact = pairs <= exactUpTo
  const p = exact ? exactP(ranks, positiveRanks) : normalP(pairs, ties, positiveRanks)
  return { pairs, positiveRanks, p, method: exact ? 'exact' : 'normal', rankBiserial: (2 * positiveRanks - all) / all }
}

/** Ranks from 1, equal values sharing their mean; and the sizes of the groups of equal values. */
function meanRanks(values: readonly number[]): { ranks: number[]; ties: number[] } {
  const order = values.map((_, index) => index).sort((one, other) => values[one]! - values[other]!)
  const ranks = Array.from({ length: values.length }, () => 0)
  const ties: number[] = []
  for (let start = 0; start < order.length; ) {
    let end = start + 1
    while (end < order.length && values[order[end]!] === values[order[start]!]) end++
    for (let i = start; i < end; i++) ranks[order[i]!] = (start + 1 + end) / 2
    ties.push(end - start)
    start = end
  }
  return { ranks, ties }
}

/** Counts, for every sum of ranks, by how many of the 2ⁿ choices of signs it comes about. Ranks are halves at the finest. */
function exactP(ranks: readonly number[], positiveRanks: number): number {
  const doubled = ranks.map((rank) => Math.round(2 * rank))
  const total = doubled.reduce((sum, rank) => sum + rank, 0)
  const probability = new Float64Array(total + 1)
  probability[0] = 1
  let reach = 0
  for (const rank of doubled) {
    reach += rank
    for (let sum = reach; sum >= 0; sum--) probability[sum] = (probability[sum]! + (sum >= rank ? probability[sum - rank]! : 0)) / 2
  }
  const observed = Math.round(2 * positiveRanks)
  const extreme = Math.min(observed, total - observed)
  return Math.min(1, 2 * probability.subarray(0, extreme + 1).reduce((sum, value) => sum + value, 0))
}

function normalP(pairs: number, ties: readonly number[], positiveRanks: number): number {
  const mean = (pairs * (pairs + 1)) / 4
  const variance = (pairs * (pairs + 1) * (2 * pairs + 1)) / 24 - ties.reduce((sum, size) => sum + size ** 3 - size, 0) / 48
  const z = Math.max(0, Math.abs(positiveRanks - mean) - 0.5) / Math.sqrt(variance)
  return Math.min(1, complementaryError(z / Math.SQRT2))
}

/** erfc(x) for x ≥ 0, to a relative error below 1.2e-7 (rational Chebyshev fit, Press et al., Numerical Recipes, 6.2). */
function complementaryError(x: number): number {
  const t = 1 / (1 + x / 2)
  const coefficients = [-1.26551223, 1.00002368, 0.37409196, 0.09678418, -0.18628806, 0.27886807, -1.13520398, 1.48851587, -0.82215223, 0.17087277]
  const polynomial = coefficients.reduceRight((sum, coefficient) => sum * t + coefficient, 0)
  return t * Math.exp(-x * x + polynomial)
}
