import type { PaintRule } from '../capsule'
import type { Spans } from './spans'

/** A copy of the labels in which the rule was applied to the pixels of the runs. */
export function withSpans(labels: Uint8Array, columns: number, spans: Spans, { label, writable }: PaintRule): Uint8Array {
  const after = labels.slice()
  for (let at = 0; at < spans.length; at += 3) {
    const start = spans[at]! * columns
    const last = start + spans[at + 2]!
    for (let pixel = start + spans[at + 1]!; pixel <= last; pixel++) if (writable[after[pixel]!] === 1) after[pixel] = label
  }
  return after
}

/** For `withSpans`: only pixels of one label become another one. */
export function relabelRule(from: number, label: number): PaintRule {
  const writable = new Uint8Array(256)
  writable[from] = 1
  return { label, writable }
}

/** A copy of the labels in which the label covers exactly the pixels of `set` (1 per pixel), as far as the others may be changed. */
export function withShape(labels: Uint8Array, set: Uint8Array, { label, writable }: PaintRule): Uint8Array {
  const after = labels.slice()
  for (let at = 0; at < after.length; at++) {
    if (set[at] === 1) {
      if (writable[after[at]!] === 1) after[at] = label
    } else if (after[at] === label) after[at] = 0
  }
  return after
}
