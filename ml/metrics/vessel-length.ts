/**
 * Lengths along a skeleton (rows × columns, 0/1), in pixels: `total`, and the part that lies outside of `mask`.
 * Every pixel has half of each of its links to neighbours: 1 to a side, √2 to a corner, but no corner that is reached over a
 * side as well, so that steps of a staircase are not counted twice. A pixel without neighbours counts 1.
 */
export function vesselLength(skeleton: Uint8Array, mask: Uint8Array, rows: number, columns: number): { total: number; outside: number } {
  let total = 0
  let outside = 0
  const isOn = (row: number, column: number): boolean => row >= 0 && row < rows && column >= 0 && column < columns && skeleton[row * columns + column] !== 0
  for (let row = 0, i = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++, i++) {
      if (skeleton[i] === 0) continue
      let length = 0
      for (const step of [-1, 1]) {
        if (isOn(row + step, column)) length += 0.5
        if (isOn(row, column + step)) length += 0.5
        for (const side of [-1, 1]) {
          if (isOn(row + step, column + side) && !isOn(row + step, column) && !isOn(row, column + side)) length += Math.SQRT1_2
        }
      }
      if (length === 0) length = 1
      total += length
      if (mask[i] === 0) outside += length
    }
  }
  return { total, outside }
}
