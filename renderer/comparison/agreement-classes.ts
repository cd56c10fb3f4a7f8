import type { ComparisonBasis, LabelBook } from '../../electron/ipc/contract/index'
import type { Rectangle } from '../masks/rectangle'
import { classes } from './agreement-colours'

/** By label byte: 1 where it counts. Any vessel of the label scheme (the first label until it is known), or the one label that is compared. */
export function countedLabels(basis: ComparisonBasis, book: LabelBook | null): Uint8Array {
  const counted = new Uint8Array(256)
  const ids = basis !== 'vessel' ? [basis] : book === null ? [1] : book.labels.filter(({ vessel }) => vessel).map(({ id }) => id)
  for (const id of ids) counted[id] = 1
  return counted
}

/**
 * Writes the class of every pixel inside `rect` into `out`. A side that is null has no mask: the other one is shown alone. Where both
 * found vessel but named it differently, a comparison of all vessel calls that agreement. Whoever wants to know the pixels by class hands in
 * the `counts` of `out`, which are kept.
 */
export function classify(out: Uint8Array, a: Uint8Array | null, b: Uint8Array | null, counted: Uint8Array, columns: number, rect: Rectangle, counts = new Int32Array(4)): void {
  for (let row = rect.y; row < rect.y + rect.height; row++) {
    const end = row * columns + rect.x + rect.width
    for (let at = row * columns + rect.x; at < end; at++) {
      const inA = a !== null && counted[a[at]!] === 1
      const inB = b !== null && counted[b[at]!] === 1
      const found = inA ? (inB ? classes.both : classes.a) : inB ? classes.b : classes.none
      counts[out[at]!]!--
      counts[found]!++
      out[at] = found
    }
  }
}
