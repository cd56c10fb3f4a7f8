import { describe, expect, it } from 'vitest'
import { predictionUncertainty } from '../../ml/inference/uncertainty'
import { spearman } from '../bench/support/spearman'

const side = 64
const stripe = new Uint8Array(side * side).map((_, index) => (Math.abs((index % side) - 30) < 4 ? 1 : 0))
const of = (vessel: number, ground: number, mask = stripe): number => predictionUncertainty(stripe.map((label) => (label === 1 ? vessel : ground)), mask, side, side)

describe('uncertainty of a prediction', () => {
  it('is 0 where the model is sure, 1 where it is torn, and grows in between', () => {
    expect(of(255, 0)).toBe(0)
    expect(of(127, 128)).toBeCloseTo(1, 3)
    const rising = [250, 230, 200, 170, 140].map((vessel) => of(vessel, 255 - vessel))
    expect(rising).toEqual([...rising].sort((one, other) => one - other))
    expect(rising[0]).toBeGreaterThan(0)
    expect(rising.at(-1)).toBeLessThan(1)
  })

  it('looks along the outline only: doubt far from the mask, or deep inside it, changes nothing', () => {
    const probability = stripe.map((label) => label * 255)
    const doubtful = probability.map((value, index) => (index % side > 50 ? 128 : value))
    expect(predictionUncertainty(doubtful, stripe, side, side)).toBe(predictionUncertainty(probability, stripe, side, side))
    const near = probability.map((value, index) => (index % side === 26 ? 128 : value))
    expect(predictionUncertainty(near, stripe, side, side)).toBeGreaterThan(0.1)
  })

  it('of an empty mask follows the most probable pixels', () => {
    const empty = new Uint8Array(side * side)
    expect(of(0, 0, empty)).toBe(0)
    expect(of(20, 0, empty)).toBeLessThan(of(100, 0, empty))
    expect(of(100, 0, empty)).toBeLessThan(1)
  })
})

it('Spearman: 1 for the same order, -1 for the reverse, ties share their rank', () => {
  expect(spearman([1, 2, 30], [5, 6, 7])).toBeCloseTo(1)
  expect(spearman([1, 2, 3], [3, 2, 1])).toBeCloseTo(-1)
  expect(spearman([1, 1, 2, 3], [1, 2, 3, 4])).toBeCloseTo(0.9487, 3)
})
