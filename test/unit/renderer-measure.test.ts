import { beforeAll, describe, expect, it } from 'vitest'
import type { Calibration } from '../../electron/ipc/contract/index'
import { setUpWords } from '../../renderer/i18n'
import { angleAt, errorOfOnePixel, lengthOf, millimetresOf, scaleOf } from '../../renderer/measure/length'
import { lengthText } from '../../renderer/measure/length-text'
import { MeasureHistory } from '../../renderer/measure/measure-history'
import { gripAt, movedBy } from '../../renderer/measure/shape-geometry'
import { shapeText } from '../../renderer/measure/shape-text'
import { samplesOf } from '../../renderer/viewport/frame-image'
import type { FrameImage } from '../../renderer/viewport/frame-image'
import { automaticWindow, fullWindow } from '../../renderer/viewport/image-window'
import { probedText } from '../../renderer/viewport/probe'

beforeAll(setUpWords)

const a = { x: 10, y: 10 }
const b = { x: 40, y: 50 }
const calibration: Calibration = { instanceId: 1, frame: 0, line: [{ x: 0, y: 0 }, { x: 0, y: 8 }], known: { kind: 'catheter', french: 6 }, author: 'Anna', createdAt: '' }
const plain = { imagerPixelSpacing: null, calibratedPixelSpacing: null }

describe('units', () => {
  it('are pixels until somebody has calibrated, also where the detector is known', () => {
    expect(lengthOf(a, b, scaleOf(plain, null, true))).toEqual({ unit: 'px', value: 50 })
    expect(scaleOf({ ...plain, imagerPixelSpacing: [0.3, 0.3] }, null, false).unit).toBe('px')
    expect(lengthText(lengthOf(a, b, { unit: 'px' }))).toBe('50.0 px')
  })

  it('are millimetres at the detector only for those who ask, and say so', () => {
    const scale = scaleOf({ ...plain, imagerPixelSpacing: [0.4, 0.2] }, null, true)
    const length = lengthOf(a, b, scale)
    expect(length).toEqual({ unit: 'mm-at-detector', value: Math.hypot(30 * 0.2, 40 * 0.4) })
    expect(lengthText(length)).toBe('17.1 mm at the detector')
  })

  it('are millimetres with their source after a calibration', () => {
    expect(millimetresOf({ kind: 'catheter', french: 6 })).toBeCloseTo(2, 12)
    const scale = scaleOf({ imagerPixelSpacing: [0.3, 0.3], calibratedPixelSpacing: { spacing: [9, 9], source: 'ERMF 1.3' } }, calibration, true)
    expect(lengthText(lengthOf(a, b, scale))).toBe('12.5 mm (catheter 6F = 2.00 mm)')
    expect(errorOfOnePixel(calibration.line)).toBe(1 / 8)
  })

  it('take the calibration of the file when there is no other', () => {
    const scale = scaleOf({ imagerPixelSpacing: [0.3, 0.3], calibratedPixelSpacing: { spacing: [0.2, 0.2], source: 'ERMF 1.5' } }, null, false)
    expect(lengthText(lengthOf(a, b, scale))).toBe('10.0 mm (DICOM ERMF 1.5)')
  })

  it('angles know the shape of pixels', () => {
    const corner = { x: 0, y: 0 }
    expect(angleAt(corner, { x: 5, y: 0 }, { x: 0, y: 7 }, { unit: 'px' })).toBeCloseTo(90, 9)
    expect(angleAt(corner, { x: -5, y: 1e-9 }, { x: -5, y: -1e-9 }, { unit: 'px' })).toBeCloseTo(0, 5)
    expect(angleAt(corner, { x: 1, y: 0 }, { x: 1, y: 1 }, { unit: 'mm-at-detector', spacing: [2, 1] })).toBeCloseTo((Math.atan(2) * 180) / Math.PI, 9)
    expect(shapeText({ kind: 'angle', points: [{ x: 5, y: 0 }, corner, { x: 0, y: 7 }] }, { unit: 'px' })).toBe('90.0°')
  })
})

describe('taking hold of a shape', () => {
  const line = { kind: 'length' as const, points: [a, b] as [typeof a, typeof b] }

  it('prefers points to lines and reaches no farther than told', () => {
    expect(gripAt(line, { x: 41, y: 50 }, 3)).toEqual({ point: 1 })
    expect(gripAt(line, { x: 25, y: 30 }, 3)).toBe('whole')
    expect(gripAt(line, { x: 25, y: 60 }, 3)).toBeNull()
  })

  it('moves one point or all', () => {
    expect(movedBy(line, { point: 0 }, { x: 1, y: -2 }).points).toEqual([{ x: 11, y: 8 }, b])
    expect(movedBy(line, 'whole', { x: 1, y: 1 }).points).toEqual([{ x: 11, y: 11 }, { x: 41, y: 51 }])
  })
})

describe('undo of measurements', () => {
  it('runs acts in order, drops the one that fails, and forgets what was undone when something new is done', async () => {
    const log: string[] = []
    const failures: unknown[] = []
    const history = new MeasureHistory((error) => failures.push(error), () => undefined)
    const act = (name: string, fails = false) => ({
      key: { instanceId: 1, frame: 0 },
      redo: async () => {
        if (fails) throw new Error(name)
        log.push(`+${name}`)
      },
      undo: async () => void log.push(`-${name}`),
    })
    void history.run(act('one'))
    void history.run(act('broken', true))
    await history.run(act('two'))
    expect(failures).toHaveLength(1)
    expect(history.undoable).toBe(2)
    for (let step = 0; step < 3; step++) history.undo()
    history.redo()
    await history.run(act('three'))
    expect(log).toEqual(['+one', '+two', '-two', '-one', '+one', '+three'])
    expect(history.redoable).toBe(0)
  })
})

describe('windows by the values of a frame', () => {
  const samples = Uint8Array.from({ length: 10_000 }, (_, at) => (at < 2000 ? 0 : at < 2010 ? 255 : 80 + (at % 100)))

  it('full: from the smallest to the largest', () => {
    expect(fullWindow(samples, 1, 0)).toEqual({ center: 128, width: 256 })
    expect(fullWindow(samples, 2, -10)).toEqual({ center: 245.5, width: 511 })
  })

  it('automatic: without the collimator and the outermost values', () => {
    const { center, width } = automaticWindow(samples, 1, 0)
    expect(center).toBeGreaterThan(125)
    expect(center).toBeLessThan(135)
    expect(width).toBeGreaterThan(90)
    expect(width).toBeLessThan(105)
    expect(automaticWindow(new Uint8Array(100).fill(7), 1, 0).width).toBe(1)
  })
})

const image = (more: object): FrameImage => ({ rows: 2, columns: 3, color: false, slope: 1, intercept: 0, getPixelData: () => Int16Array.of(0, 1, 2, 3, -4, 5), ...more }) as unknown as FrameImage

describe('pixel values', () => {
  it('are those of the pixel that the pointer is in, stored and rescaled', () => {
    expect(probedText(image({}), { x: 1.99, y: 1.01 })).toEqual({ x: 1, y: 1, stored: '-4', rescaled: null })
    expect(probedText(image({ slope: 0.5, intercept: 10 }), { x: 0, y: 1 })).toEqual({ x: 0, y: 1, stored: '3', rescaled: '11.5' })
    expect(probedText(image({}), { x: 3, y: 0 })).toBeNull()
    expect(samplesOf(image({}))[2]).toBe(2)
  })
})
