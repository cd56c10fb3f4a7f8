import type { Point } from '../capsule'
import type { Spans } from './spans'

/**
 * The pixels whose centres lie inside the closed polygon (even-odd rule, so a loop in a loop is a hole), row by row.
 * A polygon of fewer than three points holds nothing.
 */
export function polygonSpans(points: readonly Point[], columns: number, rows: number): Spans {
  const spans: number[] = []
  if (points.length < 3) return spans
  const top = Math.max(0, Math.floor(Math.min(...range(points, 'y'))))
  const bottom = Math.min(rows - 1, Math.ceil(Math.max(...range(points, 'y'))))
  for (let row = top; row <= bottom; row++) {
    const crossings = crossingsAt(points, row + 0.5)
    for (let at = 0; at + 1 < crossings.length; at += 2) {
      const first = Math.max(0, Math.ceil(crossings[at]! - 0.5))
      const last = Math.min(columns - 1, Math.ceil(crossings[at + 1]! - 0.5) - 1)
      if (first <= last) spans.push(row, first, last)
    }
  }
  return spans
}

/** Where the border crosses the horizontal line at `y`, in ascending order. Each edge owns its upper end and not its lower one. */
function crossingsAt(points: readonly Point[], y: number): number[] {
  const crossings: number[] = []
  let from = points.at(-1)!
  for (const to of points) {
    if (from.y <= y !== to.y <= y) crossings.push(from.x + ((y - from.y) / (to.y - from.y)) * (to.x - from.x))
    from = to
  }
  return crossings.sort((one, other) => one - other)
}

/** Least and greatest, without spreading a path of thousands of points into arguments. */
function range(points: readonly Point[], axis: 'x' | 'y'): [number, number] {
  let low = Infinity
  let high = -Infinity
  for (const point of points) {
    low = Math.min(low, point[axis])
    high = Math.max(high, point[axis])
  }
  return [low, high]
}
