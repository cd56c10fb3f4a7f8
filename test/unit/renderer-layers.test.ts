import { createHash } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { agreementColours, pixelOf } from '../../renderer/comparison/agreement-colours'
import { ComparisonLayer } from '../../renderer/comparison/comparison-layer'
import type { ComparedSides, ComparisonStyle } from '../../renderer/comparison/comparison-layer'
import { outlineOfTile } from '../../renderer/masks/outline'
import { OutlineTiles } from '../../renderer/masks/outline-tiles'
import { intersectionOf } from '../../renderer/masks/rectangle'
import type { Rectangle } from '../../renderer/masks/rectangle'
import { MaskLayer } from '../../renderer/viewport/mask-layer'
import type { Matrix } from '../../renderer/viewport/transform'
import { CanvasDouble } from '../helpers/canvas-double'
import { createTestRandom } from '../helpers/test-random'

vi.mock('../../renderer/masks/outline', async (original) => {
  const { outlineOfTile: real } = await original<typeof import('../../renderer/masks/outline')>()
  return { outlineOfTile: vi.fn<typeof real>(real) }
})

const [rows, columns] = [300, 400]
const whole: Rectangle = { x: 0, y: 0, width: columns, height: rows }
const shown = Uint8Array.from({ length: 256 }, (_, label) => label)
const counted = Uint8Array.from({ length: 256 }, (_, label) => (label > 0 ? 1 : 0))
const made = vi.mocked(outlineOfTile)
const rect: Rectangle = { x: 200, y: 60, width: 12, height: 9 }

/** Image → canvas, with everything of the image in sight but for the first. */
const views: Readonly<Record<string, Matrix>> = {
  enlarged: [2.5, 0, 0, 2.5, -200, -30],
  'much smaller': [0.25, 0, 0, 0.25, 3, 5],
  'turned by a quarter': [0, 0.9, -0.9, 0, 300, 4],
  mirrored: [-0.7, 0, 0, 0.7, 300, 6],
}

beforeEach(() => {
  vi.stubGlobal('window', { devicePixelRatio: 1 })
  vi.stubGlobal('document', { createElement: () => new CanvasDouble() })
  made.mockClear()
})
afterEach(() => vi.unstubAllGlobals())

/** Blots all over the image. */
function blots(seed: number): Uint8Array {
  const random = createTestRandom(seed)
  const labels = new Uint8Array(rows * columns)
  for (let blot = 0; blot < 250; blot++) fill(labels, { x: random(0, columns - 12), y: random(0, rows - 12), width: random(1, 12), height: random(1, 12) }, random(0, 2))
  return labels
}

function fill(labels: Uint8Array, { x, y, width, height }: Rectangle, label: number): void {
  for (let row = y; row < y + height; row++) labels.fill(label, row * columns + x, row * columns + x + width)
}

function canvasOf(width = 320, height = 340): CanvasDouble {
  return Object.assign(new CanvasDouble(), { width, height })
}

const elementOf = (canvas: CanvasDouble): HTMLCanvasElement => canvas as unknown as HTMLCanvasElement
const hashOf = (canvas: CanvasDouble): string => createHash('sha256').update(canvas.context.getImageData().data).digest('hex')
/** The lines on a canvas and the fills beneath them. */
const looksOf = (canvas: CanvasDouble): unknown => ({ lines: hashOf(canvas), fills: canvas.context.drawn.map(({ from, clip }) => [hashOf(from), ...clip]) })

const sidesOf = (a: Uint8Array, b: Uint8Array): ComparedSides => ({ rows, columns, a, b, counted, decided: a })

function opened(sides: ComparedSides): { layer: ComparisonLayer; canvas: CanvasDouble } {
  const canvas = canvasOf()
  const layer = new ComparisonLayer(elementOf(canvas))
  layer.setSides(sides)
  return { layer, canvas }
}

describe('the outline of a mask', () => {
  it.each([
    ['inside a tile', { x: 30, y: 40, width: 20, height: 10 }, 1],
    ['at the edge of a tile: its neighbour has the edge', { x: 120, y: 40, width: 8, height: 8 }, 2],
    ['at a corner of four', { x: 126, y: 126, width: 4, height: 4 }, 4],
    ['at the corner of the image', { x: 390, y: 290, width: 10, height: 10 }, 1],
  ])('is right after a change %s, and only the tiles are made anew that it touches', (_case, touched, tiles) => {
    const labels = blots(3)
    const outline = new OutlineTiles({ labels, rows, columns }, shown)
    const segmentsNow = (): number[][] => [...outline.segmentsIn(whole)].map((segments) => [...segments])
    const before = segmentsNow()
    expect(made).toHaveBeenCalledTimes(12)
    fill(labels, touched, 2)
    outline.update(touched)
    const after = segmentsNow()
    expect(made).toHaveBeenCalledTimes(12 + tiles)
    expect(after).not.toEqual(before)
    expect(after).toEqual([...new OutlineTiles({ labels, rows, columns }, shown).segmentsIn(whole)].map((segments) => [...segments]))
  })

  it('is made of the tiles only that are looked at', () => {
    const outline = new OutlineTiles({ labels: blots(3), rows, columns }, shown)
    expect([...outline.segmentsIn({ x: 100, y: 10, width: 40, height: 20 })]).toHaveLength(2)
    expect(made).toHaveBeenCalledTimes(2)
  })
})

describe('a mask over the image', () => {
  it.each(Object.entries(views))('is after a brush as if it had been painted anew, %s', (_case, matrix) => {
    const mask = { labels: blots(7), rows, columns }
    const canvas = canvasOf()
    const layer = new MaskLayer(elementOf(canvas))
    layer.setMask(mask)
    layer.draw(matrix)
    const random = createTestRandom(5)
    for (let move = 0; move < 40; move++) {
      const touched = { x: random(0, columns - 10), y: random(0, rows - 10), width: random(1, 10), height: random(1, 10) }
      fill(mask.labels, touched, random(0, 2))
      layer.update(mask, touched, matrix)
    }
    const fresh = canvasOf()
    const other = new MaskLayer(elementOf(fresh))
    other.setMask(mask)
    other.draw(matrix)
    expect(hashOf(canvas)).toBe(hashOf(fresh))
    expect(hashOf(canvas.context.drawn.at(-1)!.from)).toBe(hashOf(fresh.context.drawn.at(-1)!.from))
  })
})

describe('a comparison', () => {
  const styles: readonly ComparisonStyle[] = (['differences', 'swipe', 'a', 'b'] as const).flatMap((view) => [true, false].map((outline) => ({ view, outline, swipe: 140.4, marked: null })))
  const cases = styles.flatMap((style) => Object.entries(views).map(([view, matrix]) => [style.view, style.outline ? 'contours' : 'areas', view, style, matrix] as const))

  it.each(cases)('shown as %s by %s follows a brush by what it touches only, %s', (_view, _by, _place, style, matrix) => {
    const sides = sidesOf(blots(1), blots(2))
    const { layer, canvas } = opened(sides)
    layer.draw(matrix, style)
    const first = hashOf(canvas)
    canvas.context.forget()
    made.mockClear()
    fill(sides.a!, rect, 1)
    layer.update(rect)
    layer.draw(matrix, style, rect)
    const brushed = hashOf(canvas)
    expect(canvas.context.replaced).toHaveLength(1)
    const [, , width, height] = canvas.context.replaced[0] as [number, number, number, number]
    expect(width * height).toBeLessThan((320 * 340) / 10)
    canvas.context.forget()
    layer.draw(matrix, style)
    expect(made.mock.calls.every(([, tile]) => intersectionOf(tile, { ...rect, x: rect.x - 1, y: rect.y - 1, width: rect.width + 2, height: rect.height + 2 }) !== null)).toBe(true)
    // All of it is as if it had been painted anew.
    const fresh = opened(sides)
    fresh.layer.draw(matrix, style)
    expect(brushed).not.toBe(first)
    expect(brushed).toBe(hashOf(fresh.canvas))
    expect(looksOf(canvas)).toEqual(looksOf(fresh.canvas))
    expect(layer.counts()).toEqual(fresh.layer.counts())
  })

  it('has A on both sides of B where they run together', () => {
    const a = new Uint8Array(rows * columns)
    fill(a, { x: 0, y: 20, width: columns, height: rows - 20 }, 1)
    const { layer, canvas } = opened({ ...sidesOf(a, a), decided: null })
    layer.draw([1, 0, 0, 1, 0, 0], styles[0]!)
    const pixels = new Uint32Array(canvas.context.getImageData().data.buffer)
    const across = Array.from({ length: 8 }, (_, row) => pixels[(16 + row) * canvas.width + 100]!)
    const [colourA, colourB] = [pixelOf(agreementColours.a, 1), pixelOf(agreementColours.b, 1)]
    expect(across).toEqual([0, 0, colourA, colourB, colourB, colourA, 0, 0])
  })

  it('shows each side up to the line between them, borders at its very edge too', () => {
    const a = new Uint8Array(rows * columns)
    fill(a, { x: 128, y: 0, width: columns - 128, height: rows }, 1)
    const { layer, canvas } = opened({ ...sidesOf(a, new Uint8Array(rows * columns)), decided: null })
    layer.draw([1, 0, 0, 1, 0, 0], { view: 'swipe', outline: true, swipe: 128, marked: null })
    const pixels = new Uint32Array(canvas.context.getImageData().data.buffer)
    expect([126, 127, 128].map((x) => pixels[100 * canvas.width + x])).toEqual([0, pixelOf(agreementColours.a, 1), 0])
  })

  it('of another frame shows nothing of the one before', () => {
    const { layer, canvas } = opened(sidesOf(blots(1), blots(2)))
    const matrix = views['much smaller']!
    for (const style of styles) layer.draw(matrix, style)
    const other = sidesOf(blots(4), blots(5))
    layer.setSides(other)
    const fresh = opened(other)
    for (const style of styles) {
      for (const { context } of [canvas, fresh.canvas]) context.forget()
      layer.draw(matrix, style)
      fresh.layer.draw(matrix, style)
      expect(looksOf(canvas)).toEqual(looksOf(fresh.canvas))
    }
    layer.setSides(null)
    layer.draw(matrix, styles[0]!)
    expect(canvas.context.getImageData().data.every((value) => value === 0)).toBe(true)
  })
})
