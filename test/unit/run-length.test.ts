import { describe, expect, it } from 'vitest'
import { decodeRuns, encodeRuns } from '../../electron/ipc/run-length'

describe('run-length coding of labels', () => {
  it('returns the same labels for runs of every length and label', () => {
    for (const length of [0, 1, 127, 128, 129, 16_383, 16_384, 300_000]) {
      const labels = new Uint8Array(length).map((_, index) => (index % 1000 < 3 ? index % 255 : 0))
      expect(decodeRuns(encodeRuns(labels), length)).toEqual(labels)
    }
  })

  it('refuses data that is too short, too long or cut inside a run', () => {
    const runs = encodeRuns(new Uint8Array(200))
    expect(() => decodeRuns(runs, 201)).toThrow('200 pixels instead of 201')
    expect(() => decodeRuns(runs, 199)).toThrow('more than 199')
    expect(() => decodeRuns(runs.subarray(0, 2), 200)).toThrow('ends inside a run')
  })
})
