import type { MeasuredPoint, MeasuredShape } from '../../electron/ipc/contract/index'

/** The part of a shape under the pointer: one of its points, or its lines, by which it is moved as a whole. */
export type Grip = { readonly point: number } | 'whole'

/** What of a shape lies within `reach` image pixels of a place; points come before lines. Null: nothing. */
export function gripAt(shape: MeasuredShape, at: MeasuredPoint, reach: number): Grip | null {
  const points: readonly MeasuredPoint[] = shape.points
  let nearest = -1
  let best = reach
  for (const [index, point] of points.entries()) {
    const away = Math.hypot(point.x - at.x, point.y - at.y)
    if (away > best) continue
    best = away
    nearest = index
  }
  if (nearest >= 0) return { point: nearest }
  const onLine = points.slice(1).some((to, index) => distanceToSegment(at, points[index]!, to) <= reach)
  return onLine ? 'whole' : null
}

/** The shape with the gripped part moved by an offset. */
export function movedBy(shape: MeasuredShape, grip: Grip, by: MeasuredPoint): MeasuredShape {
  const points = shape.points.map((point, index) => (grip === 'whole' || grip.point === index ? { x: point.x + by.x, y: point.y + by.y } : point))
  return { ...shape, points } as MeasuredShape
}

export function distanceToSegment(at: MeasuredPoint, from: MeasuredPoint, to: MeasuredPoint): number {
  const dx = to.x - from.x
  const dy = to.y - from.y
  const length2 = dx * dx + dy * dy
  const along = length2 === 0 ? 0 : Math.min(1, Math.max(0, ((at.x - from.x) * dx + (at.y - from.y) * dy) / length2))
  return Math.hypot(at.x - from.x - along * dx, at.y - from.y - along * dy)
}
