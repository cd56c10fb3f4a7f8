import type { GreyImage } from './grey-image'
import { intensityLevels } from './intensity-levels'
import type { LinearIntensity } from './intensity-levels'

export interface Shift {
  /** Pixels by which the mask frame is moved to the right. */
  readonly x: number
  /** Pixels by which it is moved down. */
  readonly y: number
}

/**
 * Digital subtraction: what is new against a frame without contrast. The difference of stored values where they are logarithms of
 * the beam's intensity or made for display, and of their logarithms where they are proportional to it (`intensity`). Contrast is as
 * dark or bright as in the image, what has not changed is 0. The mask frame is moved by `shift`, against motion between the two;
 * pixels that it does not cover are 0.
 */
export function subtractFrame(live: GreyImage, mask: GreyImage, shift: Shift, intensity: LinearIntensity | null): Int16Array {
  const { columns, rows } = live
  if (mask.columns !== columns || mask.rows !== rows) throw new RangeError(`a mask frame of ${mask.columns} × ${mask.rows} cannot be subtracted from one of ${columns} × ${rows}`)
  const levels = intensity === null ? null : intensityLevels(mask, intensity)
  const out = new Int16Array(columns * rows)
  const left = Math.max(0, shift.x)
  const right = Math.min(columns, columns + shift.x)
  for (let y = Math.max(0, shift.y); y < Math.min(rows, rows + shift.y); y++) {
    const from = (y - shift.y) * columns - shift.x
    for (let x = left; x < right; x++) {
      const at = live.samples[y * columns + x]!
      const under = mask.samples[from + x]!
      const difference = levels === null ? at - under : Math.round(levels[at & 0xffff]! - levels[under & 0xffff]!)
      // Frames of 16 bits can differ by more than the result holds.
      out[y * columns + x] = difference > 32767 ? 32767 : difference < -32768 ? -32768 : difference
    }
  }
  return out
}
