import { describe, expect, it } from 'vitest'
import { augmentedCrop } from '../../ml/data/augment'
import { createRandom } from '../../ml/data/random'

const rows = 200
const columns = 260
/** A dark bar on a noisy bright field: image and mask can be compared after any distortion. */
const random = createRandom(2)
const mask = new Uint8Array(rows * columns)
const pixels = new Float32Array(rows * columns)
for (let i = 0; i < mask.length; i++) {
  const column = i % columns
  mask[i] = column > 100 && column < 112 ? 1 : 0
  pixels[i] = (mask[i] ? 0.25 : 0.75) + 0.02 * random.normal()
}
const image = { rows, columns, pixels }

describe('augmentedCrop', () => {
  it('gives normalised finite pixels and a 0/1 mask of the size asked for', () => {
    const source = createRandom(1)
    for (let n = 0; n < 40; n++) {
      const crop = augmentedCrop(image, mask, { size: 96, random: source })
      expect(crop.image).toHaveLength(96 * 96)
      expect(crop.image.every((value) => Number.isFinite(value) && Math.abs(value) <= 5)).toBe(true)
      expect(crop.mask.every((value) => value === 0 || value === 1)).toBe(true)
    }
  })

  it('distorts image and mask alike: the vessel stays darker than what surrounds it', () => {
    const source = createRandom(3)
    let darker = 0
    let judged = 0
    for (let n = 0; n < 60; n++) {
      const crop = augmentedCrop(image, mask, { size: 96, random: source })
      const sums = [0, 0]
      const counts = [0, 0]
      crop.image.forEach((value, i) => {
        sums[crop.mask[i]!]! += value
        counts[crop.mask[i]!]! += 1
      })
      if (counts[1]! < 50) continue
      judged++
      if (sums[1]! / counts[1]! < sums[0]! / counts[0]! - 0.5) darker++
    }
    expect(judged).toBeGreaterThan(40)
    expect(darker).toBe(judged)
  })

  it('centres at least half of the crops near vessels', () => {
    const source = createRandom(4)
    let withVessel = 0
    for (let n = 0; n < 100; n++) if (augmentedCrop(image, mask, { size: 48, random: source, vesselCentred: 0.6 }).mask.includes(1)) withVessel++
    expect(withVessel).toBeGreaterThan(55)
  })

  it('is repeatable from a saved state', () => {
    const source = createRandom(9)
    augmentedCrop(image, mask, { size: 64, random: source })
    const state = source.state()
    const one = augmentedCrop(image, mask, { size: 64, random: source })
    expect(augmentedCrop(image, mask, { size: 64, random: createRandom(state) })).toEqual(one)
  })

  it('copies pixels unchanged but for the normalisation when not distorting', () => {
    const crop = augmentedCrop(image, mask, { size: 64, random: createRandom(1), distort: false })
    const wanted = crop.mask.reduce((sum, value) => sum + value, 0)
    expect(wanted % 64).toBe(0)
    expect(new Set(crop.image).size).toBeGreaterThan(1000)
  })

  it('works where the image is smaller than the crop or the mask is empty, and refuses a mask of another size', () => {
    const small = { rows: 20, columns: 1, pixels: new Float32Array(20).fill(0.5) }
    expect(augmentedCrop(small, new Uint8Array(20), { size: 64, random: createRandom(1) }).mask.includes(1)).toBe(false)
    expect(() => augmentedCrop(image, new Uint8Array(5), { size: 64, random: createRandom(1) })).toThrow(RangeError)
  })

  it('makes a 128² crop in a few milliseconds', () => {
    const source = createRandom(8)
    const times = Array.from({ length: 60 }, () => {
      const start = process.cpuUsage()
      augmentedCrop(image, mask, { size: 128, random: source })
      return process.cpuUsage(start).user / 1000
    }).sort((one, other) => one - other)
    console.log(`128² crop: median ${times[30]!.toFixed(2)} ms`)
    // Generous, for a busy machine; the figure aimed at is 5 ms.
    expect(times[30]).toBeLessThan(25)
  })
})
