import { describe, expect, it } from 'vitest'
import { withLocked } from '../../electron/ipc/label-lock'
import type { LabelImage, Point } from '../../renderer/masks/capsule'
import { componentAt, componentsOf, spansOf } from '../../renderer/masks/regions/components'
import { flood } from '../../renderer/masks/regions/flood'
import { holesOf, islandAt, smallIslands } from '../../renderer/masks/regions/islands'
import { grown, shrunk, smoothed } from '../../renderer/masks/regions/morphology'
import { polygonSpans } from '../../renderer/masks/regions/polygon'
import { withShape, withSpans } from '../../renderer/masks/regions/relabel'
import { boundsOf, countPixels, gapsBetween, labelSpans } from '../../renderer/masks/regions/spans'
import type { Spans } from '../../renderer/masks/regions/spans'
import { createTestRandom } from '../helpers/test-random'

const everything = new Uint8Array(256).fill(1)

/** One character a pixel: a digit is a label, anything else background. */
function image(...lines: string[]): LabelImage {
  return { columns: lines[0]!.length, rows: lines.length, labels: Uint8Array.from(lines.join(''), (character) => Number(character) || 0) }
}

function lines(labels: Uint8Array, columns: number): string[] {
  return Array.from({ length: labels.length / columns }, (_, row) => [...labels.subarray(row * columns, (row + 1) * columns)].map((label) => label || '.').join(''))
}

function randomImage(random: () => number, columns: number, rows: number, labels: number, density: number): LabelImage {
  return { columns, rows, labels: Uint8Array.from({ length: columns * rows }, () => (random() < density ? 1 + Math.floor(random() * labels) : 0)) }
}

/** Slow and plain: everything of the same class reachable from a pixel. */
function reachable({ labels, columns, rows }: LabelImage, start: number, same: (label: number) => boolean, steps: readonly (readonly [number, number])[]): Set<number> {
  const found = new Set([start])
  const queue = [start]
  while (queue.length > 0) {
    const at = queue.pop()!
    for (const [dx, dy] of steps) {
      const x = (at % columns) + dx
      const y = Math.floor(at / columns) + dy
      const next = y * columns + x
      if (x < 0 || y < 0 || x >= columns || y >= rows || found.has(next) || !same(labels[next]!)) continue
      found.add(next)
      queue.push(next)
    }
  }
  return found
}

const sides = [[1, 0], [-1, 0], [0, 1], [0, -1]] as const
const corners = [...sides, [1, 1], [1, -1], [-1, 1], [-1, -1]] as const

describe('flood', () => {
  it('finds exactly the pixels of the same label that are connected by their sides, each once', () => {
    const random = createTestRandom(3)
    for (let round = 0; round < 120; round++) {
      const picture = randomImage(random, 4 + Math.floor(random() * 20), 4 + Math.floor(random() * 20), 2, 0.5)
      const x = Math.floor(random() * picture.columns)
      const y = Math.floor(random() * picture.rows)
      const expected = reachable(picture, y * picture.columns + x, (label) => label === picture.labels[y * picture.columns + x], sides)
      const { spans, open } = flood(picture, x, y)
      const after = withSpans(picture.labels, picture.columns, spans, { label: 9, writable: everything })
      expect(countPixels(spans)).toBe(expected.size)
      expect([...after].flatMap((label, at) => (label === 9 ? [at] : []))).toEqual([...expected].sort((one, other) => one - other))
      expect(open).toBe([...expected].some((at) => at % picture.columns === 0 || at % picture.columns === picture.columns - 1 || at < picture.columns || at >= picture.labels.length - picture.columns))
    }
  })

  it('finds nothing outside of the image', () => {
    expect(flood(image('11', '11'), 2, 0)).toEqual({ spans: [], open: false })
  })
})

/** The pixels of runs, in order. */
function pixelsOf(spans: Spans, columns: number): number[] {
  const pixels: number[] = []
  for (let at = 0; at < spans.length; at += 3) for (let column = spans[at + 1]!; column <= spans[at + 2]!; column++) pixels.push(spans[at]! * columns + column)
  return pixels
}

describe('runs', () => {
  it('hold exactly the pixels of a label, and the gaps between them the rest of their bounds', () => {
    const random = createTestRandom(14)
    for (let round = 0; round < 60; round++) {
      const picture = randomImage(random, 1 + Math.floor(random() * 20), 1 + Math.floor(random() * 20), 2, 0.6)
      const spans = labelSpans(picture, 1)
      expect(pixelsOf(spans, picture.columns)).toEqual([...picture.labels.keys()].filter((at) => picture.labels[at] === 1))
      const bounds = boundsOf(spans)
      if (bounds === null) continue
      const inside = [...picture.labels.keys()].filter((at) => at % picture.columns >= bounds.x && at % picture.columns < bounds.x + bounds.width && Math.floor(at / picture.columns) >= bounds.y && Math.floor(at / picture.columns) < bounds.y + bounds.height)
      expect(pixelsOf(gapsBetween(spans, bounds), picture.columns)).toEqual(inside.filter((at) => picture.labels[at] !== 1))
    }
  })
})

describe('components', () => {
  it('are the connected parts, with their size and the box around them', () => {
    const random = createTestRandom(4)
    for (let round = 0; round < 120; round++) {
      const picture = randomImage(random, 5 + Math.floor(random() * 20), 5 + Math.floor(random() * 20), 2, 0.3 + random() * 0.5)
      const { columns } = picture
      const spans = labelSpans(picture, 1)
      for (const [neighbours, steps] of [[4, sides], [8, corners]] as const) {
        const components = componentsOf(spans, neighbours)
        const seen = new Set<number>()
        for (const [place, { pixels, box }] of components.list.entries()) {
          const own = pixelsOf(spansOf(spans, components, (_, other) => other === place), columns)
          const expected = [...reachable(picture, own[0]!, (label) => label === 1, steps)].sort((one, other) => one - other)
          expect(own).toEqual(expected)
          expect(pixels).toBe(own.length)
          const [x, y] = [own.map((at) => at % columns), own.map((at) => Math.floor(at / columns))]
          expect(box).toEqual({ x: Math.min(...x), y: Math.min(...y), width: Math.max(...x) - Math.min(...x) + 1, height: Math.max(...y) - Math.min(...y) + 1 })
          for (const at of own) {
            expect(componentAt(spans, components, at % columns, Math.floor(at / columns))).toBe(place)
            seen.add(at)
          }
        }
        expect(seen.size).toBe(countPixels(spans))
      }
    }
    expect(componentAt([], componentsOf([], 8), 0, 0)).toBe(-1)
  })
})

describe('islands and holes', () => {
  it('are what a label is in pieces, and what it closes in', () => {
    const random = createTestRandom(9)
    for (let round = 0; round < 80; round++) {
      const picture = randomImage(random, 5 + Math.floor(random() * 20), 5 + Math.floor(random() * 20), 2, 0.7)
      const { columns, rows, labels } = picture
      const isOpen = (at: number): boolean => at % columns === 0 || at % columns === columns - 1 || at < columns || at >= labels.length - columns
      const places = [...labels.keys()]
      expect(pixelsOf(smallIslands(picture, 1, 4).spans, columns)).toEqual(places.filter((at) => labels[at] === 1 && reachable(picture, at, (label) => label === 1, corners).size < 4))
      expect(pixelsOf(holesOf(picture, 1).spans, columns), `${columns}×${rows}`).toEqual(places.filter((at) => labels[at] !== 1 && ![...reachable(picture, at, (label) => label !== 1, sides)].some(isOpen)))
      const at = Math.floor(random() * labels.length)
      expect(pixelsOf(islandAt(picture, at % columns, Math.floor(at / columns)), columns)).toEqual([...reachable(picture, at, (label) => label === labels[at], corners)].sort((one, other) => one - other))
    }
  })

  it('have boxes around them; a hole behind a diagonal gap is closed', () => {
    const ring = image('.....', '.111.', '.1.1.', '.111.', '.....')
    expect(holesOf(ring, 1)).toEqual({ spans: [2, 2, 2], boxes: [{ x: 2, y: 2, width: 1, height: 1 }] })
    // The label connects by corners, so what is inside is a hole.
    expect(holesOf(image('.....', '.11..', '.1.1.', '..11.', '.....'), 1).boxes).toHaveLength(1)
    expect(holesOf(ring, 2).boxes).toEqual([])
  })
})

describe('polygons', () => {
  it('hold exactly the pixels whose centres are inside, by the even-odd rule', () => {
    const random = createTestRandom(5)
    for (let round = 0; round < 150; round++) {
      const points: Point[] = Array.from({ length: 3 + Math.floor(random() * 7) }, () => ({ x: random() * 50 - 5, y: random() * 40 - 5 }))
      const labels = withSpans(new Uint8Array(40 * 30), 40, polygonSpans(points, 40, 30), { label: 1, writable: everything })
      const wrong = [...labels.keys()].filter((at) => (labels[at] === 1) !== isInside(points, (at % 40) + 0.5, Math.floor(at / 40) + 0.5))
      expect(wrong, `round ${round}`).toEqual([])
    }
  })

  it('of less than three points hold nothing, and one around the image holds all of it', () => {
    expect(polygonSpans([{ x: 0, y: 0 }, { x: 9, y: 9 }], 10, 10)).toEqual([])
    expect(countPixels(polygonSpans([{ x: -9, y: -9 }, { x: 90, y: -9 }, { x: 90, y: 90 }, { x: -9, y: 90 }], 10, 7))).toBe(70)
  })
})

function isInside(points: readonly Point[], x: number, y: number): boolean {
  let inside = false
  let from = points.at(-1)!
  for (const to of points) {
    if (from.y > y !== to.y > y && x < from.x + ((y - from.y) / (to.y - from.y)) * (to.x - from.x)) inside = !inside
    from = to
  }
  return inside
}

describe('morphology', () => {
  it('grows to every pixel within the radius and shrinks by every pixel within the radius of another', () => {
    const random = createTestRandom(6)
    for (let round = 0; round < 40; round++) {
      const picture = randomImage(random, 12 + Math.floor(random() * 20), 12 + Math.floor(random() * 20), 2, round % 2 === 0 ? 0.05 : 0.95)
      const radius = 1 + Math.floor(random() * 4)
      const { columns, labels } = picture
      const places = [...labels.keys()].map((at) => [at % columns, Math.floor(at / columns), labels[at] === 1] as const)
      const near = (x: number, y: number, is: boolean): boolean => places.some(([ox, oy, set]) => set === is && (ox - x) ** 2 + (oy - y) ** 2 <= radius * radius)
      const large = grown(picture, 1, radius)
      const small = shrunk(picture, 1, radius)
      expect([...large], `grown by ${radius}`).toEqual(places.map(([x, y]) => (near(x, y, true) ? 1 : 0)))
      expect([...small], `shrunk by ${radius}`).toEqual(places.map(([x, y, set]) => (set && !near(x, y, false) ? 1 : 0)))
    }
  })

  it('does not shrink from the border of the image', () => {
    expect(lines(shrunk(image('11111', '11111', '11111', '.....'), 1, 1), 5)).toEqual(['11111', '11111', '.....', '.....'])
  })

  it('smooths spikes and notches away and keeps area and thin vessels', () => {
    const block = image('............', '............', '..11111111..', '..11111111..', '..1111.111..', '..11111111..', '..111111111.', '..11111111..', '............', '............')
    const after = smoothed(block, 1, 1)
    expect([after[4 * 12 + 6], after[6 * 12 + 10]]).toEqual([1, 0])
    const line = { columns: 60, rows: 20, labels: Uint8Array.from({ length: 1200 }, (_, at) => (Math.abs(Math.floor(at / 60) - 10 + Math.round(2 * Math.sin((at % 60) / 9))) <= 1 ? 1 : 0)) }
    const kept = smoothed(line, 1, 1).reduce((sum, value) => sum + value, 0)
    expect(kept).toBeGreaterThan(0.9 * 180)
    expect(kept).toBeLessThan(1.1 * 180)
  })

  it('smooths by most of a Gaussian neighbourhood, and goes on beyond the border of the image', () => {
    const random = createTestRandom(21)
    const bell = [-3, -2, -1, 0, 1, 2, 3].map((step) => Math.exp(-step * step / 2))
    const total = bell.reduce((sum, weight) => sum + weight, 0) ** 2
    for (let round = 0; round < 40; round++) {
      const picture = randomImage(random, 4 + Math.floor(random() * 30), 4 + Math.floor(random() * 30), 2, [0.1, 0.5, 0.95][round % 3]!)
      const { columns, rows, labels } = picture
      const after = smoothed(picture, 1, 1)
      for (let at = 0; at < labels.length; at++) {
        let sum = 0
        for (let dy = -3; dy <= 3; dy++) {
          for (let dx = -3; dx <= 3; dx++) {
            const x = Math.min(columns - 1, Math.max(0, (at % columns) + dx))
            const y = Math.min(rows - 1, Math.max(0, Math.floor(at / columns) + dy))
            if (labels[y * columns + x] === 1) sum += bell[dx + 3]! * bell[dy + 3]! / total
          }
        }
        if (Math.abs(sum - 0.5) > 1e-5) expect(after[at], `round ${round}, pixel ${at}`).toBe(sum > 0.5 ? 1 : 0)
      }
    }
  })

  it('of a label that is not there is nothing', () => {
    for (const act of [grown, shrunk, smoothed]) expect(act(image('2..', '...'), 1, 2)).toEqual(new Uint8Array(6))
  })
})

describe('relabelling', () => {
  const writable = Uint8Array.from({ length: 256 }, (_, label) => (label === 3 ? 0 : 1))

  it('never touches a label that may not be changed', () => {
    const labels = Uint8Array.from([1, 3, 0, 3])
    expect([...withSpans(labels, 4, [0, 0, 3], { label: 2, writable })]).toEqual([2, 3, 2, 3])
    expect([...withShape(labels, Uint8Array.from([0, 1, 1, 1]), { label: 1, writable })]).toEqual([0, 3, 1, 3])
    expect([...withLocked(Uint8Array.from([3, 0, 1, 2]), Uint8Array.from([1, 3, 0, 1]), writable)]).toEqual([3, 0, 0, 1])
  })
})
