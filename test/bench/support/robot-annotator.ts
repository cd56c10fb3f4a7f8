import { connectedComponents } from '../../../ml/metrics/connected-components'
import { squaredDistances } from '../../../ml/metrics/distance-transform'
import { overlap } from '../../../ml/metrics/segmentation-figures'

export interface RobotClick {
  /** [column, row]. */
  readonly place: [number, number]
  /** What the truth says about the clicked pixel. */
  readonly kind: 'vessel' | 'background'
}

/**
 * Where an ideal annotator clicks next, the usual robot of interactive segmentation (K. Sofiiuk et al., RITM, 2021): into the middle (largest
 * distance to its border) of the largest 8-connected error, missed or false. Null when mask and truth are the same.
 */
export function nextClick(mask: Uint8Array, truth: Uint8Array, rows: number, columns: number): RobotClick | null {
  const missed = largestPiece(truth.map((value, i) => (value !== 0 && mask[i] === 0 ? 1 : 0)), rows, columns)
  const wrong = largestPiece(truth.map((value, i) => (value === 0 && mask[i] !== 0 ? 1 : 0)), rows, columns)
  if (missed.size === 0 && wrong.size === 0) return null
  const kind = missed.size >= wrong.size ? 'vessel' : 'background'
  const { outside } = kind === 'vessel' ? missed : wrong
  const distances = squaredDistances(outside, rows, columns)
  let deepest = 0
  for (let i = 0; i < distances.length; i++) if (distances[i]! > distances[deepest]!) deepest = i
  return { place: [deepest % columns, Math.floor(deepest / columns)], kind }
}

/** Size of the largest component, and everything but it. */
function largestPiece(errors: Uint8Array, rows: number, columns: number): { size: number; outside: Uint8Array } {
  const { labels, count, sizes } = connectedComponents(errors, rows, columns)
  let largest = 0
  for (let label = 1; label <= count; label++) if (largest === 0 || sizes[label]! > sizes[largest]!) largest = label
  return { size: largest === 0 ? 0 : sizes[largest]!, outside: Uint8Array.from(labels, (label) => (label !== 0 && label === largest ? 0 : 1)) }
}

/** Dice of two masks of one size, non-zero = vessel. */
export function diceOf(mask: Uint8Array, truth: Uint8Array): number {
  let both = 0
  let onlyMask = 0
  let onlyTruth = 0
  for (let i = 0; i < mask.length; i++) {
    if (mask[i] !== 0 && truth[i] !== 0) both++
    else if (mask[i] !== 0) onlyMask++
    else if (truth[i] !== 0) onlyTruth++
  }
  return overlap(both, onlyMask, onlyTruth).dice
}
