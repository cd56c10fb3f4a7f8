import { describe, expect, it } from 'vitest'
import { createRandom } from '../../ml/data/random'
import { clDice } from '../../ml/metrics/cl-dice'
import { connectedComponents } from '../../ml/metrics/connected-components'
import { rocAuc, scoreHistogram } from '../../ml/metrics/roc-auc'
import { segmentationFigures } from '../../ml/metrics/segmentation-figures'
import { skeletonise } from '../../ml/metrics/skeletonise'
import { summariseFigures } from '../../ml/metrics/summarise-figures'

/** A mask from a drawing: # is vessel. */
function drawn(...lines: string[]): { mask: Uint8Array; rows: number; columns: number } {
  return { mask: Uint8Array.from(lines.join(''), (character) => (character === '#' ? 1 : 0)), rows: lines.length, columns: lines[0]!.length }
}
const drawing = (mask: Uint8Array, columns: number): string[] =>
  Array.from({ length: mask.length / columns }, (_, row) => Array.from(mask.subarray(row * columns, (row + 1) * columns), (value) => (value ? '#' : '.')).join(''))

describe('segmentationFigures', () => {
  it('matches a case worked out by hand', () => {
    // 3 true positive, 1 false positive, 2 false negative, 4 true negative
    const truth = Uint8Array.of(1, 1, 1, 1, 1, 0, 0, 0, 0)
    const mask = Uint8Array.of(1, 1, 1, 0, 0, 1, 0, 0, 0)
    const probability = Uint8Array.of(200, 200, 200, 100, 10, 200, 100, 10, 10)
    const figures = segmentationFigures(probability, mask, truth, 3, 3)
    expect(figures.dice).toBeCloseTo(6 / 9)
    expect(figures.iou).toBeCloseTo(3 / 6)
    expect(figures.sensitivity).toBeCloseTo(3 / 5)
    expect(figures.specificity).toBeCloseTo(3 / 4)
    // pairs: three at 200: 3 wins + tie each = 3.5; the one at 100: 2 wins + 1 tie = 2.5; the one at 10: 2 ties = 1; of 20
    expect(figures.auc).toBeCloseTo((3 * 3.5 + 2.5 + 1) / 20)
  })

  it('defines the empty cases', () => {
    const empty = new Uint8Array(4)
    const full = new Uint8Array(4).fill(1)
    expect(segmentationFigures(empty, empty, empty, 2, 2)).toMatchObject({ dice: 1, iou: 1, clDice: 1, sensitivity: null, specificity: 1, auc: null })
    expect(segmentationFigures(empty, full, empty, 2, 2)).toMatchObject({ dice: 0, iou: 0, clDice: 0, sensitivity: null, specificity: 0 })
    expect(segmentationFigures(empty, empty, full, 2, 2)).toMatchObject({ dice: 0, clDice: 0, sensitivity: 0, specificity: null, auc: null })
    expect(() => segmentationFigures(empty, empty, full, 2, 3)).toThrow(RangeError)
  })

  it('averages per image and pools per pixel', () => {
    const all = Uint8Array.of(1, 1, 1, 1)
    const one = segmentationFigures(new Uint8Array(4), Uint8Array.of(1, 0, 0, 0), Uint8Array.of(1, 0, 0, 0), 2, 2)
    const two = segmentationFigures(new Uint8Array(4), Uint8Array.of(1, 0, 0, 0), all, 2, 2)
    const none = segmentationFigures(new Uint8Array(4), new Uint8Array(4), new Uint8Array(4), 2, 2)
    const summary = summariseFigures([one, two, none])
    expect(summary.dice).toBeCloseTo((1 + 0.4 + 1) / 3)
    expect(summary.sensitivity).toBeCloseTo((1 + 0.25) / 2)
    expect(summary.dicePooled).toBeCloseTo((2 * 2) / (2 * 2 + 3))
    expect(summary.aucPooled).toBeCloseTo(0.5)
    expect(summariseFigures([])).toMatchObject({ images: 0, dice: null, dicePooled: null, aucPooled: null })
  })
})

describe('rocAuc', () => {
  it('equals the share of won pairs on random scores', () => {
    const random = createRandom(6)
    const truth = Uint8Array.from({ length: 400 }, () => (random.chance(0.2) ? 1 : 0))
    const probability = Uint8Array.from(truth, (vessel) => Math.min(255, Math.max(0, Math.round(100 + 40 * vessel + 40 * random.normal()))))
    let won = 0
    let pairs = 0
    truth.forEach((vessel, i) => {
      if (!vessel) return
      truth.forEach((other, j) => {
        if (other) return
        pairs++
        won += probability[i]! > probability[j]! ? 1 : probability[i] === probability[j] ? 0.5 : 0
      })
    })
    expect(rocAuc(scoreHistogram(probability, truth))).toBeCloseTo(won / pairs, 12)
  })
})

describe('connectedComponents', () => {
  it('joins diagonals and U shapes, and counts sizes', () => {
    const { mask, rows, columns } = drawn('#.#..#', '#.#.#.', '###..#', '......', '##....')
    const { labels, count, sizes } = connectedComponents(mask, rows, columns)
    expect(count).toBe(3)
    expect([...sizes]).toEqual([18, 7, 3, 2])
    expect(labels[0]).toBe(labels[2])
    expect(labels[5]).toBe(labels[10])
  })

  it('agrees with flood fill on random masks', () => {
    const random = createRandom(12)
    for (let n = 0; n < 20; n++) {
      const mask = Uint8Array.from({ length: 17 * 23 }, () => (random.chance(0.42) ? 1 : 0))
      const { labels, count } = connectedComponents(mask, 17, 23)
      const seen = new Uint8Array(mask.length)
      let regions = 0
      mask.forEach((value, start) => {
        if (!value || seen[start]) return
        regions++
        const stack = [start]
        seen[start] = 1
        while (stack.length > 0) {
          const at = stack.pop()!
          expect(labels[at]).toBe(labels[start])
          for (let dy = -1; dy <= 1; dy++) {
            for (let dx = -1; dx <= 1; dx++) {
              const y = Math.floor(at / 23) + dy
              const x = (at % 23) + dx
              const next = y * 23 + x
              if (y < 0 || x < 0 || y > 16 || x > 22 || !mask[next] || seen[next]) continue
              seen[next] = 1
              stack.push(next)
            }
          }
        }
      })
      expect(count).toBe(regions)
    }
  })
})

describe('skeletonise', () => {
  it('thins a bar to its middle line', () => {
    const { mask, rows, columns } = drawn('.........', '.#######.', '.#######.', '.#######.', '.........')
    expect(drawing(skeletonise(mask, rows, columns), columns)[2]).toMatch(/^\.\.?#{4,7}\.?\.?\.?$/)
    expect(skeletonise(mask, rows, columns).reduce((sum, value) => sum + value, 0)).toBeLessThanOrEqual(7)
  })

  it('keeps lines that are thin already, single pixels and 2×2 blocks', () => {
    const { mask, rows, columns } = drawn('#....##', '.#...##', '..#....', '.......', '#......')
    const skeleton = skeletonise(mask, rows, columns)
    expect(skeleton[0] && skeleton[8] && skeleton[16] && skeleton[28]).toBe(1)
    expect(connectedComponents(skeleton, rows, columns).count).toBe(3)
  })

  it('stays inside the mask and keeps the number of components', () => {
    const random = createRandom(21)
    for (let n = 0; n < 10; n++) {
      const mask = new Uint8Array(64 * 64)
      for (let k = 0; k < 6; k++) {
        const angle = random.between(0, Math.PI)
        const [y0, x0, width] = [random.between(8, 56), random.between(8, 56), random.between(1, 4)]
        for (let i = 0; i < mask.length; i++) {
          const dy = Math.floor(i / 64) - y0
          const dx = (i % 64) - x0
          if (Math.abs(dy * Math.cos(angle) - dx * Math.sin(angle)) < width && Math.hypot(dy, dx) < 20) mask[i] = 1
        }
      }
      const skeleton = skeletonise(mask, 64, 64)
      expect(skeleton.every((value, i) => value <= mask[i]!)).toBe(true)
      expect(connectedComponents(skeleton, 64, 64).count).toBe(connectedComponents(mask, 64, 64).count)
    }
  })
})

describe('clDice', () => {
  it('is 1 for a line against its thick version, and falls with a gap', () => {
    const truth = drawn('..........', '##########', '##########', '##########', '..........')
    const thin = drawn('..........', '..........', '##########', '..........', '..........')
    expect(clDice(thin.mask, truth.mask, 5, 10)).toBe(1)
    const broken = drawn('..........', '..........', '####..####', '..........', '..........')
    // The skeleton of the bar misses one pixel at one or both ends.
    const value = clDice(broken.mask, truth.mask, 5, 10)
    expect(value).toBeGreaterThan(0.8)
    expect(value).toBeLessThan(0.9)
  })

  it('is symmetric', () => {
    const one = drawn('####...', '...#...', '...###.', '.......')
    const other = drawn('.###...', '.#.....', '.#.....', '.......')
    expect(clDice(one.mask, other.mask, 4, 7)).toBeCloseTo(clDice(other.mask, one.mask, 4, 7), 12)
  })
})
