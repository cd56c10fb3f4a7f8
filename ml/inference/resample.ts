/**
 * Resamples a grey image or probability (rows × columns, row-major) to another size with a triangle filter: bilinear when
 * it grows, and averaging over all pixels that fall together when it shrinks, so that nothing thin is skipped.
 */
export function resample(pixels: Float32Array | Uint8Array, rows: number, columns: number, newRows: number, newColumns: number): Float32Array {
  const across = weightsOf(columns, newColumns)
  const narrow = new Float32Array(rows * newColumns)
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < newColumns; column++) {
      const { first, weights } = across[column]!
      let sum = 0
      for (let i = 0; i < weights.length; i++) sum += weights[i]! * pixels[row * columns + first + i]!
      narrow[row * newColumns + column] = sum
    }
  }
  const down = weightsOf(rows, newRows)
  const result = new Float32Array(newRows * newColumns)
  for (let row = 0; row < newRows; row++) {
    const { first, weights } = down[row]!
    for (let i = 0; i < weights.length; i++) {
      const from = (first + i) * newColumns
      for (let column = 0; column < newColumns; column++) result[row * newColumns + column]! += weights[i]! * narrow[from + column]!
    }
  }
  return result
}

/** For each new position: the old positions it is made of, and their weights, which add up to 1. Pixel centres are at half-integers. */
function weightsOf(length: number, newLength: number): { first: number; weights: Float32Array }[] {
  const ratio = length / newLength
  const reach = Math.max(1, ratio)
  return Array.from({ length: newLength }, (_, index) => {
    const centre = (index + 0.5) * ratio - 0.5
    const first = Math.max(0, Math.ceil(centre - reach))
    const last = Math.min(length - 1, Math.floor(centre + reach))
    const weights = Float32Array.from({ length: last - first + 1 }, (_, i) => Math.max(0, 1 - Math.abs(first + i - centre) / reach))
    const sum = weights.reduce((total, weight) => total + weight, 0)
    return { first, weights: weights.map((weight) => weight / sum) }
  })
}
