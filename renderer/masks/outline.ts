import type { LabelImage } from './capsule'
import type { Rectangle } from './rectangle'

/**
 * The borders between labelled and unlabelled pixels that belong to a tile: the upper and left edges of its pixels,
 * and the image's own lower and right border in the last tiles, so that every edge belongs to exactly one tile.
 * Returns x1, y1, x2, y2 of axis-parallel segments in image coordinates, merged along their direction.
 */
export function outlineOfTile(image: LabelImage, tile: Rectangle): number[] {
  const { labels, columns, rows } = image
  const segments: number[] = []
  const right = Math.min(columns, tile.x + tile.width)
  const bottom = Math.min(rows, tile.y + tile.height)
  const isSet = (x: number, y: number): boolean => x >= 0 && y >= 0 && x < columns && y < rows && labels[y * columns + x] !== 0

  const lastY = bottom === rows ? rows : bottom - 1
  for (let y = tile.y; y <= lastY; y++) {
    let start = -1
    for (let x = tile.x; x <= right; x++) {
      const edge = x < right && isSet(x, y) !== isSet(x, y - 1)
      if (edge && start < 0) start = x
      if (!edge && start >= 0) {
        segments.push(start, y, x, y)
        start = -1
      }
    }
  }
  const lastX = right === columns ? columns : right - 1
  for (let x = tile.x; x <= lastX; x++) {
    let start = -1
    for (let y = tile.y; y <= bottom; y++) {
      const edge = y < bottom && isSet(x, y) !== isSet(x - 1, y)
      if (edge && start < 0) start = y
      if (!edge && start >= 0) {
        segments.push(x, start, x, y)
        start = -1
      }
    }
  }
  return segments
}
