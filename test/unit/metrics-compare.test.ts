import { describe, expect, it } from 'vitest'
import { bettiZeroError } from '../../ml/metrics/betti-error'
import { blandAltman } from '../../ml/metrics/bland-altman'
import { clDice } from '../../ml/metrics/cl-dice'
import { compareMasks } from '../../ml/metrics/compare-masks'
import { differenceRegions } from '../../ml/metrics/difference-regions'
import { hausdorff95 } from '../../ml/metrics/hausdorff'
import { vesselLength } from '../../ml/metrics/vessel-length'
import { createTestRandom } from '../helpers/test-random'

const rows = 20
const columns = 30

/** Horizontal bar of one label. */
function bar(top: number, height: number, left: number, width: number, label = 1, into: Uint8Array = new Uint8Array(rows * columns)): Uint8Array {
  for (let row = top; row < top + height; row++) into.fill(label, row * columns + left, row * columns + left + width)
  return into
}

describe('vesselLength', () => {
  it('counts sides 1, corners √2 and no step of a staircase twice', () => {
    const nothing = new Uint8Array(rows * columns)
    expect(vesselLength(bar(3, 1, 2, 11), nothing, rows, columns)).toEqual({ total: 10, outside: 10 })
    const diagonal = new Uint8Array(rows * columns)
    for (let i = 0; i < 6; i++) diagonal[i * columns + i] = 1
    expect(vesselLength(diagonal, diagonal, rows, columns).total).toBeCloseTo(5 * Math.SQRT2, 12)
    // Two pixels side by side, the next two one row lower: three links, 1 + √2 + 1.
    const steps = bar(5, 1, 4, 2)
    bar(6, 1, 6, 2, 1, steps)
    expect(vesselLength(steps, nothing, rows, columns).total).toBeCloseTo(2 + Math.SQRT2, 12)
    const alone = bar(9, 1, 9, 1)
    expect(vesselLength(alone, alone, rows, columns)).toEqual({ total: 1, outside: 0 })
  })
})

describe('compareMasks', () => {
  it('counts agreement and both sides, and how much of each centreline the other misses', () => {
    const found = compareMasks(bar(5, 1, 2, 21), bar(5, 1, 2, 11), rows, columns)
    expect(found).toMatchObject({ agreement: 11, onlyA: 10, onlyB: 0, dice: 22 / 32, bettiZeroError: 0, lengthA: 20, lengthB: 10, addedLength: 0 })
    expect(found.missedLength).toBe(9.5)
  })

  it('gives the figures of the whole image, also at its borders', () => {
    const random = createTestRandom(5)
    for (let round = 0; round < 40; round++) {
      const draw = (): Uint8Array => {
        const image = new Uint8Array(rows * columns)
        for (let count = 0; count < 4; count++) bar(Math.floor(random() * 18), 1 + Math.floor(random() * 2), Math.floor(random() * 15), Math.floor(random() * 15), 1, image)
        return image
      }
      const a = draw()
      const b = draw()
      const found = compareMasks(a, b, rows, columns)
      expect(found.clDice).toBe(clDice(a, b, rows, columns))
      expect(found.hausdorff95).toBe(hausdorff95(a, b, rows, columns))
      expect(found.bettiZeroError).toBe(bettiZeroError(a, b, rows, columns))
      const back = compareMasks(b, a, rows, columns)
      expect(back).toMatchObject({ dice: found.dice, clDice: found.clDice, onlyA: found.onlyB, missedLength: found.addedLength })
    }
  })

  it('knows empty masks and refuses another size', () => {
    const nothing = new Uint8Array(rows * columns)
    expect(compareMasks(nothing, nothing, rows, columns)).toMatchObject({ dice: 1, clDice: 1, hausdorff95: null })
    expect(compareMasks(nothing, bar(2, 2, 2, 9), rows, columns)).toMatchObject({ dice: 0, clDice: 0, hausdorff95: null, onlyB: 18, missedLength: 0 })
    expect(() => compareMasks(nothing, new Uint8Array(9), rows, columns)).toThrow(RangeError)
  })
})

describe('differenceRegions', () => {
  it('lists the regions of each side, the largest first, and says which pixel is in which', () => {
    const a = bar(2, 2, 2, 6)
    bar(10, 1, 0, 30, 1, a)
    const b = bar(3, 2, 2, 6)
    bar(10, 1, 0, 20, 1, b)
    bar(15, 3, 10, 4, 2, b)
    const { regions, regionOf } = differenceRegions(a, b, rows, columns)
    expect(regions).toEqual([
      { side: 'b', pixels: 12, rect: { x: 10, y: 15, width: 4, height: 3 }, x: 10, y: 15 },
      { side: 'a', pixels: 10, rect: { x: 20, y: 10, width: 10, height: 1 }, x: 20, y: 10 },
      { side: 'a', pixels: 6, rect: { x: 2, y: 2, width: 6, height: 1 }, x: 2, y: 2 },
      { side: 'b', pixels: 6, rect: { x: 2, y: 4, width: 6, height: 1 }, x: 2, y: 4 },
    ])
    for (const [index, { pixels }] of regions.entries()) expect(regionOf.filter((region) => region === index + 1)).toHaveLength(pixels)
    expect(regionOf[3 * columns + 2]).toBe(0)
  })

  it('keeps vessel that is named differently apart', () => {
    const { regions } = differenceRegions(bar(4, 2, 4, 5, 2), bar(4, 2, 4, 7, 3), rows, columns)
    expect(regions.map(({ side, pixels }) => [side, pixels])).toEqual([['labels', 10], ['b', 4]])
  })
})

describe('blandAltman', () => {
  it('is bias ± 1.96 SD, by hand', () => {
    expect(blandAltman([[12, 10], [20, 20], [31, 27]])).toEqual({ cases: 3, bias: 2, deviation: 2, lower: 2 - 3.92, upper: 2 + 3.92 })
    expect(blandAltman([[5, 4]])).toEqual({ cases: 1, bias: 1, deviation: null, lower: null, upper: null })
    expect(blandAltman([])).toBeNull()
  })
})
