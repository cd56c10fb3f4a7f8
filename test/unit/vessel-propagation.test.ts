import { describe, expect, it } from 'vitest'
import { createPhantomRun } from '../../ml/phantom/phantom-run'
import { blurField } from '../../ml/phantom/fields'
import { estimateMotion, motionAt } from '../../ml/vessel/motion'
import { MaskPropagation, type PropagationMethod } from '../../ml/vessel/propagate-mask'
import { vesselMaps, type VesselMaps } from '../../ml/vessel/vessel-maps'

const size = 192
const threshold = 0.5

/** A mask with another label in its left half. */
function twoLabels(mask: Uint8Array): Uint8Array {
  return mask.map((label, i) => (label === 0 ? 0 : i % size < size / 2 ? 3 : 2))
}

const vesselLabels = new Uint8Array(256).fill(1, 1, 4)
const rules = (method: PropagationMethod) => ({ method, vesselLabels, defaultLabel: 1, threshold })

/** A frame whose student sees the truth, blurred, but neither what lies in `isBlind` nor that `isWrong` is no vessel. */
function frameOf(pixels: Uint8Array, mask: Uint8Array, isBlind = (_at: number) => false, isWrong = (_at: number) => false): VesselMaps {
  const seen = Float32Array.from(mask, (label, at) => (isWrong(at) || (label !== 0 && !isBlind(at)) ? 1 : 0))
  blurField(seen, size, 1)
  return vesselMaps(Float32Array.from(pixels, (value) => value / 255), size, size, Uint8Array.from(seen, (value) => Math.round(2 + 251 * value)))
}

/** A student with systematic faults: blind at the right, seeing a vessel along a straight line. */
const blind = (at: number) => at % size > size * 0.62
const wrong = (at: number) => Math.abs(Math.floor(at / size) - (at % size) * 0.3 - 20) < 2

/** The same picture with its content moved right and down. */
function shifted<T extends Uint8Array | Float32Array>(values: T, right: number, down: number): T {
  return values.map((_, at) => {
    const column = Math.min(size - 1, Math.max(0, (at % size) - right))
    const row = Math.min(size - 1, Math.max(0, Math.floor(at / size) - down))
    return values[row * size + column]!
  }) as T
}

function dice(one: Uint8Array, other: Uint8Array): number {
  let both = 0
  let sum = 0
  for (let i = 0; i < one.length; i++) {
    both += one[i] !== 0 && other[i] !== 0 ? 1 : 0
    sum += (one[i] !== 0 ? 1 : 0) + (other[i] !== 0 ? 1 : 0)
  }
  return (2 * both) / sum
}

describe('estimateMotion', () => {
  const { mask } = createPhantomRun({ seed: 102, size }).frame(0)
  const tree = Float32Array.from(mask)
  blurField(tree, size, 1)
  const source = { pixels: tree, rows: size, columns: size }

  it('finds how vessels were moved, to about a pixel', () => {
    for (const [right, down] of [[0, 0], [3, -2], [-7, 5], [6, 5]] as const) {
      const motion = estimateMotion(source, { ...source, pixels: shifted(tree, right, down) })
      const errors: number[] = []
      for (let at = 0; at < mask.length; at += 7) {
        const [column, row] = [at % size, Math.floor(at / size)]
        if (mask[at] === 0 || column < 25 || row < 25 || column > size - 26 || row > size - 26) continue
        const [dx, dy] = motionAt(motion, column + right, row + down)
        errors.push(Math.hypot(dx + right, dy + down))
      }
      errors.sort((a, b) => a - b)
      expect(errors[Math.floor(errors.length * 0.8)]!, `${right}, ${down}`).toBeLessThan(1.5)
    }
  })
})

describe('MaskPropagation', () => {
  const { pixels, mask } = createPhantomRun({ seed: 102, size }).frame(0)

  it('moves a mask and its labels along with the vessels', () => {
    const labels = twoLabels(mask)
    const target = frameOf(shifted(pixels, 6, -4), shifted(mask, 6, -4))
    for (const method of ['motion', 'fused'] as const) {
      const { labels: found, confidence } = new MaskPropagation(frameOf(pixels, mask), labels, rules(method)).step(target)
      expect(dice(found, shifted(mask, 6, -4)), method).toBeGreaterThan(0.9)
      const wanted = shifted(labels, 6, -4)
      const same = found.reduce((sum, label, at) => sum + (label !== 0 && wanted[at] !== 0 && label === wanted[at] ? 1 : 0), 0)
      expect(same / found.reduce((sum, label, at) => sum + (label !== 0 && wanted[at] !== 0 ? 1 : 0), 0)).toBeGreaterThan(0.97)
      expect(confidence).toBeGreaterThan(0.8)
      expect(confidence).toBeLessThanOrEqual(1)
    }
  })

  it('carries corrections on: what the student misses stays, what it invents stays away', () => {
    const source = frameOf(pixels, mask, blind, wrong)
    const target = frameOf(pixels, mask, blind, wrong)
    const result = (method: PropagationMethod) => new MaskPropagation(source, mask, rules(method)).step(target).labels
    expect(dice(result('student'), mask)).toBeLessThan(0.8)
    expect(dice(result('fused'), mask)).toBeGreaterThan(0.95)
  })

  it('gives the mask that a person corrected as long as nothing moves, however sure the student is of something else', () => {
    const { mask, pixels } = createPhantomRun({ seed: 102, size }).frame(0)
    const still = vesselMaps(Float32Array.from(pixels, (value) => value / 255), size, size, Uint8Array.from(mask, (label, at) => (label !== 0 && !blind(at) ? 255 : 0)))
    const propagation = new MaskPropagation(still, mask, rules('fused'))
    const kept = Array.from({ length: 22 }, () => propagation.step(still)).at(-1)!
    expect(dice(kept.labels.map((label, at) => (blind(at) ? label : 0)), mask.map((label, at) => (blind(at) ? label : 0)))).toBeGreaterThan(0.9)
  })

  it('follows the student where contrast has arrived since, and gives it the nearest label', () => {
    const early = mask.map((label, at) => (Math.floor(at / size) < size * 0.5 ? label : 0))
    const labels = early.map((label) => (label === 0 ? 0 : 3))
    const propagation = new MaskPropagation(frameOf(pixels, early), labels, rules('fused'))
    const steps = Array.from({ length: 10 }, () => propagation.step(frameOf(pixels, mask)))
    const found = steps.at(-1)!.labels
    expect(dice(found, mask)).toBeGreaterThan((1 + 2 * dice(early, mask)) / 3)
    expect(new Set(found)).toEqual(new Set([0, 1, 3]))
  })

  it('only moves labels that are no vessels, whatever the student sees', () => {
    const catheter = 9
    const labels = new Uint8Array(size * size)
    for (let row = 40; row < 120; row++) labels.fill(catheter, row * size + 10, row * size + 16)
    const { labels: found } = new MaskPropagation(frameOf(pixels, mask), labels, rules('fused')).step(frameOf(pixels, mask))
    const count = (values: Uint8Array) => values.reduce((sum, label) => sum + (label === catheter ? 1 : 0), 0)
    expect(Math.abs(count(found) - count(labels))).toBeLessThan(0.25 * count(labels))
  })

  it('beats copying and inferring anew over several frames of a beating phantom heart', () => {
    const run = createPhantomRun({ seed: 900, size, frames: 24 })
    const frames = Array.from({ length: 4 }, (_, k) => run.frame(12 + 2 * k))
    const maps = frames.map((frame) => frameOf(frame.pixels, frame.mask, blind, wrong))
    const means = Object.fromEntries(
      (['fused', 'student'] as const).map((method) => {
        const propagation = new MaskPropagation(maps[0]!, frames[0]!.mask, rules(method))
        const found = maps.slice(1).map((target, k) => dice(propagation.step(target).labels, frames[k + 1]!.mask))
        return [method, found.reduce((sum, value) => sum + value, 0) / found.length]
      }),
    )
    const copied = frames.slice(1).reduce((sum, frame) => sum + dice(frames[0]!.mask, frame.mask), 0) / 3
    expect(means['fused']!).toBeGreaterThan(copied + 0.1)
    expect(means['fused']!).toBeGreaterThan(means['student']!)
  })
})
