/** One tile of a large image: where it lies, and the part of it whose result is used. */
export interface Tile {
  row: number
  column: number
  rows: number
  columns: number
  /** The used part, in image coordinates: [firstRow, endRow) × [firstColumn, endColumn). */
  firstRow: number
  endRow: number
  firstColumn: number
  endColumn: number
}

/**
 * Covers rows × columns with tiles of at most side × side that overlap by `overlap`; between two tiles the border of the
 * used parts runs through the middle of the overlap. The used parts cover every pixel exactly once.
 */
export function tiles(rows: number, columns: number, side: number, overlap: number): Tile[] {
  const vertical = spans(rows, side, overlap)
  const horizontal = spans(columns, side, overlap)
  return vertical.flatMap((v) =>
    horizontal.map((h) => ({ row: v.start, column: h.start, rows: v.length, columns: h.length, firstRow: v.first, endRow: v.end, firstColumn: h.first, endColumn: h.end })),
  )
}

function spans(length: number, side: number, overlap: number): { start: number; length: number; first: number; end: number }[] {
  if (overlap >= side) throw new RangeError(`Tiles of ${side} pixels cannot overlap by ${overlap}.`)
  if (length <= side) return [{ start: 0, length, first: 0, end: length }]
  const count = Math.ceil((length - overlap) / (side - overlap))
  const starts = Array.from({ length: count }, (_, index) => Math.round((index * (length - side)) / (count - 1)))
  const borders = starts.slice(1).map((start, index) => Math.round((start + starts[index]! + side) / 2))
  return starts.map((start, index) => ({ start, length: side, first: borders[index - 1] ?? 0, end: borders[index] ?? length }))
}
