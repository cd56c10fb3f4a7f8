import type { LabelImage } from '../capsule'
import type { Rectangle } from '../rectangle'

/** Pixels of an image, as runs of one row: `row, first, last` (both included), one after the other. */
export type Spans = readonly number[]

/** How many pixels they are; no pixel is in two runs. */
export function countPixels(spans: Spans): number {
  let count = 0
  for (let at = 0; at < spans.length; at += 3) count += spans[at + 2]! - spans[at + 1]! + 1
  return count
}

/** The pixels of a label, row by row from left to right; neighbours in a row are in one run. */
export function labelSpans({ labels, columns }: LabelImage, label: number): Spans {
  const spans: number[] = []
  for (let at = labels.indexOf(label); at >= 0; at = labels.indexOf(label, at)) {
    const row = Math.floor(at / columns)
    const start = row * columns
    const first = at - start
    while (at < start + columns && labels[at] === label) at++
    spans.push(row, first, at - start - 1)
  }
  return spans
}

/** The smallest rectangle around runs in the order of `labelSpans`; null without any. */
export function boundsOf(spans: Spans): Rectangle | null {
  if (spans.length === 0) return null
  let left = Infinity
  let right = -1
  for (let at = 0; at < spans.length; at += 3) {
    if (spans[at + 1]! < left) left = spans[at + 1]!
    if (spans[at + 2]! > right) right = spans[at + 2]!
  }
  return { x: left, y: spans[0]!, width: right - left + 1, height: spans.at(-3)! - spans[0]! + 1 }
}

/** What is left of a rectangle beside runs that lie in it, in the same order. */
export function gapsBetween(spans: Spans, { x, y, width, height }: Rectangle): Spans {
  const gaps: number[] = []
  const right = x + width - 1
  let at = 0
  for (let row = y; row < y + height; row++) {
    let next = x
    for (; spans[at] === row; at += 3) {
      if (spans[at + 1]! > next) gaps.push(row, next, spans[at + 1]! - 1)
      next = spans[at + 2]! + 1
    }
    if (next <= right) gaps.push(row, next, right)
  }
  return gaps
}
