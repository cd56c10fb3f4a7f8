import type { LabelImage } from './capsule'
import type { Rectangle } from './rectangle'

/**
 * The borders between pixels that are shown differently (`shown` maps label bytes to what is shown, 0 for nothing) that belong to a tile:
 * the upper and left edges of its pixels, and the image's own lower and right border in the last tiles, so that every edge belongs to
 * exactly one tile.
 * Returns x1, y1, x2, y2 of axis-parallel segments in image coordinates, merged along their direction.
 */
export function outlineOfTile(image: LabelImage, tile: Rectangle, shown: Uint8Array): number[] {
  const { labels, columns, rows } = image
  const segments: number[] = []
  const right = Math.min(columns, tile.x + tile.width)
  const bottom = Math.min(rows, tile.y + tile.height)
  if (isBlank(image, tile, right, bottom)) return segments

  // Upper edges of row y; y = rows is the lower border of the image.
  const lastY = bottom === rows ? rows : bottom - 1
  for (let y = tile.y; y <= lastY; y++) {
    const here = y * columns
    const above = here - columns
    const hasHere = y < rows
    const hasAbove = y > 0
    let start = -1
    for (let x = tile.x; x < right; x++) {
      const edge = (hasHere ? shown[labels[here + x]!] : 0) !== (hasAbove ? shown[labels[above + x]!] : 0)
      if (edge === start >= 0) continue
      if (!edge) segments.push(start, y, x, y)
      start = edge ? x : -1
    }
    if (start >= 0) segments.push(start, y, right, y)
  }
  // Left edges of column x, walked row by row as the labels lie in memory; `starts` holds the open segment of each column.
  const lastX = right === columns ? columns : right - 1
  const starts = new Int32Array(lastX - tile.x + 1).fill(-1)
  for (let y = tile.y; y < bottom; y++) {
    const row = y * columns
    let before = tile.x > 0 ? shown[labels[row + tile.x - 1]!]! : 0
    for (let x = tile.x; x <= lastX; x++) {
      const here = x < columns ? shown[labels[row + x]!]! : 0
      const edge = here !== before
      before = here
      const start = starts[x - tile.x]!
      if (edge === start >= 0) continue
      if (!edge) segments.push(x, start, x, y)
      starts[x - tile.x] = edge ? y : -1
    }
  }
  for (let x = tile.x; x <= lastX; x++) {
    const start = starts[x - tile.x]!
    if (start >= 0) segments.push(x, start, x, bottom)
  }
  return segments
}

/** Most tiles hold no vessel: neither inside nor in the pixels next to their upper and left edges. */
function isBlank({ labels, columns }: LabelImage, tile: Rectangle, right: number, bottom: number): boolean {
  const left = Math.max(0, tile.x - 1)
  for (let y = Math.max(0, tile.y - 1); y < bottom; y++) {
    const end = y * columns + right
    for (let at = y * columns + left; at < end; at++) if (labels[at] !== 0) return false
  }
  return true
}
