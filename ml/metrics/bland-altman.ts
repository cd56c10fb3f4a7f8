/** How two measurements of the same cases differ: the mean difference and the limits within which 95 % of the differences lie. */
export interface BlandAltman {
  cases: number
  bias: number
  /** Standard deviation of the differences (n − 1); null below two cases, and with it the limits. */
  deviation: number | null
  lower: number | null
  upper: number | null
}

/**
 * Limits of agreement, bias ± 1.96 SD, of paired measurements: J. M. Bland and D. G. Altman, "Statistical methods for assessing
 * agreement between two methods of clinical measurement", Lancet 1986. The difference is the first minus the second. Null without cases.
 */
export function blandAltman(pairs: readonly (readonly [number, number])[]): BlandAltman | null {
  if (pairs.length === 0) return null
  const differences = pairs.map(([first, second]) => first - second)
  const bias = mean(differences)
  const deviation = standardDeviation(differences)
  return { cases: pairs.length, bias, deviation, lower: deviation === null ? null : bias - 1.96 * deviation, upper: deviation === null ? null : bias + 1.96 * deviation }
}

/** Throws nothing: NaN without values. */
export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

/** Of a sample (n − 1); null below two values. */
export function standardDeviation(values: readonly number[]): number | null {
  if (values.length < 2) return null
  const middle = mean(values)
  return Math.sqrt(values.reduce((sum, value) => sum + (value - middle) ** 2, 0) / (values.length - 1))
}
