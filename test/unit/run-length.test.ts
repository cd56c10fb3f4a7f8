import { describe, expect, it } from 'vitest'
import { decodeRuns, encodeRuns } from '../../electron/ipc/run-length'

describe('run-length coding of labels', () => {
  it('returns the same labels for runs of every length and label', () => {
    for (const length of [0, 1, 127, 128, 129, 16_383, 16_384, 300_000]) {
      const labels = new Uint8Array(length).map((_, index) => (index % 1000 < 3 ? index % 255 : 0))
      expect(decodeRuns(encodeRuns(labels), length)).toEqual(labels)
    }
  })

  it('writes one pair for every run, wherever in memory the labels begin', () => {
    const memory = new Uint8Array(5000)
    for (let at = 0, label = 0; at < memory.length; label = (label + 1 + (at % 3)) % 7) memory.fill(label, at, (at += 1 + ((at * 2654435761) >>> 26)))
    for (let start = 0; start < 9; start++) {
      for (const length of [1, 2, 3, 4, 5, 8, 63, 1000, 4901]) {
        const labels = memory.subarray(start, start + length)
        const runs = encodeRuns(labels)
        expect(runs).toEqual(encodeRuns(labels.slice()))
        expect(decodeRuns(runs, length)).toEqual(labels.slice())
        // All runs of this pattern are short: two bytes each.
        expect(runs.length).toBe(2 * labels.reduce((count, label, at) => count + (at === 0 || label !== labels[at - 1] ? 1 : 0), 0))
      }
    }
  })

  it('refuses data that is too short, too long or cut inside a run', () => {
    const runs = encodeRuns(new Uint8Array(200))
    expect(() => decodeRuns(runs, 201)).toThrow('200 pixels instead of 201')
    expect(() => decodeRuns(runs, 199)).toThrow('more than 199')
    expect(() => decodeRuns(runs.subarray(0, 2), 200)).toThrow('ends inside a run')
  })
})
