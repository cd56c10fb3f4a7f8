import { describe, expect, it } from 'vitest'
import { createRandom } from '../../ml/data/random'
import { wilcoxonSignedRank } from '../../ml/metrics/wilcoxon'

const zeros = (count: number): number[] => Array.from({ length: count }, () => 0)

describe('wilcoxonSignedRank', () => {
  it('gives the textbook result for the depression scores of Hollander and Wolfe', () => {
    const first = [1.83, 0.5, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.3]
    const second = [0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29]
    const result = wilcoxonSignedRank(first, second)
    expect(result).toMatchObject({ pairs: 9, positiveRanks: 40, method: 'exact' })
    expect(result.p).toBeCloseTo(0.0390625, 12)
    expect(result.rankBiserial).toBeCloseTo((40 - 5) / 45, 12)
  })

  it('is 2 / 2ⁿ when the first is always larger', () => {
    expect(wilcoxonSignedRank([1, 2, 3, 4, 5], zeros(5)).p).toBeCloseTo(2 / 32, 12)
    expect(wilcoxonSignedRank(zeros(5), [1, 2, 3, 4, 5])).toMatchObject({ positiveRanks: 0, rankBiserial: -1 })
  })

  it('shares ranks among ties, exactly', () => {
    // |d| = 1, 1, 2: ranks 1.5, 1.5, 3; W⁺ = 4.5. Of the 8 sums 0, 1.5, 1.5, 3, 3, 4.5, 4.5, 6 three are ≥ 4.5.
    const result = wilcoxonSignedRank([1, -1, 2], zeros(3))
    expect(result.positiveRanks).toBe(4.5)
    expect(result.p).toBeCloseTo(6 / 8, 12)
  })

  it('leaves out pairs that do not differ', () => {
    expect(wilcoxonSignedRank([1, 2, 3, 4, 5, 7, 7], [0, 0, 0, 0, 0, 7, 7])).toEqual(wilcoxonSignedRank([1, 2, 3, 4, 5], zeros(5)))
    expect(wilcoxonSignedRank([3, 3], [3, 3])).toEqual({ pairs: 0, positiveRanks: 0, p: 1, method: 'exact', rankBiserial: 0 })
  })

  it('does not care for the order of the two, but for the sign of the effect', () => {
    const random = createRandom(4)
    const [one, other] = [0, 1].map(() => Array.from({ length: 30 }, () => random.normal()))
    const [there, back] = [wilcoxonSignedRank(one!, other!), wilcoxonSignedRank(other!, one!)]
    expect(back.p).toBeCloseTo(there.p, 12)
    expect(back.rankBiserial).toBeCloseTo(-there.rankBiserial, 12)
  })

  it('above fifty pairs is normal, with the variance corrected for ties', () => {
    // 60 differences of size 1, 40 of them positive: all ranks 30.5, W⁺ = 1220, mean 915,
    // variance 60·61·121/24 − (60³ − 60)/48 = 18452.5 − 4498.75 = 13953.75, z = 304.5 / √13953.75 = 2.57776.
    const differences = Array.from({ length: 60 }, (_, index) => (index < 40 ? 1 : -1))
    const result = wilcoxonSignedRank(differences, zeros(60))
    expect(result).toMatchObject({ positiveRanks: 1220, method: 'normal' })
    expect(result.p).toBeCloseTo(0.0099444, 5)
  })

  it.each([20, 60])('with %i pairs agrees with random changes of sign', (pairs) => {
    const random = createRandom(11)
    const differences = Array.from({ length: pairs }, () => Math.round(4 * (random.normal() + 0.3)))
    const { positiveRanks, p } = wilcoxonSignedRank(differences, zeros(pairs))
    const count = differences.filter((difference) => difference !== 0).length
    const distance = (sum: number): number => Math.abs(sum - (count * (count + 1)) / 4)
    let asExtreme = 0
    for (let draw = 0; draw < 4000; draw++) {
      const drawn = wilcoxonSignedRank(differences.map((difference) => (random.chance(0.5) ? difference : -difference)), zeros(pairs))
      if (distance(drawn.positiveRanks) >= distance(positiveRanks)) asExtreme++
    }
    expect(p).toBeGreaterThan(0.01)
    expect(Math.abs(asExtreme / 4000 - p)).toBeLessThan(0.02)
  })

  it('refuses what is not pairs of numbers', () => {
    expect(() => wilcoxonSignedRank([1, 2], [1])).toThrow(RangeError)
    expect(() => wilcoxonSignedRank([Number.NaN], [1])).toThrow(RangeError)
  })
})
