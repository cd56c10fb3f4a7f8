import type { GreyImage } from './grey-image'

export interface Shift {
  /** Pixels by which the mask frame is moved to the right. */
  readonly x: number
  /** Pixels by which it is moved down. */
  readonly y: number
}

/**
 * Digital subtraction: what is new against a frame without contrast. The difference of stored values, without logarithm:
 * X-ray angiograms are stored after it or after the maker's own curve. Contrast stays dark, what has not changed is 0.
 * The mask frame is moved by `shift`, against motion between the two; pixels that it does not cover are 0.
 */
export function subtractFrame(live: GreyImage, mask: GreyImage, shift: Shift): Int16Array {
  const { columns, rows } = live
  if (mask.columns !== columns || mask.rows !== rows) throw new RangeError(`a mask frame of ${mask.columns} × ${mask.rows} cannot be subtracted from one of ${columns} × ${rows}`)
  const out = new Int16Array(columns * rows)
  const left = Math.max(0, shift.x)
  const right = Math.min(columns, columns + shift.x)
  for (let y = Math.max(0, shift.y); y < Math.min(rows, rows + shift.y); y++) {
    const from = (y - shift.y) * columns - shift.x
    for (let x = left; x < right; x++) out[y * columns + x] = live.samples[y * columns + x]! - mask.samples[from + x]!
  }
  return out
}
