import { describe, expect, it } from 'vitest'
import { createRandom } from '../../ml/data/random'
import { applyNormalisation, normalisationOf, normalise } from '../../ml/data/normalise'

describe('normalise', () => {
  it('gives mean 0 and deviation 1, whatever the brightness and contrast', () => {
    const random = createRandom(1)
    const pixels = Float32Array.from({ length: 10_000 }, () => 0.5 + 0.1 * random.normal())
    const result = normalise(pixels)
    const mean = result.reduce((sum, value) => sum + value, 0) / result.length
    const square = result.reduce((sum, value) => sum + value * value, 0) / result.length
    expect(mean).toBeCloseTo(0, 4)
    expect(square).toBeCloseTo(1, 3)
    const darker = normalise(pixels.map((value) => 0.5 * value + 0.1))
    for (let i = 0; i < 100; i++) expect(darker[i]).toBeCloseTo(result[i]!, 3)
  })

  it('does not let a black border change the field', () => {
    const field = Float32Array.from({ length: 1000 }, (_, i) => 0.3 + 0.4 * ((i % 10) / 9))
    const bordered = new Float32Array(1600)
    bordered.set(field, 600)
    expect(normalisationOf(bordered)).toEqual(normalisationOf(field))
  })

  it('makes a flat image zero and clamps outliers', () => {
    expect(normalise(new Float32Array(9).fill(0.7))).toEqual(new Float32Array(9))
    expect(normalise(new Float32Array(9))).toEqual(new Float32Array(9))
    expect(applyNormalisation(Float32Array.of(-9, 9), { centre: 0, gain: 1 })).toEqual(Float32Array.of(-5, 5))
  })
})
