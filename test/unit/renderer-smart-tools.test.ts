import { describe, expect, it, vi } from 'vitest'
import type { Client } from '../../electron/ipc/contract'
import type { LabelBook, VesselLine, vesselContract } from '../../electron/ipc/contract/index'
import { useLabels } from '../../renderer/labels/label-store'
import type { FrameMask } from '../../renderer/masks/frame-mask'
import { confidenceStripes } from '../../renderer/propagation/confidence'
import { FramePreparation } from '../../renderer/tools/frame-preparation'
import { TraceSession } from '../../renderer/tools/trace-session'
import type { ToolPane } from '../../renderer/tools/viewer-tool'
import { LatestOnly } from '../../renderer/vessel/latest-only'
import { connectVessels, prepareVessels, useVesselState } from '../../renderer/vessel/vessel-access'
import { vesselLike } from '../../renderer/vessel/vessel-like'
import { outlineOfLine, VesselTrace } from '../../renderer/vessel/vessel-trace'
import type { FrameImage } from '../../renderer/viewport/frame-image'

const key = { instanceId: 3, frame: 8 }

describe('LatestOnly', () => {
  it('asks for one thing at a time, skips what was overtaken and drops what is no longer wanted', async () => {
    const asked: number[] = []
    const taken: number[] = []
    const answers: ((value: number) => void)[] = []
    const latest = new LatestOnly<number, number>(
      (request) => {
        asked.push(request)
        return new Promise((resolve) => answers.push(resolve))
      },
      (answer) => taken.push(answer),
      () => undefined,
    )
    const answer = async (value: number): Promise<void> => {
      answers.shift()!(value)
      await new Promise((resolve) => setTimeout(resolve))
    }
    for (const request of [1, 2, 3]) latest.request(request)
    expect(asked).toEqual([1])
    await answer(10)
    expect(asked).toEqual([1, 3])
    latest.forget()
    await answer(30)
    expect(taken).toEqual([10])
    latest.request(4)
    await answer(40)
    expect(taken).toEqual([10, 40])
  })
})

describe('vesselLike', () => {
  const [rows, columns] = [20, 30]
  /** A dark vessel in rows 8 to 11; a second one, as likely but brighter, in rows 15 to 17. */
  const isVessel = (at: number) => Math.floor(at / columns) >= 8 && Math.floor(at / columns) <= 11
  const isOther = (at: number) => Math.floor(at / columns) >= 15 && Math.floor(at / columns) <= 17
  const image = (invert: boolean) =>
    ({ rows, columns, color: false, invert, getPixelData: () => Uint8Array.from({ length: rows * columns }, (_, at) => (invert ? 255 : 0) + (invert ? -1 : 1) * (isVessel(at) ? 40 : isOther(at) ? 120 : 160)) }) as unknown as FrameImage
  const evidence = Uint8Array.from({ length: rows * columns }, (_, at) => (isVessel(at) || isOther(at) ? 200 : 10))

  it('allows what is like the start of the stroke, also when the start is a little beside the vessel', () => {
    for (const invert of [false, true]) {
      for (const start of [{ x: 12, y: 9.5 }, { x: 12, y: 7.2 }]) {
        const allowed = vesselLike(evidence, image(invert), start, 0.4)!
        allowed.forEach((value, at) => expect(value === 1, `pixel ${at}, inverted ${invert}`).toBe(isVessel(at)))
      }
    }
    // A tolerant brush takes the brighter vessel too.
    expect(vesselLike(evidence, image(false), { x: 12, y: 9.5 }, 0.05)![16 * columns + 4]).toBe(1)
  })

  it('paints nothing where a stroke begins on no vessel, and never into the background', () => {
    expect(vesselLike(evidence, image(false), { x: 12, y: 2.5 }, 0.4)).toBeNull()
    const faint = evidence.map((value) => (value === 200 ? 20 : value))
    const allowed = vesselLike(faint, { ...image(false), color: true }, { x: 12, y: 9.5 }, 0.1)!
    expect([2 * columns + 4, 13 * columns + 4, 19 * columns + 4].map((at) => allowed[at])).toEqual([0, 0, 0])
    expect(allowed[9 * columns + 4]).toBe(1)
  })
})

describe('a traced vessel', () => {
  it('has the outline of its width', () => {
    expect(outlineOfLine([[0, 5, 4], [10, 5, 4], [20, 5, 2]])).toEqual([{ x: 0, y: 3 }, { x: 10, y: 3 }, { x: 20, y: 4 }, { x: 20, y: 6 }, { x: 10, y: 7 }, { x: 0, y: 7 }])
  })

  it('is the lines of its legs, one after the other', async () => {
    const trace = new VesselTrace({ x: 1, y: 2 })
    expect(trace.last).toEqual({ x: 1, y: 2 })
    const added = trace.add({ x: 5, y: 2 }, Promise.resolve([[1, 2, 3], [5, 2, 3]]))
    expect(trace.line).toEqual([])
    await added
    expect([trace.line.length, trace.last]).toEqual([2, { x: 5, y: 2 }])
  })

  it('ends before a leg that cannot be found, and says why', async () => {
    const trace = new VesselTrace({ x: 0, y: 0 })
    const good = trace.add({ x: 5, y: 0 }, Promise.resolve([[0, 0, 2], [5, 0, 2]]))
    const bad = trace.add({ x: 9, y: 0 }, Promise.reject(new Error('The vessel engine is away.')))
    const hanging = trace.add({ x: 20, y: 0 }, Promise.resolve([[9, 0, 2], [20, 0, 2]]))
    await expect(bad).rejects.toThrow('The vessel engine is away.')
    await Promise.all([good, hanging, trace.settled()])
    expect(trace.last).toEqual({ x: 5, y: 0 })
  })

  it('keeps its other legs when one that was taken back fails', async () => {
    const trace = new VesselTrace({ x: 0, y: 0 })
    await trace.add({ x: 5, y: 0 }, Promise.resolve([[0, 0, 2], [5, 0, 2]]))
    const late = trace.add({ x: 9, y: 0 }, Promise.reject(new Error('too late')))
    expect(trace.stepBack()).toBe(true)
    await late
    expect(trace.legs).toHaveLength(1)
  })
})

describe('the vessels of a frame', () => {
  it('are asked for once, however often they are wanted meanwhile, and again after a failure', async () => {
    let asked = 0
    let answer: Promise<unknown> = Promise.reject(new Error('no engine'))
    connectVessels({ maps: () => (asked++, answer) } as unknown as Client<typeof vesselContract>)
    expect(await Promise.all([prepareVessels(key), prepareVessels(key), prepareVessels({ ...key })])).toEqual([false, false, false])
    expect(asked).toBe(1)
    expect(useVesselState.getState()).toMatchObject({ kind: 'failed', message: 'no engine' })
    answer = Promise.resolve({ evidence: new Uint8Array(4), withoutModel: null })
    expect(await Promise.all([prepareVessels(key), prepareVessels(key)])).toEqual([true, true])
    expect(asked).toBe(2)
  })

  it('that cannot be had are not asked for with every move of the pointer, but with the next press', async () => {
    vi.useFakeTimers()
    let asked = 0
    connectVessels({ maps: () => (asked++, Promise.reject(new Error('no engine'))) } as unknown as Client<typeof vesselContract>)
    const preparation = new FramePreparation({ frame: () => ({ instanceId: 3, frame: 9 }), isActive: () => true } as unknown as ToolPane)
    for (let move = 0; move < 40; move++) {
      preparation.soon()
      await vi.advanceTimersByTimeAsync(50)
    }
    expect(asked).toBe(1)
    preparation.now()
    expect(asked).toBe(2)
    await vi.runAllTimersAsync()
    vi.useRealTimers()
  })
})

describe('tracing', () => {
  it('asks for each leg once, also when it is finished before the answers', async () => {
    const legs: string[] = []
    const answers: ((line: { line: VesselLine }) => void)[] = []
    const trace = ({ from, to }: { from: [number, number]; to: [number, number] }) => {
      legs.push(`${from} to ${to}`)
      return new Promise((resolve) => answers.push(resolve))
    }
    connectVessels({ maps: () => new Promise(() => undefined), trace } as unknown as Client<typeof vesselContract>)
    useLabels.setState({ book: { labels: [{ id: 1, name: 'Vessel', colour: '#ff0000', locked: false, visible: true }] } as LabelBook, activeId: 1 })
    const painted: string[] = []
    const mask = { locked: false, stroke: null as unknown } as FrameMask
    const masks = { beginStroke: (_mask: FrameMask, _rule: unknown, name: string) => (painted.push(name), (mask.stroke = { extend: () => null } as never)), finishStroke: () => (mask.stroke = null) }
    const session = new TraceSession({ masks, frame: () => key, editableMask: () => mask, isActive: () => false, redraw: () => undefined } as unknown as ToolPane)
    const click = (x: number) => session.begin({ x, y: 1, pressure: 1, erase: false, alt: false, clicks: 1 })
    for (const x of [1, 20, 40]) click(x)
    expect(session.finish()).toBe(true)
    await vi.waitFor(() => expect(legs).toEqual(['1,1 to 20,1', '20,1 to 40,1']))
    for (const answer of answers) answer({ line: [[0, 0, 2], [1, 0, 2]] })
    await vi.waitFor(() => expect(painted).toEqual(['Vessel trace (Vessel)']))
    expect(legs).toHaveLength(2)
  })
})

describe('confidence on the frame bar', () => {
  it('has a stripe where there is a proposal', () => {
    const image = { labels: new Uint8Array(1), rows: 1, columns: 1 }
    const stripes = confidenceStripes(4, new Map([[1, { image, confidence: 0.9 }], [3, { image, confidence: 0.2 }]]))
    expect(stripes).toBe('linear-gradient(to right, transparent 0.000% 25.000%, var(--mantine-color-teal-5) 25.000% 50.000%, transparent 50.000% 75.000%, var(--mantine-color-red-5) 75.000% 100.000%)')
  })
})
