/**
 * Squared Euclidean distance (px²) of every pixel's centre to the centre of the nearest target; Infinity without targets.
 * Exact and linear in the number of pixels: P. Felzenszwalb and D. Huttenlocher, "Distance transforms of sampled functions",
 * Theory of Computing 8 (2012).
 *
 * @param targets rows × columns, non-zero = target
 */
export function squaredDistances(targets: Uint8Array, rows: number, columns: number): Float64Array {
  if (targets.length !== rows * columns) throw new RangeError(`a mask of ${rows}×${columns} has ${rows * columns} pixels, not ${targets.length}`)
  const result = Float64Array.from(targets, (value) => (value !== 0 ? 0 : Infinity))
  const line = new LowerEnvelope(Math.max(rows, columns))
  for (let column = 0; column < columns; column++) line.transform(result, column, columns, rows)
  for (let row = 0; row < rows; row++) line.transform(result, row * columns, 1, columns)
  return result
}

/** One-dimensional transform: min over q of (p − q)² + f(q), the lower envelope of parabolas. */
class LowerEnvelope {
  private readonly apexes: Int32Array
  private readonly heights: Float64Array
  /** Where the parabola of each apex begins to be the lowest. */
  private readonly from: Float64Array

  constructor(length: number) {
    this.apexes = new Int32Array(length)
    this.heights = new Float64Array(length)
    this.from = new Float64Array(length)
  }

  /** Replaces `length` values of the grid, from `start` in steps of `stride`. */
  transform(grid: Float64Array, start: number, stride: number, length: number): void {
    const { apexes, heights, from } = this
    let count = 0
    for (let q = 0; q < length; q++) {
      const height = grid[start + q * stride]!
      if (height === Infinity) continue
      let crossing = -Infinity
      while (count > 0) {
        const apex = apexes[count - 1]!
        crossing = (height + q * q - heights[count - 1]! - apex * apex) / (2 * (q - apex))
        if (crossing > from[count - 1]!) break
        count--
        crossing = -Infinity
      }
      apexes[count] = q
      heights[count] = height
      from[count++] = crossing
    }
    if (count === 0) return
    for (let p = 0, k = 0; p < length; p++) {
      while (k + 1 < count && from[k + 1]! < p) k++
      grid[start + p * stride] = (p - apexes[k]!) ** 2 + heights[k]!
    }
  }
}
