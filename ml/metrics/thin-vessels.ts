import { ratio } from './segmentation-figures'

/**
 * The pixels of a disc four pixels across (4×4 without its corners), as offsets from its upper left: the smallest disc that
 * does not fit into a vessel of local diameter ≤ 3.
 */
const disc: readonly (readonly [row: number, column: number])[] = [0, 1, 2, 3]
  .flatMap((row) => [0, 1, 2, 3].map((column) => [row, column] as const))
  .filter(([row, column]) => !((row === 0 || row === 3) && (column === 0 || column === 3)))

/**
 * The vessel pixels with a local diameter of at most 3 pixels: those in no inscribed disc of four pixels (the local thickness of
 * T. Hildebrand and P. Rüegsegger, J. Microscopy 185 (1997)), and no neighbour of such a disc, since that is the ragged edge of
 * a wider vessel. Unlike twice the distance to the background it tells three pixels from four.
 *
 * @param mask rows × columns, non-zero = vessel
 * @returns 0/1
 */
export function thinVessels(mask: Uint8Array, rows: number, columns: number): Uint8Array {
  const wide = new Uint8Array(mask.length)
  for (let row = 0; row + 4 <= rows; row++) {
    for (let column = 0; column + 4 <= columns; column++) {
      const at = row * columns + column
      if (disc.every(([down, right]) => mask[at + down * columns + right] !== 0)) for (const [down, right] of disc) wide[at + down * columns + right] = 1
    }
  }
  const thin = new Uint8Array(mask.length)
  for (let row = 0, i = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++, i++) if (mask[i] !== 0 && !touches(wide, rows, columns, row, column)) thin[i] = 1
  }
  return thin
}

/** Share of the truth's thin vessel pixels (`thinVessels`) that the mask has found; null when the truth has none. */
export function thinVesselRecall(mask: Uint8Array, truth: Uint8Array, rows: number, columns: number): number | null {
  const thin = thinVessels(truth, rows, columns)
  let all = 0
  let found = 0
  for (let i = 0; i < thin.length; i++) {
    if (thin[i] === 0) continue
    all++
    if (mask[i] !== 0) found++
  }
  return ratio(found, all)
}

function touches(wide: Uint8Array, rows: number, columns: number, row: number, column: number): boolean {
  for (let r = Math.max(0, row - 1); r <= Math.min(rows - 1, row + 1); r++) {
    for (let c = Math.max(0, column - 1); c <= Math.min(columns - 1, column + 1); c++) if (wide[r * columns + c] === 1) return true
  }
  return false
}
