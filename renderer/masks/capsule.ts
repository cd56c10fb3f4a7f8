import type { CountedImage } from './label-counts'
import type { Rectangle } from './rectangle'

/** A place in image coordinates: pixel (column, row) covers [column, column + 1) × [row, row + 1). */
export interface Point {
  readonly x: number
  readonly y: number
}

/** The tip of a brush: a pen pressed harder has a wider one. */
export interface Disc extends Point {
  readonly radius: number
}

export interface LabelImage {
  readonly labels: Uint8Array
  readonly columns: number
  readonly rows: number
}

/** What painting does to a pixel: which label it gets, and which labels may be painted over. */
export interface PaintRule {
  /** 0 erases. */
  readonly label: number
  /** 256 entries by label: 1 where its pixels may be changed. */
  readonly writable: Uint8Array
  /** By pixel of the image: 1 where it may be changed at all; everywhere without it. */
  readonly allowed?: Uint8Array
}

/** Absorbs rounding, so that a pixel centre at exactly the radius counts as inside. */
const tolerance = 1e-9

/**
 * Labels every pixel whose centre lies in the area that a round brush sweeps from `a` to `b` while its radius goes evenly from one to the
 * other: the convex hull of the two discs. Successive pieces that share their ends leave no gap, however far apart the pointer events are.
 * Returns the rectangle around the pixels that changed, or null when none did.
 */
export function paintCapsule(image: CountedImage, a: Disc, b: Disc, { label, writable, allowed }: PaintRule): Rectangle | null {
  const { labels, counts, columns, rows } = image
  const sides = tangentsOf(a, b)
  const firstRow = Math.max(0, Math.ceil(Math.min(a.y - a.radius, b.y - b.radius) - 0.5 - tolerance))
  const lastRow = Math.min(rows - 1, Math.floor(Math.max(a.y + a.radius, b.y + b.radius) - 0.5 + tolerance))
  let left = columns
  let right = -1
  let top = rows
  let bottom = -1
  let changed = 0
  for (let row = firstRow; row <= lastRow; row++) {
    const span = spanOfRow(a, b, sides, row + 0.5)
    if (span === null) continue
    const first = Math.max(0, Math.ceil(span[0] - 0.5 - tolerance))
    const last = Math.min(columns - 1, Math.floor(span[1] - 0.5 + tolerance))
    const start = row * columns
    for (let column = first; column <= last; column++) {
      const before = labels[start + column]!
      if (before === label || writable[before] === 0 || allowed?.[start + column] === 0) continue
      labels[start + column] = label
      counts[before]!--
      changed++
      if (column < left) left = column
      if (column > right) right = column
      if (row < top) top = row
      bottom = row
    }
  }
  counts[label]! += changed
  return right < 0 ? null : { x: left, y: top, width: right - left + 1, height: bottom - top + 1 }
}

/** The two outer tangents as x1, y1, x2, y2; none when one disc holds the other. */
function tangentsOf(a: Disc, b: Disc): readonly (readonly [number, number, number, number])[] {
  const length = Math.hypot(b.x - a.x, b.y - a.y)
  if (length <= Math.abs(a.radius - b.radius)) return []
  const along = (a.radius - b.radius) / length
  const across = Math.sqrt(1 - along * along)
  const ux = (b.x - a.x) / length
  const uy = (b.y - a.y) / length
  return [1, -1].map((side) => {
    const nx = ux * along - side * uy * across
    const ny = uy * along + side * ux * across
    return [a.x + a.radius * nx, a.y + a.radius * ny, b.x + b.radius * nx, b.y + b.radius * ny] as const
  })
}

/** Where the horizontal line at `y` crosses the hull. It is convex, so that is one interval or nothing. */
function spanOfRow(a: Disc, b: Disc, sides: ReturnType<typeof tangentsOf>, y: number): [number, number] | null {
  let low = Infinity
  let high = -Infinity
  for (const end of [a, b]) {
    const inside = end.radius * end.radius - (y - end.y) * (y - end.y)
    if (inside < -tolerance) continue
    const half = Math.sqrt(Math.max(0, inside))
    low = Math.min(low, end.x - half)
    high = Math.max(high, end.x + half)
  }
  // The rest of the border lies on the circles.
  for (const [fromX, fromY, toX, toY] of sides) {
    if (fromY === toY || y < Math.min(fromY, toY) || y > Math.max(fromY, toY)) continue
    const x = fromX + ((toX - fromX) * (y - fromY)) / (toY - fromY)
    low = Math.min(low, x)
    high = Math.max(high, x)
  }
  return low <= high ? [low, high] : null
}
