import { beforeEach, describe, expect, it, vi } from 'vitest'
import type { WorklistItem } from '../../electron/ipc/contract/index'
import { patienceMs, WorkClock } from '../../renderer/review/work-clock'

const key = (frame: number) => ({ instanceId: 1, frame })
const item = (frame: number): WorklistItem => ({
  ...key(frame), seriesId: 1, duty: 'annotate', status: 'predicted', comment: '', by: 'student', uncertainty: null, assigned: false, sourceName: 'rca.dcm', patientName: '', seriesDescription: '',
})

describe('going through the worklist', () => {
  // The store keeps a choice in the browser's storage.
  const stored = new Map<string, string>()
  beforeEach(() => vi.stubGlobal('localStorage', { getItem: (name: string) => stored.get(name) ?? null, setItem: (name: string, value: string) => stored.set(name, value) }))

  it.each([
    ['the next one', [3, 5, 9], 5, 1, 1, 9],
    ['the one before', [3, 5, 9], 5, 1, -1, 3],
    ['from the end on to the beginning', [3, 5, 9], 9, 2, 1, 3],
    ['from the beginning back to the end', [3, 5, 9], 3, 0, -1, 9],
    ['what has moved up to the place of the one that is done', [3, 9], 5, 1, 1, 9],
    ['before the place of the one that is done', [3, 9], 5, 1, -1, 3],
    ['the beginning, when the last one is done', [3, 5], 9, 2, 1, 3],
    ['nothing, when this is the only one', [5], 5, 0, 1, null],
    ['nothing, when the list is empty', [], 5, 0, 1, null],
    ['the first one, when no frame is shown', [3, 5], null, 0, 1, 3],
  ] as const)('leads to %s', async (_what, frames, from, position, by, expected) => {
    const { neighbourItem } = await import('../../renderer/worklist/worklist-store')
    expect(neighbourItem(frames.map(item), from === null ? null : key(from), position, by)?.frame ?? null).toBe(expected)
  })
})

describe('the clock of work', () => {
  let now: number
  let clock: WorkClock
  beforeEach(() => {
    now = 1000
    clock = new WorkClock(() => now)
  })
  const pass = (milliseconds: number, frame: number | null = 0, focused = true): void => {
    for (let left = milliseconds; left > 0; left -= 1000) {
      now += Math.min(1000, left)
      clock.tick(frame === null ? null : key(frame), focused)
    }
  }

  it('counts for the frame that is shown while somebody is active', () => {
    clock.active()
    pass(4000)
    pass(2500, 7)
    expect(clock.take()).toEqual([{ ...key(0), milliseconds: 4000 }, { ...key(7), milliseconds: 2500 }])
    expect(clock.take()).toEqual([])
  })

  it('stops when pointer and keys rest, and goes on when they do not', () => {
    clock.active()
    pass(patienceMs + 60_000)
    expect(clock.take()).toEqual([{ ...key(0), milliseconds: patienceMs }])
    clock.active()
    pass(1000)
    expect(clock.take()).toEqual([{ ...key(0), milliseconds: 1000 }])
  })

  it('does not count before anybody was active, without focus, without a frame, or while the machine slept', () => {
    pass(3000)
    clock.active()
    pass(3000, 0, false)
    pass(3000, null)
    now += 3_600_000
    clock.active()
    clock.tick(key(0), true)
    expect(clock.take()).toEqual([])
  })

  it('keeps what could not be stored, and parts of a millisecond', () => {
    clock.active()
    now += 0.5
    clock.tick(key(0), true)
    expect(clock.take()).toEqual([])
    now += 1.5
    clock.tick(key(0), true)
    const taken = clock.take()
    expect(taken).toEqual([{ ...key(0), milliseconds: 2 }])
    clock.giveBack(taken)
    pass(1000)
    expect(clock.take()).toEqual([{ ...key(0), milliseconds: 1002 }])
  })
})
