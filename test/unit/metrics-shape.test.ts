import { describe, expect, it } from 'vitest'
import { bettiZeroError } from '../../ml/metrics/betti-error'
import { squaredDistances } from '../../ml/metrics/distance-transform'
import { hausdorff95 } from '../../ml/metrics/hausdorff'
import { thinVesselRecall, thinVessels } from '../../ml/metrics/thin-vessels'

/** A mask from rows of text, # = vessel. */
function mask(...lines: string[]): { pixels: Uint8Array; rows: number; columns: number } {
  return { pixels: Uint8Array.from(lines.join(''), (character) => (character === '#' ? 1 : 0)), rows: lines.length, columns: lines[0]!.length }
}

/** `rows` lines of `columns`, with a horizontal bar of the given width from row `top`. */
function bar(rows: number, columns: number, top: number, width: number): Uint8Array {
  return Uint8Array.from({ length: rows * columns }, (_, i) => (Math.floor(i / columns) >= top && Math.floor(i / columns) < top + width ? 1 : 0))
}

/** Of 20×20 pixels, those at most `reach` columns from the diagonal. */
function diagonal(reach: number): Uint8Array {
  return Uint8Array.from({ length: 400 }, (_, i) => (Math.abs(Math.floor(i / 20) - (i % 20)) <= reach ? 1 : 0))
}

describe('squaredDistances', () => {
  it('is the distance to the nearest target, by hand and by search', () => {
    expect([...squaredDistances(Uint8Array.of(0, 0, 1, 0, 0, 0), 2, 3)]).toEqual([4, 1, 0, 5, 2, 1])
    const [rows, columns] = [17, 23]
    const targets = Uint8Array.from({ length: rows * columns }, (_, i) => ((i * 7919) % 31 === 0 ? 1 : 0))
    const found = squaredDistances(targets, rows, columns)
    for (let i = 0; i < targets.length; i++) {
      let nearest = Infinity
      for (let j = 0; j < targets.length; j++) if (targets[j] === 1) nearest = Math.min(nearest, (Math.floor(i / columns) - Math.floor(j / columns)) ** 2 + ((i % columns) - (j % columns)) ** 2)
      expect(found[i]).toBe(nearest)
    }
  })

  it('is infinite without targets and refuses another size', () => {
    expect([...squaredDistances(new Uint8Array(4), 2, 2)]).toEqual([Infinity, Infinity, Infinity, Infinity])
    expect(() => squaredDistances(new Uint8Array(5), 2, 2)).toThrow(RangeError)
  })
})

describe('hausdorff95', () => {
  it('is 0 for equal masks, the shift for shifted bars, and the same both ways', () => {
    const one = bar(20, 30, 4, 3)
    expect(hausdorff95(one, one, 20, 30)).toBe(0)
    expect(hausdorff95(one, bar(20, 30, 9, 3), 20, 30)).toBe(5)
    expect(hausdorff95(bar(20, 30, 9, 3), one, 20, 30)).toBe(5)
  })

  it('interpolates the percentile: one far pixel of twenty-one hardly counts', () => {
    // 20 pixels at distance 0 and one at 10: position 0.95 · 20 = 19, which is still 0.
    const line = bar(15, 20, 0, 1)
    const speck = line.slice()
    speck[10 * 20 + 5] = 1
    expect(hausdorff95(speck, line, 15, 20)).toBe(0)
    // 10 pixels at 0 and one at 10: position 9.5, halfway between 0 and 10.
    const short = bar(15, 10, 0, 1)
    const shortSpeck = short.slice()
    shortSpeck[10 * 10 + 5] = 1
    expect(hausdorff95(shortSpeck, short, 15, 10)).toBeCloseTo(5, 12)
  })

  it('takes the boundary only: a filled square is as near as its outline', () => {
    const filled = mask('.......', '.#####.', '.#####.', '.#####.', '.#####.', '.#####.', '.......')
    const outline = mask('.......', '.#####.', '.#...#.', '.#...#.', '.#...#.', '.#####.', '.......')
    expect(hausdorff95(filled.pixels, outline.pixels, 7, 7)).toBe(0)
  })

  it('is undefined when a mask is empty', () => {
    expect(hausdorff95(new Uint8Array(9), Uint8Array.of(0, 0, 0, 0, 1, 0, 0, 0, 0), 3, 3)).toBeNull()
    expect(hausdorff95(new Uint8Array(9), new Uint8Array(9), 3, 3)).toBeNull()
  })
})

describe('bettiZeroError', () => {
  it('counts breaks and specks', () => {
    const whole = mask('########', '........', '........')
    const broken = mask('##.##.##', '........', '........')
    const speck = mask('########', '........', '......#.')
    expect(bettiZeroError(broken.pixels, whole.pixels, 3, 8)).toBe(2)
    expect(bettiZeroError(speck.pixels, whole.pixels, 3, 8)).toBe(1)
    expect(bettiZeroError(whole.pixels, whole.pixels, 3, 8)).toBe(0)
    expect(bettiZeroError(new Uint8Array(24), whole.pixels, 3, 8)).toBe(1)
  })

  it('takes diagonal neighbours for connected', () => {
    const diagonal = mask('#..', '.#.', '..#')
    expect(bettiZeroError(diagonal.pixels, mask('###', '...', '...').pixels, 3, 3)).toBe(0)
  })
})

describe('thin vessels', () => {
  it.each([1, 2, 3])('a bar %i pixels wide is thin', (width) => {
    const truth = bar(16, 20, 6, width)
    expect(thinVessels(truth, 16, 20)).toEqual(truth)
  })

  it.each([4, 5, 8])('a bar %i pixels wide is not', (width) => {
    expect(thinVessels(bar(16, 20, 4, width), 16, 20)).toEqual(new Uint8Array(320))
  })

  it('tells diagonal lines of about three and about five pixels apart', () => {
    // |row − column| ≤ 1 is 3 / √2 = 2.1 pixels across, ≤ 3 is 4.9.
    expect(thinVessels(diagonal(1), 20, 20)).toEqual(diagonal(1))
    expect(thinVessels(diagonal(3), 20, 20).reduce((sum, value) => sum + value, 0)).toBeLessThan(5)
  })

  it('the ragged edge of a wide vessel is not a thin one, a branch is', () => {
    const truth = mask('..#.......', '##########', '##########', '##########', '##########', '....#.....', '....#.....', '....#.....', '....#.....')
    const thin = thinVessels(truth.pixels, truth.rows, truth.columns)
    expect([...thin].flatMap((value, i) => (value === 1 ? [[Math.floor(i / 10), i % 10]] : []))).toEqual([
      [6, 4],
      [7, 4],
      [8, 4],
    ])
  })

  it('recall counts thin pixels only', () => {
    const truth = mask('######', '......', '######', '######', '######', '######')
    const found = mask('##....', '......', '......', '......', '......', '......')
    // Row 0 is apart from the wide vessel by a row; all six of its pixels are thin, two are found.
    expect(thinVesselRecall(found.pixels, truth.pixels, 6, 6)).toBeCloseTo(2 / 6, 12)
    expect(thinVesselRecall(found.pixels, bar(16, 20, 4, 8), 16, 20)).toBeNull()
    expect(thinVesselRecall(new Uint8Array(9), new Uint8Array(9), 3, 3)).toBeNull()
  })
})
