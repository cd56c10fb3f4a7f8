import { describe, expect, it } from 'vitest'
import { confidenceStripes } from '../../renderer/propagation/confidence'
import { LatestOnly } from '../../renderer/vessel/latest-only'
import { vesselLike } from '../../renderer/vessel/vessel-like'
import { outlineOfLine, VesselTrace } from '../../renderer/vessel/vessel-trace'
import type { FrameImage } from '../../renderer/viewport/frame-image'

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
        const allowed = vesselLike(evidence, image(invert), start, 0.4)
        allowed.forEach((value, at) => expect(value === 1, `pixel ${at}, inverted ${invert}`).toBe(isVessel(at)))
      }
    }
    // A tolerant brush takes the brighter vessel too.
    expect(vesselLike(evidence, image(false), { x: 12, y: 9.5 }, 0.05)[16 * columns + 4]).toBe(1)
  })
})

describe('a traced vessel', () => {
  it('has the outline of its width', () => {
    expect(outlineOfLine([[0, 5, 4], [10, 5, 4], [20, 5, 2]])).toEqual([{ x: 0, y: 3 }, { x: 10, y: 3 }, { x: 20, y: 4 }, { x: 20, y: 6 }, { x: 10, y: 7 }, { x: 0, y: 7 }])
  })

  it('is the lines of its legs, one after the other', () => {
    const trace = new VesselTrace({ x: 1, y: 2 })
    expect(trace.last).toEqual({ x: 1, y: 2 })
    trace.legs.push({ to: { x: 5, y: 2 }, line: null })
    expect(trace.line).toEqual([])
    trace.legs[0]!.line = [[1, 2, 3], [5, 2, 3]]
    expect([trace.line.length, trace.last]).toEqual([2, { x: 5, y: 2 }])
  })
})

describe('confidence on the frame bar', () => {
  it('has a stripe where there is a proposal', () => {
    const image = { labels: new Uint8Array(1), rows: 1, columns: 1 }
    const stripes = confidenceStripes(4, new Map([[1, { image, confidence: 0.9 }], [3, { image, confidence: 0.2 }]]))
    expect(stripes).toBe('linear-gradient(to right, transparent 0.000% 25.000%, var(--mantine-color-teal-5) 25.000% 50.000%, transparent 50.000% 75.000%, var(--mantine-color-red-5) 75.000% 100.000%)')
  })
})
