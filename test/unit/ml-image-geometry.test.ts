import { describe, expect, it } from 'vitest'
import { greyImageFromRaw } from '../../ml/inference/grey-image'
import { padImage } from '../../ml/inference/pad-image'
import { cleanUpMask } from '../../ml/inference/clean-up-mask'
import { resample } from '../../ml/inference/resample'
import { tiles } from '../../ml/inference/tiles'

describe('padImage', () => {
  it('mirrors at the right and lower border without repeating it', () => {
    const image = { rows: 2, columns: 3, pixels: Float32Array.of(1, 2, 3, 4, 5, 6) }
    const padded = padImage(image, 4)
    expect([padded.rows, padded.columns]).toEqual([4, 4])
    expect([...padded.pixels]).toEqual([1, 2, 3, 2, 4, 5, 6, 5, 1, 2, 3, 2, 4, 5, 6, 5])
  })

  it('pads an image of one pixel and leaves a fitting one alone', () => {
    expect([...padImage({ rows: 1, columns: 1, pixels: Float32Array.of(7) }, 2).pixels]).toEqual([7, 7, 7, 7])
    const image = { rows: 4, columns: 8, pixels: new Float32Array(32) }
    expect(padImage(image, 4)).toBe(image)
  })
})

describe('tiles', () => {
  it.each([
    [512, 512, 1024, 192],
    [1024, 1025, 1024, 192],
    [3000, 700, 1024, 192],
    [50, 77, 32, 8],
  ])('use every pixel of %i×%i exactly once', (rows, columns, side, overlap) => {
    const used = new Uint8Array(rows * columns)
    for (const tile of tiles(rows, columns, side, overlap)) {
      expect(tile.rows).toBeLessThanOrEqual(side)
      expect(tile.row + tile.rows).toBeLessThanOrEqual(rows)
      expect(tile.column + tile.columns).toBeLessThanOrEqual(columns)
      expect(tile.firstRow).toBeGreaterThanOrEqual(tile.row)
      expect(tile.endColumn).toBeLessThanOrEqual(tile.column + tile.columns)
      // Away from the border of the image, a used pixel has context around it.
      if (tile.firstRow > 0) expect(tile.firstRow - tile.row).toBeGreaterThanOrEqual(Math.floor(overlap / 2) - 1)
      for (let row = tile.firstRow; row < tile.endRow; row++) for (let column = tile.firstColumn; column < tile.endColumn; column++) used[row * columns + column]!++
    }
    expect(used.every((count) => count === 1)).toBe(true)
  })

  it('refuse an overlap as large as a tile', () => {
    expect(() => tiles(100, 100, 32, 32)).toThrow(RangeError)
  })
})

describe('cleanUpMask', () => {
  const probability = Uint8Array.of(200, 0, 0, 0, 0, 255, 0, 250, 0, 0, 0, 0)

  it('removes what is smaller and keeps what touches at a corner', () => {
    const mask = Uint8Array.of(1, 0, 0, 0, 0, 1, 0, 1, 0, 0, 0, 0)
    cleanUpMask(mask, probability, 3, 4, { smallestComponent: 2 / 12, seedThreshold: 0 })
    expect([...mask]).toEqual([1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0])
  })

  it('removes what is nowhere likely enough, and keeps all of what is so in one place', () => {
    const mask = Uint8Array.of(1, 0, 0, 0, 0, 1, 0, 1, 0, 0, 0, 0)
    cleanUpMask(mask, probability, 3, 4, { smallestComponent: 0, seedThreshold: 0.99 })
    expect([...mask]).toEqual([1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0])
    const all = Uint8Array.of(1, 0, 0, 0, 0, 1, 0, 1, 0, 0, 0, 0)
    cleanUpMask(all, probability, 3, 4, { smallestComponent: 0, seedThreshold: 0 })
    expect([...all]).toEqual([1, 0, 0, 0, 0, 1, 0, 1, 0, 0, 0, 0])
  })

  it('leaves what the net is surest of where nothing is likely enough, and nothing where there was nothing', () => {
    const faint = Uint8Array.of(200, 0, 0, 0, 0, 0, 0, 240, 250, 0, 0, 0)
    const mask = Uint8Array.of(1, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0)
    cleanUpMask(mask, faint, 3, 4, { smallestComponent: 0, seedThreshold: 0.99 })
    expect([...mask]).toEqual([0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0])
    const speck = Uint8Array.of(1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1)
    cleanUpMask(speck, Uint8Array.of(180, 190, 0, 0, 0, 0, 0, 0, 0, 0, 0, 230), 3, 4, { smallestComponent: 2 / 12, seedThreshold: 0.99 })
    expect([...speck], 'what is too small has no say').toEqual([1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])
    const nothing = new Uint8Array(12)
    cleanUpMask(nothing, faint, 3, 4, { smallestComponent: 0, seedThreshold: 0.99 })
    expect(nothing.some((value) => value !== 0)).toBe(false)
  })
})

describe('greyImageFromRaw', () => {
  const base = { rows: 1, columns: 2, signed: false, inverted: false, samplesPerPixel: 1 as const }

  it('divides 8 bits by 255 and stretches 16 bits over the range that is used', () => {
    expect([...greyImageFromRaw({ ...base, bitsAllocated: 8, pixels: Uint8Array.of(0, 255) }).pixels]).toEqual([0, 1])
    expect([...greyImageFromRaw({ ...base, columns: 3, bitsAllocated: 16, pixels: Uint8Array.of(0, 1, 0, 2, 0, 3) }).pixels]).toEqual([0, 0.5, 1])
    // −1 and 1 as little-endian int16.
    expect([...greyImageFromRaw({ ...base, signed: true, bitsAllocated: 16, pixels: Uint8Array.of(255, 255, 1, 0) }).pixels]).toEqual([0, 1])
  })

  it('turns MONOCHROME1 round, and colour into luminance', () => {
    expect([...greyImageFromRaw({ ...base, inverted: true, bitsAllocated: 8, pixels: Uint8Array.of(0, 255) }).pixels]).toEqual([1, 0])
    const [red, green] = greyImageFromRaw({ ...base, samplesPerPixel: 3, bitsAllocated: 8, pixels: Uint8Array.of(255, 0, 0, 0, 255, 0) }).pixels
    expect(red).toBeCloseTo(0.299, 5)
    expect(green).toBeCloseTo(0.587, 5)
  })

  it('gives zeros for a flat 16-bit frame and refuses a short one', () => {
    expect([...greyImageFromRaw({ ...base, bitsAllocated: 16, pixels: Uint8Array.of(9, 9, 9, 9) }).pixels]).toEqual([0, 0])
    expect(() => greyImageFromRaw({ ...base, bitsAllocated: 16, pixels: Uint8Array.of(9, 9) })).toThrow('The frame should hold 4 bytes and holds 2.')
  })
})

describe('resample', () => {
  it('keeps a flat image flat and the mean of any image, and averages what falls together', () => {
    expect([...resample(new Float32Array(12).fill(0.4), 3, 4, 5, 7)].every((value) => Math.abs(value - 0.4) < 1e-6)).toBe(true)
    const line = new Float32Array(64 * 64).map((_, index) => (index % 64 === 31 ? 1 : 0))
    const small = resample(line, 64, 64, 16, 16)
    // A line of one pixel is still there at a quarter of the size, with the same total darkness.
    expect(Math.max(...small.slice(0, 16))).toBeGreaterThan(0.15)
    expect(small.slice(0, 16).reduce((sum, value) => sum + value, 0)).toBeCloseTo(0.25, 2)
  })

  it('enlarges linearly between pixel centres', () => {
    expect([...resample(Float32Array.of(0, 1), 1, 2, 1, 4)]).toEqual([0, 0.25, 0.75, 1])
    expect([...resample(Uint8Array.of(10, 20), 1, 2, 1, 2)]).toEqual([10, 20])
  })
})
