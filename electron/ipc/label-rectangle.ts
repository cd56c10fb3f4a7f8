import type { Rectangle } from './contract/index'

/** The labels inside the rectangle, row-major. */
export function cutLabels(labels: Uint8Array, columns: number, { x, y, width, height }: Rectangle): Uint8Array {
  const inside = new Uint8Array(width * height)
  for (let row = 0; row < height; row++) {
    const start = (y + row) * columns + x
    inside.set(labels.subarray(start, start + width), row * width)
  }
  return inside
}

/** Writes labels into the rectangle, in place. */
export function pasteLabels(labels: Uint8Array, columns: number, { x, y, width, height }: Rectangle, inside: Uint8Array): void {
  for (let row = 0; row < height; row++) {
    labels.set(inside.subarray(row * width, (row + 1) * width), (y + row) * columns + x)
  }
}

/** The smallest rectangle around all differences of two label images of the same size; one pixel when there are none. */
export function changedRectangle(before: Uint8Array, after: Uint8Array, columns: number): Rectangle {
  let left = columns
  let right = -1
  let top = -1
  let bottom = -1
  for (let at = 0; at < before.length; at++) {
    if (before[at] === after[at]) continue
    const column = at % columns
    const row = (at - column) / columns
    if (top < 0) top = row
    bottom = row
    if (column < left) left = column
    if (column > right) right = column
  }
  return top < 0 ? { x: 0, y: 0, width: 1, height: 1 } : { x: left, y: top, width: right - left + 1, height: bottom - top + 1 }
}
