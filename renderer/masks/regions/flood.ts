import type { LabelImage } from '../capsule'
import type { Spans } from './spans'

export interface Flood {
  readonly spans: Spans
  /** Whether it reaches the border of the image. */
  readonly open: boolean
}

/** The connected pixels of the same label around (x, y), by their four sides; diagonal neighbours do not connect. */
export function flood({ labels, columns, rows }: LabelImage, x: number, y: number): Flood {
  const spans: number[] = []
  if (x < 0 || y < 0 || x >= columns || y >= rows) return { spans, open: false }
  const label = labels[y * columns + x]!
  const seen = new Uint8Array(columns * rows)
  const stack = [y * columns + x]
  let open = false
  while (stack.length > 0) {
    const at = stack.pop()!
    if (seen[at] === 1) continue
    const row = Math.floor(at / columns)
    const start = row * columns
    let left = at
    while (left > start && labels[left - 1] === label) left--
    let right = at
    while (right < start + columns - 1 && labels[right + 1] === label) right++
    seen.fill(1, left, right + 1)
    spans.push(row, left - start, right - start)
    open ||= row === 0 || row === rows - 1 || left === start || right === start + columns - 1
    if (row > 0) pushRuns(left - columns, right - columns)
    if (row < rows - 1) pushRuns(left + columns, right + columns)
  }
  return { spans, open }

  /** One pixel of every run of the label between two places of a row. */
  function pushRuns(from: number, to: number): void {
    for (let at = from; at <= to; at++) if (labels[at] === label && seen[at] === 0 && (at === from || labels[at - 1] !== label)) stack.push(at)
  }
}
