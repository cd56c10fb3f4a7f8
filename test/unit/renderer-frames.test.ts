import { beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Instance } from '../../electron/ipc/contract/index'
import { FilteredFrames } from '../../renderer/filters/filtered-frames'
import type { FrameFilter } from '../../renderer/filters/frame-filter'
import type { FilterSettings } from '../../renderer/filters/filter-settings'
import { noFilters } from '../../renderer/filters/filter-settings'
import { setUpWords } from '../../renderer/i18n'
import { CinePlayer } from '../../renderer/viewport/cine-player'
import { FrameSource } from '../../renderer/viewport/frame-source'

const instance = { id: 4, frames: 3, rows: 2, columns: 2, samplesPerPixel: 1, bitsAllocated: 8, rescaleSlope: 1, rescaleIntercept: 0, windowCenter: 50, windowWidth: 100, inverted: false, signed: false, sourceName: 'rca.dcm', frameTimeMs: 10 } as Instance
const equalise: FilterSettings = { ...noFilters, equalise: true }
const subtraction: FilterSettings = { ...noFilters, subtraction: { frame: 2, x: 0, y: 0 } }

/** The host as `fetch` sees it: by frame what it answers, or that nobody does. */
const answers = new Map<number, () => Response>()
let asked: number[] = []
const unreachable = (): never => {
  throw new TypeError('Failed to fetch')
}
const unreadable = (): Response => new Response(JSON.stringify({ code: 'unreadable', message: 'The JPEG is cut off.' }), { status: 422 })

beforeAll(setUpWords)
beforeEach(() => {
  answers.clear()
  asked = []
  vi.stubGlobal('fetch', async (url: string) => {
    const frame = Number(url.split('/').at(-1))
    asked.push(frame)
    return answers.get(frame)?.() ?? new Response(Uint8Array.of(1, 2, 3, 4))
  })
})

const settled = () => new Promise((resolve) => setTimeout(resolve, 5))

describe('frames from the host', () => {
  it('are asked for again when nobody answered, and not while the host says that they cannot be read', async () => {
    const source = new FrameSource()
    answers.set(0, unreachable)
    answers.set(1, unreadable)
    await expect(source.load(instance, 0)).rejects.toThrow('The workstation did not answer.')
    await expect(source.load(instance, 1)).rejects.toThrow('The JPEG is cut off.')
    answers.clear()
    asked = []
    source.fetchAhead({}, instance, 0)
    await settled()
    expect(asked.sort()).toEqual([0, 2])
    expect(source.failure(instance, 0)).toBeUndefined()
    expect(source.failure(instance, 1)?.message).toBe('The JPEG is cut off.')
  })

  it('have not failed while they are asked for again', async () => {
    const source = new FrameSource()
    answers.set(0, unreachable)
    await source.load(instance, 0).catch(() => undefined)
    expect(source.failure(instance, 0)).toBeDefined()
    answers.clear()
    const again = source.load(instance, 0)
    expect(source.failure(instance, 0)).toBeUndefined()
    await again
  })

  it('are all asked for again once the host is back, and those who show a failure are told', async () => {
    const source = new FrameSource()
    const told = vi.fn()
    const stop = source.onAskAgain(told)
    answers.set(0, unreadable)
    await source.load(instance, 0).catch(() => undefined)
    source.askAgain()
    expect(told).toHaveBeenCalledOnce()
    expect(source.failure(instance, 0)).toBeUndefined()
    stop()
    source.askAgain()
    expect(told).toHaveBeenCalledOnce()
  })
})

describe('filtered frames', () => {
  it('tell once why the filters cannot be applied', async () => {
    const failed = vi.fn<(error: Error) => void>()
    const frames = new FilteredFrames(new FrameSource(), { run: () => Promise.reject(new Error('The filters could not be started.')) }, (error) => {
      failed(error)
      frames.use(noFilters)
    })
    frames.use(equalise)
    const both = [frames.load(instance, 0), frames.load(instance, 1)]
    await Promise.allSettled(both)
    expect(failed.mock.calls.map(([error]) => error.message)).toEqual(['The filters could not be started.'])
    expect((await frames.load(instance, 0)).imageId).toBe('4/0')
  })

  it('tell it when the subtracted frame cannot be had, and not when the shown one cannot', async () => {
    const failed = vi.fn<(error: Error) => void>()
    const frames = new FilteredFrames(new FrameSource(), { run: async ({ samples }) => samples }, failed)
    frames.use(subtraction)
    answers.set(2, unreadable)
    await expect(frames.load(instance, 1)).rejects.toThrow('The JPEG is cut off.')
    expect(failed).toHaveBeenCalledOnce()
    answers.clear()
    answers.set(0, unreadable)
    await expect(frames.load(instance, 0)).rejects.toThrow('The JPEG is cut off.')
    expect(failed).toHaveBeenCalledOnce()
  })

  it('are made by what the stored values of their image mean to the beam', async () => {
    const run = vi.fn<FrameFilter['run']>(async ({ samples }) => samples)
    const frames = new FilteredFrames(new FrameSource(), { run }, () => undefined)
    frames.use(subtraction)
    await frames.load(instance, 0)
    await frames.load({ ...instance, id: 5, bitsStored: 8, signed: false, pixelIntensity: { relationship: 'LIN', sign: -1 } }, 0)
    expect(run.mock.calls.map(([, , intensity]) => intensity)).toEqual([null, { sign: -1, top: 255 }])
  })

  it('do not stop a cine whose filters fail: it goes on with the frames as they are', async () => {
    vi.useFakeTimers()
    const clock: { tick: ((now: number) => void) | null } = { tick: null }
    let now = 0
    vi.stubGlobal('requestAnimationFrame', (callback: (now: number) => void) => ((clock.tick = callback), 1))
    vi.stubGlobal('cancelAnimationFrame', () => undefined)
    vi.spyOn(performance, 'now').mockImplementation(() => now)
    const frames = new FilteredFrames(new FrameSource(), { run: () => Promise.reject(new Error('no worker')) }, () => frames.use(noFilters))
    frames.use(equalise)
    const shown: number[] = []
    const player = new CinePlayer(instance, 0, frames, { from: 0, to: 2, pingPong: false, speed: 1 }, { show: (each) => shown.push(each), measured: () => undefined, stopped: () => shown.push(-1) })
    for (let tick = 0; tick < 40; tick++) {
      now += 5
      clock.tick?.(now)
      await vi.advanceTimersByTimeAsync(1)
    }
    player.stop()
    vi.useRealTimers()
    vi.restoreAllMocks()
    expect(shown.length).toBeGreaterThan(8)
    expect(shown).not.toContain(-1)
  })
})
