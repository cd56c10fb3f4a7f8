import { describe, expect, it } from 'vitest'
import { createRandom } from '../../ml/data/random'

const draw = (seed: number): number[] => Array.from({ length: 8 }, createRandom(seed).uniform)

describe('createRandom', () => {
  it('gives the same numbers for the same seed and others for another', () => {
    expect(draw(7)).toEqual(draw(7))
    expect(draw(7)).not.toEqual(draw(8))
    expect(draw(-7)).not.toEqual(draw(7))
    expect(draw(2 ** 40)).not.toEqual(draw(0))
  })

  it('continues exactly from a state that went through JSON, in the middle of a pair of normals', () => {
    const random = createRandom(3)
    random.normal()
    const copy = createRandom(JSON.parse(JSON.stringify(random.state())))
    expect([copy.normal(), copy.uniform(), copy.integer(100)]).toEqual([random.normal(), random.uniform(), random.integer(100)])
  })

  it('is uniform and normal within what 100,000 draws allow', () => {
    const random = createRandom(11)
    let sum = 0
    let normalSum = 0
    let normalSquares = 0
    for (let i = 0; i < 100_000; i++) {
      sum += random.uniform()
      const value = random.normal()
      normalSum += value
      normalSquares += value * value
    }
    expect(sum / 1e5).toBeCloseTo(0.5, 2)
    expect(Math.abs(normalSum / 1e5)).toBeLessThan(0.015)
    expect(normalSquares / 1e5).toBeCloseTo(1, 1)
  })

  it('draws every integer and keeps every item when shuffling', () => {
    const random = createRandom(5)
    const seen = new Set(Array.from({ length: 200 }, () => random.integer(6)))
    expect([...seen].sort()).toEqual([0, 1, 2, 3, 4, 5])
    expect(random.shuffled([1, 2, 3, 4, 5]).sort()).toEqual([1, 2, 3, 4, 5])
    expect(() => random.integer(0)).toThrow(RangeError)
    expect(() => createRandom(0.5)).toThrow(RangeError)
  })
})
