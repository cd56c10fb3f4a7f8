import { describe, expect, it } from 'vitest'
import { countLabels, labelsIn } from '../../renderer/masks/label-counts'
import { outlineOfTile } from '../../renderer/masks/outline'
import { cutOut, grownWithin, pasteInto, unionOf } from '../../renderer/masks/rectangle'

describe('dirty rectangles', () => {
  it('unite, treat null as nothing and stay inside the image', () => {
    expect(unionOf(null, null)).toBeNull()
    expect(unionOf({ x: 4, y: 8, width: 2, height: 3 }, null)).toEqual({ x: 4, y: 8, width: 2, height: 3 })
    expect(unionOf({ x: 4, y: 8, width: 2, height: 3 }, { x: 1, y: 9, width: 1, height: 9 })).toEqual({ x: 1, y: 8, width: 5, height: 10 })
    expect(grownWithin({ x: 0, y: 5, width: 3, height: 3 }, 2, 10, 9)).toEqual({ x: 0, y: 3, width: 5, height: 6 })
    expect(grownWithin({ x: 20, y: 5, width: 3, height: 3 }, 2, 10, 9)).toBeNull()
  })

  it('cut out and paste back the same labels, keeping count of them', () => {
    const columns = 7
    const labels = Uint8Array.from({ length: 35 }, (_, index) => index % 3)
    const rect = { x: 2, y: 1, width: 4, height: 3 }
    const piece = cutOut(labels, columns, rect)
    expect([...piece.subarray(0, 4)]).toEqual([0, 1, 2, 0])
    const blank = new Uint8Array(35)
    const target = { labels: blank, counts: countLabels(blank), columns, rows: 5 }
    pasteInto(target, rect, piece)
    expect(cutOut(target.labels, columns, rect)).toEqual(piece)
    expect(target.counts).toEqual(countLabels(target.labels))
    expect(labelsIn(target)).toEqual([1, 2])
    pasteInto(target, rect, new Uint8Array(12))
    expect(target.labels.every((label) => label === 0)).toBe(true)
    expect(labelsIn(target)).toEqual([])
  })
})

describe('outline', () => {
  const columns = 37
  const shown = Uint8Array.from({ length: 256 }, (_, label) => label)
  const rows = 29
  const labels = new Uint8Array(columns * rows)
  for (let row = 0; row < rows; row++) for (let column = 0; column < columns; column++) labels[row * columns + column] = (column * 7 + row * 5) % 11 < 5 || column === columns - 1 ? 1 : 0

  const isSet = (x: number, y: number): boolean => x >= 0 && y >= 0 && x < columns && y < rows && labels[y * columns + x] !== 0

  it('holds every border edge exactly once, however the image is tiled', () => {
    const expected = new Set<string>()
    for (let y = 0; y <= rows; y++) {
      for (let x = 0; x <= columns; x++) {
        if (x < columns && isSet(x, y) !== isSet(x, y - 1)) expected.add(`h${x},${y}`)
        if (y < rows && isSet(x, y) !== isSet(x - 1, y)) expected.add(`v${x},${y}`)
      }
    }
    for (const size of [8, 16, 64]) {
      const seen: string[] = []
      for (let y = 0; y < rows; y += size) {
        for (let x = 0; x < columns; x += size) {
          const segments = outlineOfTile({ labels, columns, rows }, { x, y, width: size, height: size }, shown)
          for (let at = 0; at < segments.length; at += 4) {
            const [x1, y1, x2, y2] = segments.slice(at, at + 4) as [number, number, number, number]
            if (y1 === y2) for (let step = x1; step < x2; step++) seen.push(`h${step},${y1}`)
            else for (let step = y1; step < y2; step++) seen.push(`v${x1},${step}`)
          }
        }
      }
      expect(seen.length).toBe(expected.size)
      expect(new Set(seen)).toEqual(expected)
    }
  })
})
