import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Instance } from '../../electron/ipc/contract/index'
import { Pace } from '../../renderer/state/pace'
import { emptyPane, paneCount } from '../../renderer/state/pane'
import { followFrame } from '../../renderer/state/shown-frame'
import { activatePane, changePane, goToFrame, openInstance, paneOf, useViewer } from '../../renderer/state/viewer-store'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

describe('what is paced', () => {
  it('happens at once after quiet, then once an interval, and never leaves the last out', () => {
    const seen: number[] = []
    let value = 0
    const pace = new Pace(100, () => seen.push(value))
    for (let step = 1; step <= 25; step++) {
      value = step
      pace.ask()
      vi.advanceTimersByTime(10)
    }
    expect(seen).toEqual([1, 10, 20])
    vi.advanceTimersByTime(1000)
    expect(seen).toEqual([1, 10, 20, 25])
    value = 31
    pace.ask()
    expect(seen.at(-1)).toBe(31)
  })

  it('does not happen again when it happened at once meanwhile, or was stopped', () => {
    const act = vi.fn()
    const pace = new Pace(100, act)
    pace.ask()
    pace.ask()
    pace.now()
    expect(act).toHaveBeenCalledTimes(2)
    vi.advanceTimersByTime(99)
    pace.ask()
    pace.stop()
    vi.advanceTimersByTime(1000)
    expect(act).toHaveBeenCalledTimes(2)
  })
})

const instance = (id: number, frames: number) => ({ id, frames }) as Instance

describe('what follows the frame of a pane', () => {
  let seen: number[] = []
  let stop: () => void

  beforeEach(() => {
    useViewer.setState({ ...emptyPane, active: 0, layout: '1x2', link: 'off', parked: Array.from({ length: paneCount }, () => emptyPane) })
    openInstance(instance(1, 40), [], 0)
    seen = []
    stop = followFrame(0, 250, () => seen.push(paneOf(useViewer.getState(), 0).frame))
  })
  afterEach(() => {
    stop()
    vi.runAllTimers()
  })

  it('is told of each step at rest', () => {
    for (const frame of [1, 2, 3]) {
      goToFrame(frame)
      vi.advanceTimersByTime(1000)
    }
    expect(seen.slice(0, 3)).toEqual([1, 2, 3])
  })

  it('is told a few times a second while a cine plays, and of the frame on which it stops, at once', () => {
    changePane(0, { playing: true })
    for (let frame = 1; frame <= 39; frame++) {
      goToFrame(frame, 0)
      vi.advanceTimersByTime(16)
    }
    expect(seen.length).toBeLessThanOrEqual(4)
    changePane(0, { playing: false })
    vi.advanceTimersByTime(200)
    expect(seen.at(-1)).toBe(39)
  })

  it('is never told of a frame of the run before', () => {
    changePane(0, { playing: true })
    goToFrame(30, 0)
    goToFrame(31, 0)
    openInstance(instance(2, 5), [], 0)
    expect(seen.at(-1)).toBe(0)
    vi.advanceTimersByTime(1000)
    expect(seen.at(-1)).toBe(0)
  })

  it('goes on when another pane becomes the active one', () => {
    openInstance(instance(3, 40), [], 1)
    goToFrame(7, 1)
    expect(seen).not.toContain(7)
    activatePane(0)
    goToFrame(9)
    expect(seen.at(-1)).toBe(9)
  })
})
