import type { Rectangle } from './rectangle'

/** A place in image coordinates: pixel (column, row) covers [column, column + 1) × [row, row + 1). */
export interface Point {
  readonly x: number
  readonly y: number
}

export interface LabelImage {
  readonly labels: Uint8Array
  readonly columns: number
  readonly rows: number
}

export interface PaintResult {
  /** The pixels that changed, or null when none did. */
  readonly dirty: Rectangle | null
  /** By how many the number of labelled (non-zero) pixels grew; negative when erasing. */
  readonly growth: number
}

/** Absorbs rounding, so that a pixel centre at exactly `radius` counts as inside. */
const tolerance = 1e-9

/**
 * Labels every pixel whose centre lies within `radius` of the segment from `a` to `b`: the area a round brush
 * sweeps. Successive segments that share their ends leave no gap, however far apart the pointer events are.
 */
export function paintCapsule(image: LabelImage, a: Point, b: Point, radius: number, label: number): PaintResult {
  const { labels, columns, rows } = image
  const firstRow = Math.max(0, Math.ceil(Math.min(a.y, b.y) - radius - 0.5 - tolerance))
  const lastRow = Math.min(rows - 1, Math.floor(Math.max(a.y, b.y) + radius - 0.5 + tolerance))
  let left = columns
  let right = -1
  let top = rows
  let bottom = -1
  let growth = 0
  for (let row = firstRow; row <= lastRow; row++) {
    const span = spanOfRow(a, b, radius, row + 0.5)
    if (span === null) continue
    const first = Math.max(0, Math.ceil(span[0] - 0.5 - tolerance))
    const last = Math.min(columns - 1, Math.floor(span[1] - 0.5 + tolerance))
    const start = row * columns
    for (let column = first; column <= last; column++) {
      const before = labels[start + column]!
      if (before === label) continue
      labels[start + column] = label
      growth += (label === 0 ? 0 : 1) - (before === 0 ? 0 : 1)
      if (column < left) left = column
      if (column > right) right = column
      if (row < top) top = row
      bottom = row
    }
  }
  return { dirty: right < 0 ? null : { x: left, y: top, width: right - left + 1, height: bottom - top + 1 }, growth }
}

/** Where the horizontal line at `y` crosses the capsule. A capsule is convex, so that is one interval or nothing. */
function spanOfRow(a: Point, b: Point, radius: number, y: number): [number, number] | null {
  let low = Infinity
  let high = -Infinity
  for (const end of [a, b]) {
    const inside = radius * radius - (y - end.y) * (y - end.y)
    if (inside < -tolerance) continue
    const half = Math.sqrt(Math.max(0, inside))
    low = Math.min(low, end.x - half)
    high = Math.max(high, end.x + half)
  }
  const length = Math.hypot(b.x - a.x, b.y - a.y)
  if (length > 0) {
    const nx = (-(b.y - a.y) / length) * radius
    const ny = ((b.x - a.x) / length) * radius
    // The two long sides of the body; its short sides lie inside the end circles.
    for (const side of [1, -1]) {
      const fromY = a.y + side * ny
      const toY = b.y + side * ny
      if (fromY === toY || y < Math.min(fromY, toY) || y > Math.max(fromY, toY)) continue
      const x = a.x + side * nx + ((b.x - a.x) * (y - fromY)) / (toY - fromY)
      low = Math.min(low, x)
      high = Math.max(high, x)
    }
  }
  return low <= high ? [low, high] : null
}
