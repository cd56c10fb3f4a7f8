import { describe, expect, it } from 'vitest'
import { paintCapsule } from '../../renderer/masks/capsule'
import type { Disc, PaintRule, Point } from '../../renderer/masks/capsule'
import { countLabels, labelsIn } from '../../renderer/masks/label-counts'
import type { CountedImage } from '../../renderer/masks/label-counts'
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

/**
 * By how much the point lies outside the area swept from `a` to `b`; negative inside. The swept area is the union of the discs at every
 * part `s` of the way; |p - centre(s)| - radius(s) is convex in s, and its minimum is where its derivative is zero, or at an end.
 */
function outsideBy(p: Point, a: Disc, b: Disc): number {
  const length = Math.hypot(b.x - a.x, b.y - a.y)
  const slope = length === 0 ? 0 : (b.radius - a.radius) / length
  const along = length === 0 ? 0 : ((p.x - a.x) * (b.x - a.x) + (p.y - a.y) * (b.y - a.y)) / length
  const across = length === 0 ? Math.hypot(p.x - a.x, p.y - a.y) : Math.abs((p.x - a.x) * (b.y - a.y) - (p.y - a.y) * (b.x - a.x)) / length
  const at = (s: number): number => Math.hypot(along - s, across) - (a.radius + slope * s)
  const flat = Math.abs(slope) < 1 ? along + (slope * across) / Math.sqrt(1 - slope * slope) : 0
  const zero = length === 0 ? -b.radius + across : at(length)
  return Math.min(at(0), zero, at(Math.min(length, Math.max(0, flat))))
}

function rule(label: number, protectedLabels: readonly number[] = []): PaintRule {
  return { label, writable: Uint8Array.from({ length: 256 }, (_, each) => (protectedLabels.includes(each) ? 0 : 1)) }
}

function blank(columns: number, rows: number): CountedImage {
  return counted(new Uint8Array(columns * rows), columns)
}

function counted(labels: Uint8Array, columns: number): CountedImage {
  return { labels, counts: countLabels(labels), columns, rows: labels.length / columns }
}

describe('swept brush', () => {
  it('sets exactly the pixels that the tip sweeps over, for any spacing of the events and any change of its radius', () => {
    const random = generator(20)
    for (let round = 0; round < 100; round++) {
      const image = blank(40 + Math.floor(random() * 60), 40 + Math.floor(random() * 60))
      const even = random() < 0.4
      const constant = 0.75 + random() * 14
      const radius = (): number => (even ? constant : 0.5 + random() * 16)
      // Also starts, ends and passes outside the image; sometimes axis-parallel, sometimes a single click.
      const points: Disc[] = Array.from({ length: 1 + Math.floor(random() * 5) }, () => ({ x: random() * 140 - 25, y: random() * 140 - 25, radius: radius() }))
      if (random() < 0.3) points.push({ x: points[0]!.x, y: random() * 90, radius: radius() })
      if (random() < 0.3) points.push({ x: random() * 90, y: points.at(-1)!.y, radius: radius() })
      let dirty: Rectangle | null = null
      for (let index = 0; index < points.length; index++) {
        dirty = unionOf(dirty, paintCapsule(image, points[Math.max(0, index - 1)]!, points[index]!, rule(1)))
      }
      const wrong: string[] = []
      for (let row = 0; row < image.rows; row++) {
        for (let column = 0; column < image.columns; column++) {
          const centre = { x: column + 0.5, y: row + 0.5 }
          const distance = Math.min(...points.map((point, index) => outsideBy(centre, points[Math.max(0, index - 1)]!, point)))
          const isSet = image.labels[row * image.columns + column] === 1
          const insideDirty = dirty !== null && column >= dirty.x && row >= dirty.y && column < dirty.x + dirty.width && row < dirty.y + dirty.height
          if ((isSet && !insideDirty) || (distance < -1e-6 && !isSet) || (distance > 1e-6 && isSet)) {
            wrong.push(`round ${round}: pixel ${column},${row} outside by ${distance}`)
          }
        }
      }
      expect(wrong).toEqual([])
      expect(image.counts).toEqual(countLabels(image.labels))
    }
  })

  it('erases with the same shape and reports no change when there is none', () => {
    const image = counted(new Uint8Array(64 * 64).fill(1), 64)
    paintCapsule(image, { x: 10, y: 10, radius: 4 }, { x: 50, y: 30, radius: 4 }, rule(0))
    expect(image.counts).toEqual(countLabels(image.labels))
    expect(image.counts[0]).toBeGreaterThan(300)
    expect(paintCapsule(image, { x: 10, y: 10, radius: 4 }, { x: 50, y: 30, radius: 4 }, rule(0))).toBeNull()
    expect(paintCapsule(image, { x: -40, y: -40, radius: 4 }, { x: -20, y: 200, radius: 4 }, rule(0))).toBeNull()
  })

  it('always marks the pixel under the pointer at the smallest radius', () => {
    for (const at of [{ x: 5, y: 5 }, { x: 5.5, y: 5.5 }, { x: 5.999, y: 5.001 }]) {
      const tip = { ...at, radius: 1 }
      const image = blank(11, 11)
      paintCapsule(image, tip, tip, rule(1))
      expect(image.counts[1]).toBeGreaterThanOrEqual(1)
    }
  })

  it('leaves labels that may not be changed as they are, and counts only what it changed', () => {
    const image = counted(new Uint8Array(1600).fill(3, 0, 800).fill(2, 800, 1000), 40)
    const before = image.labels.slice()
    const dirty = paintCapsule(image, { x: 20, y: 5, radius: 6 }, { x: 20, y: 35, radius: 6 }, rule(1, [3]))
    expect([...image.labels.subarray(0, 800)]).toEqual([...before.subarray(0, 800)])
    expect(dirty!.y).toBe(20)
    expect(image.counts).toEqual(countLabels(image.labels))
    expect(labelsIn(image)).toEqual([1, 2, 3])
    expect(image.labels.subarray(800, 1000).includes(1)).toBe(true)
  })
})
