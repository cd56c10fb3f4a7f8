import { describe, expect, it } from 'vitest'
import { applyFilters } from '../../renderer/filters/apply-filters'
import { equalised } from '../../renderer/filters/clahe'
import { isFiltering, nameOfFilters, noFilters } from '../../renderer/filters/filter-settings'
import type { GreyImage } from '../../renderer/filters/grey-image'
import { linearIntensity } from '../../renderer/filters/intensity-levels'
import { sharpened } from '../../renderer/filters/sharpen'
import { subtractFrame } from '../../renderer/filters/subtract'
import { createTestRandom } from '../helpers/test-random'

const image = (columns: number, rows: number, value: (x: number, y: number) => number): GreyImage => ({
  columns, rows, samples: Uint8Array.from({ length: columns * rows }, (_, at) => value(at % columns, Math.floor(at / columns))),
})

const background = (x: number, y: number): number => 100 + ((x * 7 + y * 13) % 50)

const vessel = (x: number, y: number): number => background(x, y) - (x === 5 ? 40 : 0)

const ground = (x: number): number => (x < 6 ? 400 : 3200)

const deep = (value: (x: number) => number): GreyImage => ({ columns: 12, rows: 2, samples: Uint16Array.from({ length: 24 }, (_, at) => value(at % 12)) })

/** The same beam in 12 bits, stored so that low values are much intensity. */
const turned = ({ samples, ...rest }: GreyImage): GreyImage => ({ ...rest, samples: Uint16Array.from(samples, (value) => 4095 - value) })

/** By how much a stripe of the faint pattern differs from its surroundings. */
const stripeContrast = (samples: ArrayLike<number>): number => samples[64 * 128 + 65]! - samples[64 * 128 + 72]!

describe('subtraction', () => {
  it('leaves what is new, and 0 elsewhere', () => {
    const out = subtractFrame(image(12, 9, vessel), image(12, 9, background), { x: 0, y: 0 }, null)
    for (let at = 0; at < out.length; at++) expect(out[at]).toBe(at % 12 === 5 ? -40 : 0)
  })

  it.each([[2, 1], [-3, 2], [0, -4], [50, 0]])('moves the mask frame by %i, %i; what it does not cover is 0', (x, y) => {
    const live = image(12, 9, background)
    const out = subtractFrame(live, image(12, 9, (column, row) => background(column + x, row + y)), { x, y }, null)
    expect([...out].every((value) => value === 0)).toBe(true)
    const plain = subtractFrame(live, image(12, 9, () => 0), { x, y }, null)
    const covered = [...plain].filter((value) => value !== 0).length
    expect(covered).toBe(Math.max(0, 12 - Math.abs(x)) * Math.max(0, 9 - Math.abs(y)))
  })

  it('takes logarithms of values that are proportional to intensity: a vessel counts the same before bright and dark ground', () => {
    const mask = deep(ground)
    const live = deep((x) => (x === 3 || x === 9 ? ground(x) * 0.75 : ground(x)))
    const intensity = linearIntensity({ pixelIntensity: { relationship: 'LIN', sign: 1 }, bitsStored: 12, signed: false })
    const out = subtractFrame(live, mask, { x: 0, y: 0 }, intensity)
    const mean = (400 + 3200) / 2
    expect([...out.subarray(0, 12)]).toEqual([0, 0, 0, Math.round(mean * Math.log(0.75)), 0, 0, 0, 0, 0, Math.round(mean * Math.log(0.75)), 0, 0])
    // A small difference at the mean is as large as that of the stored values.
    expect(subtractFrame(deep(() => 1990), deep(() => 2000), { x: 0, y: 0 }, intensity)[0]).toBe(-10)

    // The vessel is bright, as in the image.
    const reversed = linearIntensity({ pixelIntensity: { relationship: 'LIN', sign: -1 }, bitsStored: 12, signed: false })
    expect([...subtractFrame(turned(live), turned(mask), { x: 0, y: 0 }, reversed)]).toEqual([...out].map((value) => 0 - value))
  })

  it.each([[null], [{ relationship: 'LOG', sign: 1 }], [{ relationship: 'LOG', sign: -1 }], [{ relationship: 'DISP', sign: 1 }]] as const)('takes stored values as they are for %j', (pixelIntensity) => {
    expect(linearIntensity({ pixelIntensity, bitsStored: 8, signed: false })).toBeNull()
  })

  it.each([
    ['8 bits', 8, false, (values: number[]) => Uint8Array.from(values), 255],
    ['16 bits', 16, false, (values: number[]) => Uint16Array.from(values), 65535],
    ['16 bits with a sign', 16, true, (values: number[]) => Int16Array.from(values), 32767],
  ] as const)('has a finite difference for every value of %s', (_, bitsStored, signed, samplesOf, top) => {
    const least = signed ? -32768 : 0
    const [one, other] = [[least, top, 0, 1], [top, least, 1, 0]].map((values) => ({ columns: 4, rows: 1, samples: samplesOf(values) }))
    for (const sign of [1, -1] as const) {
      const out = subtractFrame(one!, other!, { x: 0, y: 0 }, linearIntensity({ pixelIntensity: { relationship: 'LIN', sign }, bitsStored, signed }))
      expect(Math.sign(out[0]!)).toBe(-1)
      expect(Math.sign(out[1]!)).toBe(1)
    }
    // Differences that the result cannot hold stay at its ends instead of turning over.
    const plain = subtractFrame(one!, other!, { x: 0, y: 0 }, null)
    expect([plain[0], plain[1]]).toEqual([Math.max(-32768, least - top), Math.min(32767, top - least)])
  })

  it('refuses a frame of another size', () => {
    expect(() => subtractFrame(image(4, 4, () => 1), image(4, 5, () => 1), { x: 0, y: 0 }, null)).toThrow(RangeError)
  })
})

describe('local contrast', () => {
  it('spreads a flat part and stays in the range of values', () => {
    const random = createTestRandom(7)
    const faint = image(128, 128, (x, y) => (x === 0 && y === 0 ? 0 : x === 1 && y === 0 ? 255 : 120 + (x % 16 < 4 ? 4 : 0) + Math.floor(random() * 3)))
    const out = equalised(faint)
    expect(Math.min(...out)).toBeGreaterThanOrEqual(0)
    expect(Math.max(...out)).toBeLessThanOrEqual(255)
    expect(stripeContrast(out)).toBeGreaterThan(2 * stripeContrast(faint.samples))
  })

  it('keeps the order of values where the surroundings are alike, and leaves a constant image alone', () => {
    const ramp = image(64, 64, (x) => x * 4)
    const middle = [...equalised(ramp).subarray(32 * 64, 33 * 64)]
    expect(middle.at(-1)!).toBeGreaterThan(middle[0]!)
    expect(new Set(equalised(image(20, 20, () => 77)))).toEqual(new Set([77]))
  })

  it('has no seams where tiles meet', () => {
    const smooth = image(160, 160, (x, y) => Math.round(128 + 60 * Math.sin(x / 40) * Math.cos(y / 50)))
    const out = equalised(smooth)
    let steepest = 0
    for (let y = 0; y < 160; y++) for (let x = 1; x < 160; x++) steepest = Math.max(steepest, Math.abs(out[y * 160 + x]! - out[y * 160 + x - 1]!))
    expect(steepest).toBeLessThan(24)
  })
})

describe('sharpening', () => {
  it('makes an edge steeper, leaves flat parts alone and stays in the range of values', () => {
    const edge = image(40, 10, (x) => (x < 20 ? 90 : 160))
    const scaled = { ...edge, samples: edge.samples.map((value, at) => (at === 0 ? 0 : at === 1 ? 255 : value)) }
    const out = sharpened(scaled)
    const row = 8 * 40
    expect(out[row + 19]!).toBeLessThan(90)
    expect(out[row + 20]!).toBeGreaterThan(160)
    expect(out[row + 30]!).toBe(160)
    expect(Math.max(...out)).toBeLessThanOrEqual(255)
  })

  it('works on signed 16-bit samples, as a subtraction leaves them', () => {
    const samples = Int16Array.from({ length: 100 }, (_, at) => (at % 10 === 5 ? -300 : 0))
    expect(Math.min(...sharpened({ columns: 10, rows: 10, samples }))).toBe(-300)
  })
})

describe('filters together', () => {
  it('subtracts first, and changes nothing when none is on', () => {
    const live = image(32, 32, (x) => x)
    expect(applyFilters(live, null, null, noFilters)).toBe(live.samples)
    expect(isFiltering(noFilters)).toBe(false)
    const settings = { subtraction: { frame: 2, x: 0, y: 0 }, equalise: true, sharpen: true }
    expect([...applyFilters(live, live, null, settings)].every((value) => value === 0)).toBe(true)
    expect(nameOfFilters(settings)).toBe('subtract 2 0 0, equalise, sharpen')
  })
})
