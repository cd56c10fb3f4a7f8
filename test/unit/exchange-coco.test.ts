import { expect, it } from 'vitest'
import { createRandom } from '../../ml/data/random'
import { paintPolygons, polygonsOf } from '../../electron/dicom/coco/coco-polygons'
import { packRuns, paintRuns, runsOf, unpackRuns } from '../../electron/dicom/coco/coco-runs'

/** Random labels with islands, holes, islands in holes and pixels that touch by a corner only. */
function randomMask(seed: number, rows: number, columns: number, labels: number): Uint8Array {
  const random = createRandom(seed)
  const mask = new Uint8Array(rows * columns)
  for (let shape = 0; shape < 12; shape++) {
    const [x, y, width, height] = [random.integer(columns), random.integer(rows), 1 + random.integer(columns), 1 + random.integer(rows)]
    const label = random.integer(labels + 1)
    for (let row = y; row < Math.min(rows, y + height); row++) mask.fill(label, row * columns + x, row * columns + Math.min(columns, x + width))
  }
  for (let dot = 0; dot < random.integer(60); dot++) mask[random.integer(mask.length)] = random.integer(labels + 1)
  return mask
}

const cases = Array.from({ length: 200 }, (_, seed) => ({ seed, rows: 3 + (seed % 17), columns: 2 + (seed % 23) }))

it.each([['polygons'], ['runs'], ['packed runs']])('COCO %s give back every pixel, islands, holes and islands in holes too', (shape) => {
  for (const { seed, rows, columns } of cases) {
    const mask = randomMask(seed, rows, columns, 3)
    const again = new Uint8Array(mask.length)
    for (const label of [1, 2, 3]) {
      const lost = shape === 'polygons'
        ? paintPolygons(again, rows, columns, polygonsOf(mask, rows, columns, label), label)
        : paintRuns(again, rows, columns, shape === 'runs' ? runsOf(mask, rows, columns, label) : unpackRuns(packRuns(runsOf(mask, rows, columns, label))), label)
      expect(lost.size).toBe(0)
    }
    expect(Buffer.compare(again, mask), `seed ${seed}`).toBe(0)
  }
})

it('COCO polygons are as short as their outline: a rectangle has four corners', () => {
  const mask = new Uint8Array(64)
  for (const row of [2, 3, 4]) mask.fill(1, row * 8 + 1, row * 8 + 6)
  expect(polygonsOf(mask, 8, 8, 1)).toEqual([[1, 2, 6, 2, 6, 5, 1, 5]])
})

it('COCO packed runs are those of its own tools', () => {
  // Of the COCO API: counts 6, 1, 40, 4, 5, 4, 5, 4, 21 are written so.
  expect(packRuns([6, 1, 40, 4, 5, 4, 5, 4, 21])).toBe('61X13mN000`0')
  expect(unpackRuns('61X13mN000`0')).toEqual([6, 1, 40, 4, 5, 4, 5, 4, 21])
  expect(() => unpackRuns('61X13mN000`')).toThrow(RangeError)
})

it('COCO runs and polygons that lie over another label say which', () => {
  const mask = new Uint8Array(16).fill(2, 0, 4)
  expect(paintPolygons(mask, 4, 4, [[0, 0, 2, 0, 2, 2, 0, 2]], 1)).toEqual(new Set([2]))
  expect([...mask.subarray(0, 8)]).toEqual([1, 1, 2, 2, 1, 1, 0, 0])
  expect(() => paintRuns(mask, 4, 4, [3, 4], 1)).toThrow('do not fill')
  expect(() => paintRuns(mask, 4, 4, [3, 40], 1)).toThrow('do not fit')
})
