import { describe, expect, it } from 'vitest'
import { bestCleanUp, bestThreshold } from '../../ml/training/validation'
import type { LoadedImage } from '../../ml/training/training-data'

const [rows, columns] = [20, 40]

/** Bars: [first row, height, probability, is vessel]. */
function imageOf(...bars: [row: number, height: number, probability: number, vessel: boolean][]): { probability: Uint8Array; image: LoadedImage } {
  const probability = new Uint8Array(rows * columns)
  const mask = new Uint8Array(rows * columns)
  for (const [row, height, value, vessel] of bars) {
    probability.fill(value, row * columns, (row + height) * columns)
    if (vessel) mask.fill(1, row * columns, (row + height) * columns)
  }
  return { probability, image: { name: 'bars', image: { rows, columns, pixels: new Float32Array(rows * columns) }, mask } }
}

describe('what validation chooses', () => {
  it('is the threshold and the clean-up with the best mean Dice', () => {
    // A faint bar that is no vessel as wide as a vessel of which one part is certain.
    const doubtful = imageOf([1, 2, 150, true], [3, 1, 252, true], [10, 3, 160, false])
    const plain = imageOf([5, 4, 253, true])
    const probabilities = [doubtful.probability, plain.probability]
    const images = [doubtful.image, plain.image]
    const { threshold } = bestThreshold(probabilities, images)
    expect(threshold).toBeLessThanOrEqual(150 / 255)
    const { cleanUp, figures } = bestCleanUp(probabilities, images, threshold)
    expect(cleanUp).toEqual({ smallestComponent: 0, seedThreshold: 0.8 })
    expect(figures.dice).toBe(1)
  })

  it('does not follow images without a vessel, whose Dice is 1 or 0 by a single pixel', () => {
    const faint = imageOf([5, 4, 170, true])
    const empty = imageOf([2, 1, 190, false])
    const probabilities = [faint.probability, empty.probability, empty.probability]
    const images = [faint.image, empty.image, empty.image]
    const { threshold, dice } = bestThreshold(probabilities, images)
    expect(threshold).toBeLessThanOrEqual(170 / 255)
    expect(dice).toBe(1)
    const { cleanUp, figures } = bestCleanUp(probabilities, images, threshold)
    expect(cleanUp).toEqual({ smallestComponent: 0, seedThreshold: 0 })
    expect(figures.dice, 'all images count in what is reported').toBeCloseTo(1 / 3)
    // Without any vessel the images that are there decide.
    expect(bestThreshold([empty.probability], [empty.image])).toMatchObject({ dice: 1 })
  })

  it('leaves everything where nothing is gained', () => {
    const { probability, image } = imageOf([5, 4, 253, true])
    expect(bestCleanUp([probability], [image], 0.5).cleanUp).toEqual({ smallestComponent: 0, seedThreshold: 0 })
  })
})
