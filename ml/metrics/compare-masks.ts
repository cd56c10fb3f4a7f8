import { bettiZeroError } from './betti-error'
import { clDiceOfSkeletons } from './cl-dice'
import { hausdorff95 } from './hausdorff'
import { overlap } from './segmentation-figures'
import { skeletonise } from './skeletonise'
import { vesselLength } from './vessel-length'

/** How two masks of one image agree. Lengths and distances in pixels. */
export interface MaskComparison {
  agreement: number
  onlyA: number
  onlyB: number
  dice: number
  clDice: number
  /** Null when a mask is empty. */
  hausdorff95: number | null
  bettiZeroError: number
  lengthA: number
  lengthB: number
  /** Centreline of A that B does not cover. */
  missedLength: number
  /** Centreline of B that A does not cover. */
  addedLength: number
}

/**
 * Compares two masks (rows × columns, non-zero = vessel). Everything but the missed and added length is the same with A and B
 * exchanged. Works on the smallest area that holds both masks, which changes no figure. Throws a RangeError for another size.
 */
export function compareMasks(a: Uint8Array, b: Uint8Array, rows: number, columns: number): MaskComparison {
  if (a.length !== rows * columns || b.length !== rows * columns) throw new RangeError(`expected ${rows}×${columns} pixels, got ${a.length} and ${b.length}`)
  let agreement = 0
  let onlyA = 0
  let onlyB = 0
  const area = { left: columns, right: -1, top: rows, bottom: -1 }
  for (let row = 0, i = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++, i++) {
      if (a[i] === 0 && b[i] === 0) continue
      if (a[i] !== 0 && b[i] !== 0) agreement++
      else if (a[i] !== 0) onlyA++
      else onlyB++
      area.left = Math.min(area.left, column)
      area.right = Math.max(area.right, column)
      area.top = Math.min(area.top, row)
      area.bottom = row
    }
  }
  const { dice } = overlap(agreement, onlyA, onlyB)
  const counts = { agreement, onlyA, onlyB, dice }
  if (area.right < 0) return { ...counts, clDice: 1, hausdorff95: null, bettiZeroError: 0, lengthA: 0, lengthB: 0, missedLength: 0, addedLength: 0 }

  // One pixel of background around it, except where the image itself ends: a mask's border there counts as before.
  const left = Math.max(0, area.left - 1)
  const top = Math.max(0, area.top - 1)
  const width = Math.min(columns, area.right + 2) - left
  const height = Math.min(rows, area.bottom + 2) - top
  const cut = (mask: Uint8Array): Uint8Array => {
    const inside = new Uint8Array(width * height)
    for (let row = 0; row < height; row++) inside.set(mask.subarray((top + row) * columns + left, (top + row) * columns + left + width), row * width)
    return inside
  }
  const insideA = cut(a)
  const insideB = cut(b)
  const skeletonA = skeletonise(insideA, height, width)
  const skeletonB = skeletonise(insideB, height, width)
  const alongA = vesselLength(skeletonA, insideB, height, width)
  const alongB = vesselLength(skeletonB, insideA, height, width)
  return {
    ...counts,
    clDice: clDiceOfSkeletons(insideA, insideB, skeletonA, skeletonB),
    hausdorff95: hausdorff95(insideA, insideB, height, width),
    bettiZeroError: bettiZeroError(insideA, insideB, height, width),
    lengthA: alongA.total,
    lengthB: alongB.total,
    missedLength: alongA.outside,
    addedLength: alongB.outside,
  }
}
