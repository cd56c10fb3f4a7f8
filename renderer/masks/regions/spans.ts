/** Pixels of an image, as runs of one row: `row, first, last` (both included), one after the other. */
export type Spans = readonly number[]

/** How many pixels they are; no pixel is in two runs. */
export function countPixels(spans: Spans): number {
  let count = 0
  for (let at = 0; at < spans.length; at += 3) count += spans[at + 2]! - spans[at + 1]! + 1
  return count
}
