const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length

/** Least-squares slope of values over time, in units per minute. */
export function slopePerMinute(points: readonly (readonly [ms: number, value: number])[]): number {
  const [time, value] = [mean(points.map(([ms]) => ms)), mean(points.map(([, each]) => each))]
  const spread = points.reduce((sum, [ms]) => sum + (ms - time) ** 2, 0)
  return spread === 0 ? 0 : (60_000 * points.reduce((sum, [ms, each]) => sum + (ms - time) * (each - value), 0)) / spread
}
