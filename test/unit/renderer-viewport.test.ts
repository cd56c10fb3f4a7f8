import { describe, expect, it } from 'vitest'
import { angulation } from '../../electron/ipc/angulation'
import { patientName, studyDate } from '../../renderer/library/patient-name'
import { ByteCache } from '../../renderer/viewport/byte-cache'
import { layouts, linkedFrame, paneCount, visiblePanes } from '../../renderer/state/pane'
import { CineMeter, atRate, cineFrom, frameAfter, frameDue, restartedAt, stepsDue } from '../../renderer/viewport/cine-clock'
import { coveredOnCanvas, imageStep, inverted, scaleOf, transformed } from '../../renderer/viewport/transform'
import type { Matrix } from '../../renderer/viewport/transform'

describe('view transform', () => {
  const matrix: Matrix = [1.5, 0.2, -0.3, 2, 100, -40]

  it('inverts exactly', () => {
    for (const point of [{ x: 0, y: 0 }, { x: 511.5, y: 3.25 }, { x: -20, y: 900 }]) {
      const back = transformed(inverted(matrix), transformed(matrix, point))
      expect(back.x).toBeCloseTo(point.x, 9)
      expect(back.y).toBeCloseTo(point.y, 9)
    }
    expect(() => inverted([1, 1, 1, 1, 0, 0])).toThrow(RangeError)
  })

  it('takes a step on the screen along the image, whichever way that is turned', () => {
    expect(imageStep([2, 0, 0, 2, 7, 9], { x: 10, y: 0 })).toEqual({ x: 10, y: 0 })
    // A quarter turn clockwise: right on the screen is up in the image.
    expect(imageStep([0, 2, -2, 0, 100, 0], { x: 1, y: 0 })).toEqual({ x: 0, y: -1 })
    expect(imageStep([-1.5, 0.01, 0.01, 1.5, 0, 0], { x: -1, y: 0 })).toEqual({ x: 1, y: 0 })
  })

  it('covers the whole image rectangle on the canvas', () => {
    const cover = coveredOnCanvas([2, 0, 0, 2, 10.4, 20.6], { x: 3, y: 4, width: 5, height: 6 }, 1)
    expect(cover).toEqual({ x: 15, y: 27, width: 13, height: 15 })
    expect(scaleOf([2, 0, 0, 2, 10, 20])).toBe(2)
  })
})

const even = (frameTimeMs: number) => ({ frameTimeMs, taken: null })

describe('cine clock', () => {
  const path = { from: 0, to: 95, pingPong: false }
  const clock = cineFrom(94, path, even(66.7), 1000)

  it('follows the time, repeats, and never runs backwards', () => {
    expect(frameDue(clock, 1000)).toBe(94)
    expect(frameDue(clock, 900)).toBe(94)
    expect(frameDue(clock, 1000 + 66.7)).toBe(95)
    expect(frameDue(clock, 1000 + 2 * 66.8)).toBe(0)
    expect(stepsDue(clock, 1000 + 60_000)).toBe(899)
  })

  it('goes on from a frame that was waited for', () => {
    const later = restartedAt(clock, 9, 5000)
    expect(frameDue(later, 5000)).toBe(7)
    expect(frameDue(later, 5070)).toBe(8)
  })

  it('keeps inside its loop, and begins at its start when the frame lies outside', () => {
    const loop = cineFrom(50, { from: 10, to: 12, pingPong: false }, even(100), 0)
    expect([0, 1, 2, 3, 4].map((step) => frameAfter(loop, step))).toEqual([10, 11, 12, 10, 11])
  })

  it('goes back and forth without showing the ends twice', () => {
    const there = cineFrom(11, { from: 10, to: 13, pingPong: true }, even(100), 0)
    expect(Array.from({ length: 8 }, (_, step) => frameAfter(there, step))).toEqual([11, 12, 13, 12, 11, 10, 11, 12])
    const single = cineFrom(10, { from: 10, to: 10, pingPong: true }, even(100), 0)
    expect(frameAfter(single, 7)).toBe(10)
  })

  it('shows each frame as long as it took to the next, where they are not evenly spaced', () => {
    const timing = { frameTimeMs: 50, taken: [0, 100, 110, 150] }
    const cine = cineFrom(0, { from: 0, to: 3, pingPong: false }, timing, 1000)
    expect([0, 99, 100, 109, 110, 149, 150, 199, 200, 299, 300].map((ms) => frameDue(cine, 1000 + ms))).toEqual([0, 0, 1, 1, 2, 2, 3, 3, 0, 0, 1])
    // From the last back to the first it takes the mean: a round lasts 200 ms.
    expect(stepsDue(cine, 1000 + 1000 * 200 + 105)).toBe(4 * 1000 + 1)
    const there = cineFrom(0, { from: 0, to: 3, pingPong: true }, timing, 1000)
    expect([0, 100, 110, 150, 189, 190, 199, 200, 299, 300].map((ms) => frameDue(there, 1000 + ms))).toEqual([0, 1, 2, 3, 3, 2, 2, 1, 1, 0])
    const waited = restartedAt(cine, 2, 5000)
    expect([frameDue(waited, 5000), frameDue(waited, 5039), frameDue(waited, 5040)]).toEqual([2, 2, 3])
  })

  it('changes its speed without a jump', () => {
    const now = 1000 + 10.5 * 66.7
    const slow = atRate(clock, even(4 * 66.7), now)
    expect(frameDue(slow, now)).toBe(frameDue(clock, now))
    expect(stepsDue(slow, now + 4 * 66.8)).toBe(1)
  })

  it('measures the rate that was really shown, and all that was left out', () => {
    const meter = new CineMeter()
    expect(meter.framesPerSecond()).toBeNull()
    for (let at = 0; at <= 3000; at += 50) meter.add(at, at === 1500 ? 2 : 0)
    expect(meter.framesPerSecond()).toBeCloseTo(20, 5)
    expect(meter.dropped()).toBe(2)
  })
})

describe('panes', () => {
  it('scroll together as they are linked, inside their runs', () => {
    const moved = { frames: 96, anchor: 40 }
    const follower = { frames: 32, anchor: 12 }
    expect(linkedFrame('frame', 20, moved, follower)).toBe(20)
    expect(linkedFrame('frame', 50, moved, follower)).toBe(31)
    expect(linkedFrame('offset', 45, moved, follower)).toBe(17)
    expect(linkedFrame('offset', 0, moved, follower)).toBe(0)
    expect(linkedFrame('position', 95, moved, follower)).toBe(31)
    expect(linkedFrame('position', 0, { frames: 1, anchor: 0 }, follower)).toBe(0)
  })

  it('shows the active pane in every layout', () => {
    for (const layout of layouts) for (let active = 0; active < paneCount; active++) expect(visiblePanes(layout, active)).toContain(active)
  })
})

describe('byte cache', () => {
  it('drops the least recently used value beyond its budget and keeps count', () => {
    const cache = new ByteCache<string>(100)
    cache.set('a', 'A', 40)
    cache.set('b', 'B', 40)
    expect(cache.get('a')).toBe('A')
    cache.set('c', 'C', 40)
    expect(cache.has('b')).toBe(false)
    expect(cache.has('a')).toBe(true)
    expect(cache.bytes).toBe(80)
    cache.set('a', 'A2', 10)
    expect(cache.bytes).toBe(50)
    cache.set('huge', 'H', 500)
    expect(cache.get('huge')).toBe('H')
    expect(cache.bytes).toBe(500)
  })
})

describe('names on the page', () => {
  it('writes angles in the clinical notation', () => {
    expect(angulation(-32.2, 1.6)).toBe('RAO 32° CRA 2°')
    expect(angulation(45, -30)).toBe('LAO 45° CAU 30°')
    expect(angulation(0.3, 0)).toBe('AP 0° CRA 0°')
    expect(angulation(null, -10)).toBe('CAU 10°')
    expect(angulation(null, null)).toBeNull()
  })

  it('reads DICOM names and dates, and lets no control character through', () => {
    expect(patientName('DOE^Jane^Q', 'No name')).toBe('DOE, Jane Q')
    expect(patientName('  ^^ ', 'No name')).toBe('No name')
    expect(patientName('A\u202EB^C\n=Ideographic', 'No name')).toBe('AB, C')
    expect(studyDate('20031122')).toBe('2003-11-22')
    expect(studyDate('2003-11-22T10:00:00Z')).toBe('2003-11-22')
    expect(studyDate('yesterday')).toBeNull()
    expect(studyDate(null)).toBeNull()
  })
})
