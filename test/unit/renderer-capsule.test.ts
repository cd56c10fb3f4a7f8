import { describe, expect, it } from 'vitest'
import { paintCapsule } from '../../renderer/masks/capsule'
import type { LabelImage, Point } from '../../renderer/masks/capsule'
import { unionOf } from '../../renderer/masks/rectangle'
import type { Rectangle } from '../../renderer/masks/rectangle'

/** Small deterministic generator (mulberry32): a failing case can be repeated. */
function generator(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let value = Math.imul(state ^ (state >>> 15), 1 | state)
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value
    return ((value ^ (value >>> 14)) >>> 0) / 4294967296
  }
}

function distanceToSegment(p: Point, a: Point, b: Point): number {
  const lengthSquared = (b.x - a.x) ** 2 + (b.y - a.y) ** 2
  const t = lengthSquared === 0 ? 0 : Math.min(1, Math.max(0, ((p.x - a.x) * (b.x - a.x) + (p.y - a.y) * (b.y - a.y)) / lengthSquared))
  return Math.hypot(p.x - a.x - t * (b.x - a.x), p.y - a.y - t * (b.y - a.y))
}

function blank(columns: number, rows: number): LabelImage {
  return { labels: new Uint8Array(columns * rows), columns, rows }
}

describe('swept brush', () => {
  it('sets exactly the pixels within the radius of the polyline, for any spacing of the events', () => {
    const random = generator(20)
    for (let round = 0; round < 300; round++) {
      const image = blank(40 + Math.floor(random() * 60), 40 + Math.floor(random() * 60))
      const radius = 0.75 + random() * 14
      // Also starts, ends and passes outside the image; sometimes axis-parallel, sometimes a single click.
      const points: Point[] = Array.from({ length: 1 + Math.floor(random() * 5) }, () => ({ x: random() * 140 - 25, y: random() * 140 - 25 }))
      if (random() < 0.3) points.push({ x: points[0]!.x, y: random() * 90 })
      if (random() < 0.3) points.push({ x: random() * 90, y: points.at(-1)!.y })
      let dirty: Rectangle | null = null
      let growth = 0
      for (let index = 0; index < points.length; index++) {
        const result = paintCapsule(image, points[Math.max(0, index - 1)]!, points[index]!, radius, 1)
        dirty = unionOf(dirty, result.dirty)
        growth += result.growth
      }
      let set = 0
      const wrong: string[] = []
      for (let row = 0; row < image.rows; row++) {
        for (let column = 0; column < image.columns; column++) {
          const centre = { x: column + 0.5, y: row + 0.5 }
          const distance = Math.min(...points.map((point, index) => distanceToSegment(centre, points[Math.max(0, index - 1)]!, point)))
          const isSet = image.labels[row * image.columns + column] === 1
          if (isSet) set++
          const insideDirty = dirty !== null && column >= dirty.x && row >= dirty.y && column < dirty.x + dirty.width && row < dirty.y + dirty.height
          if ((isSet && !insideDirty) || (distance < radius - 1e-6 && !isSet) || (distance > radius + 1e-6 && isSet)) {
            wrong.push(`round ${round}: pixel ${column},${row} at ${distance} of ${radius}`)
          }
        }
      }
      expect(wrong).toEqual([])
      expect(growth).toBe(set)
    }
  })

  it('erases with the same shape and reports no change when there is none', () => {
    const image = blank(64, 64)
    image.labels.fill(1)
    const first = paintCapsule(image, { x: 10, y: 10 }, { x: 50, y: 30 }, 4, 0)
    expect(first.growth).toBe(-image.labels.filter((label) => label === 0).length)
    expect(first.growth).toBeLessThan(-300)
    expect(paintCapsule(image, { x: 10, y: 10 }, { x: 50, y: 30 }, 4, 0)).toEqual({ dirty: null, growth: 0 })
    expect(paintCapsule(image, { x: -40, y: -40 }, { x: -20, y: 200 }, 4, 0)).toEqual({ dirty: null, growth: 0 })
  })

  it('always marks the pixel under the pointer at the smallest radius', () => {
    for (const at of [{ x: 5, y: 5 }, { x: 5.5, y: 5.5 }, { x: 5.999, y: 5.001 }]) {
      expect(paintCapsule(blank(11, 11), at, at, 1, 1).growth).toBeGreaterThanOrEqual(1)
    }
  })
})
