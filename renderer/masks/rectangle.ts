import type { Rectangle } from '../../electron/ipc/contract/index'
import type { CountedImage } from './label-counts'

export { changedRectangle, cutLabels as cutOut } from '../../electron/ipc/label-rectangle'
export type { Rectangle }

/** The smallest rectangle that holds both; either may be null (nothing). */
export function unionOf(a: Rectangle | null, b: Rectangle | null): Rectangle | null {
  if (a === null) return b
  if (b === null) return a
  const x = Math.min(a.x, b.x)
  const y = Math.min(a.y, b.y)
  return { x, y, width: Math.max(a.x + a.width, b.x + b.width) - x, height: Math.max(a.y + a.height, b.y + b.height) - y }
}

/** What is in both; null for nothing. */
export function intersectionOf(a: Rectangle, b: Rectangle): Rectangle | null {
  const x = Math.max(a.x, b.x)
  const y = Math.max(a.y, b.y)
  const width = Math.min(a.x + a.width, b.x + b.width) - x
  const height = Math.min(a.y + a.height, b.y + b.height) - y
  return width > 0 && height > 0 ? { x, y, width, height } : null
}

/** The rectangle grown by `margin` pixels on every side and cut to the image; null when nothing of it lies inside. */
export function grownWithin({ x, y, width, height }: Rectangle, margin: number, columns: number, rows: number): Rectangle | null {
  return intersectionOf({ x: x - margin, y: y - margin, width: width + 2 * margin, height: height + 2 * margin }, { x: 0, y: 0, width: columns, height: rows })
}

/** Writes row-major labels into the rectangle. */
export function pasteInto({ labels, counts, columns }: CountedImage, rect: Rectangle, patch: Uint8Array): void {
  for (let row = 0; row < rect.height; row++) {
    let at = (rect.y + row) * columns + rect.x
    const end = (row + 1) * rect.width
    for (let from = row * rect.width; from < end; from++, at++) {
      const label = patch[from]!
      counts[labels[at]!]!--
      counts[label]!++
      labels[at] = label
    }
  }
}
