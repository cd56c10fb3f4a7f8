import { describe, expect, it } from 'vitest'
import { angulation } from '../../renderer/library/angles'
import { patientName, studyDate } from '../../renderer/library/patient-name'
import { ByteCache } from '../../renderer/viewport/byte-cache'
import { CineMeter, frameDue, framesDue, restartedAt } from '../../renderer/viewport/cine-clock'
import { coveredOnCanvas, inverted, scaleOf, transformed } from '../../renderer/viewport/transform'
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

  it('covers the whole image rectangle on the canvas', () => {
    const cover = coveredOnCanvas([2, 0, 0, 2, 10.4, 20.6], { x: 3, y: 4, width: 5, height: 6 }, 1)
    expect(cover).toEqual({ x: 15, y: 27, width: 13, height: 15 })
    expect(scaleOf([2, 0, 0, 2, 10, 20])).toBe(2)
  })
})

describe('cine clock', () => {
  const clock = { startedAt: 1000, startFrame: 94, frameTimeMs: 66.7, frames: 96 }

  it('follows the time, repeats, and never runs backwards', () => {
    expect(frameDue(clock, 1000)).toBe(94)
    expect(frameDue(clock, 900)).toBe(94)
    expect(frameDue(clock, 1000 + 66.7)).toBe(95)
    expect(frameDue(clock, 1000 + 2 * 66.8)).toBe(0)
    expect(framesDue(clock, 1000 + 60_000)).toBe(899)
  })

  it('goes on from a frame that was waited for', () => {
    const later = restartedAt(clock, 7, 5000)
    expect(frameDue(later, 5000)).toBe(7)
    expect(frameDue(later, 5070)).toBe(8)
  })

  it('measures the rate that was really shown', () => {
    const meter = new CineMeter()
    expect(meter.framesPerSecond()).toBeNull()
    for (let at = 0; at <= 3000; at += 50) meter.add(at, at === 2500 ? 2 : 0)
    expect(meter.framesPerSecond()).toBeCloseTo(20, 5)
    expect(meter.dropped()).toBe(2)
    for (let at = 3050; at <= 4000; at += 50) meter.add(at, 0)
    expect(meter.dropped()).toBe(0)
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
