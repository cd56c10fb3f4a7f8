import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Instance } from '../../electron/ipc/contract/index'
import { isMoving } from '../../renderer/state/motion'
import { emptyPane, paneCount } from '../../renderer/state/pane'
import { changePane, goToFrame, openInstance, setLink, useViewer } from '../../renderer/state/viewer-store'

const instance = (id: number) => ({ id, frames: 40 }) as Instance
const moving = (): number[] => Array.from({ length: paneCount }, (_, pane) => pane).filter(isMoving)

beforeEach(() => {
  vi.useFakeTimers()
  useViewer.setState({ ...emptyPane, active: 0, layout: '1x2', link: 'off', parked: Array.from({ length: paneCount }, () => emptyPane) })
  openInstance(instance(2), [], 1)
  openInstance(instance(1), [], 0)
})
afterEach(() => {
  vi.runAllTimers()
  vi.useRealTimers()
})

describe('a pane', () => {
  it('moves while somebody scrolls, and rests a moment after the last step', () => {
    goToFrame(1)
    expect(moving(), 'one step is no motion').toEqual([])
    vi.advanceTimersByTime(100)
    goToFrame(2)
    expect(moving()).toEqual([0])
    vi.advanceTimersByTime(140)
    expect(moving()).toEqual([0])
    vi.advanceTimersByTime(20)
    expect(moving()).toEqual([])
  })

  it('moves while a cine plays in it, however slow, and not in those beside it', () => {
    changePane(0, { playing: true })
    vi.advanceTimersByTime(5000)
    expect(moving()).toEqual([0])
    changePane(0, { playing: false })
    expect(moving()).toEqual([])
  })

  it('moves with the cine of a pane that it is linked with', () => {
    setLink('frame')
    vi.advanceTimersByTime(1000)
    changePane(0, { playing: true })
    expect(moving()).toEqual([0, 1])
    setLink('off')
    expect(moving()).toEqual([0])
  })

  it('does not move when another image is opened', () => {
    goToFrame(7)
    vi.advanceTimersByTime(1000)
    openInstance(instance(3), [])
    openInstance(instance(4), [])
    expect(moving()).toEqual([])
  })
})
