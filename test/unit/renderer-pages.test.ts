import { beforeAll, describe, expect, it } from 'vitest'
import { distillationConfig } from '../../electron/ipc/contract/index'
import type { Instance, MetricPoint, Model } from '../../electron/ipc/contract/index'
import { decodeSeriesOrder, encodeSeriesOrder } from '../../electron/ipc/series-order'
import { setUpWords } from '../../renderer/i18n'
import { uniqueName } from '../../renderer/connection/upload'
import { browserRows } from '../../renderer/library/browser-rows'
import { mostUncertain } from '../../renderer/review/uncertainty'
import { diceCurves, lossCurves } from '../../renderer/runs/curves'
import { duration, parameterCount } from '../../renderer/runs/format'
import { methodText } from '../../renderer/runs/method-text'
import { withPoint } from '../../renderer/runs/metrics'
import { configOf, defaultDraft } from '../../renderer/runs/run-draft'
import { statusStripes } from '../../renderer/viewer/status-colours'
import { frameImage } from '../../renderer/viewport/frame-image'

beforeAll(setUpWords)

const instance = (more: Partial<Instance> = {}): Instance => ({
  id: 1, seriesId: 1, sopInstanceUid: '1.2', instanceNumber: 1, rows: 2, columns: 3, frames: 1, bitsAllocated: 8, bitsStored: 8, signed: false,
  samplesPerPixel: 1, inverted: false, pixelIntensity: null, rescaleSlope: 1, rescaleIntercept: 0, windowCenter: null, windowWidth: null, frameTimeMs: null, frameTimesMs: null, primaryAngle: -32,
  secondaryAngle: 2, imagerPixelSpacing: null, calibratedPixelSpacing: null, transferSyntaxUid: null, sourceName: 'rca.dcm', warnings: [], ...more,
})
const images = (count: number): Instance[] => Array.from({ length: count }, (_, index) => instance({ id: index + 1 }))

describe('study browser', () => {
  /** Two studies of one patient around one of another. */
  const order = [[1, 1, 0], [2, 1, 0], [4, 3, 0], [3, 2, 1]].map(([seriesId, studyId, patient]) => ({ seriesId: seriesId!, studyId: studyId!, patient: patient! }))
  const kinds = (grouped: boolean, open: { seriesId: number; instances: Instance[] } | null): string => browserRows(order, { grouped, open }).map((row) => `${row.kind[0]}${row.kind[1]}${row.seriesId}`).join(' ')

  it('has a line for every patient and study, or for the series alone', () => {
    expect(kinds(true, null)).toBe('pa1 st1 se1 se2 st4 se4 pa3 st3 se3')
    expect(kinds(false, null)).toBe('se1 se2 se4 se3')
  })

  it('shows the images of the open series when it has several', () => {
    expect(kinds(false, { seriesId: 2, instances: images(2) })).toBe('se1 se2 in2 in2 se4 se3')
    expect(kinds(false, { seriesId: 2, instances: images(1) })).toBe('se1 se2 se4 se3')
  })

  it('travels as numbers', () => {
    const bytes = new Uint8Array([7, ...encodeSeriesOrder(order)]).subarray(1)
    expect(decodeSeriesOrder(bytes)).toEqual(order)
    expect(decodeSeriesOrder(new Uint8Array())).toEqual([])
  })
})

describe('the next frame to review', () => {
  it('is the least sure of the others', () => {
    const predictions = [{ frame: 2, uncertainty: 0.2 }, { frame: 5, uncertainty: 0.4 }, { frame: 9, uncertainty: 0.3 }]
    expect(mostUncertain(predictions, 0)).toBe(5)
    expect(mostUncertain(predictions, 5)).toBe(9)
    expect(mostUncertain(predictions.slice(0, 1), 2)).toBeNull()
    expect(mostUncertain([], 2)).toBeNull()
  })
})

describe('frames as cornerstone images', () => {
  it('have true bounds, signed samples and the default window of their kind', () => {
    const signed = frameImage(instance({ bitsAllocated: 16, signed: true }), 0, Int16Array.from([-5, 0, 7, 1000, -900, 3]).buffer)
    expect([signed.minPixelValue, signed.maxPixelValue]).toEqual([-900, 1000])
    expect([signed.windowCenter, signed.windowWidth]).toEqual([50.5, 1901])
    const byte = frameImage(instance(), 0, Uint8Array.from([9, 8, 7, 6, 5, 4]).buffer)
    expect([byte.windowCenter, byte.windowWidth]).toEqual([128, 255])
    const own = frameImage(instance({ windowCenter: 40, windowWidth: 80 }), 0, new ArrayBuffer(6))
    expect([own.windowCenter, own.windowWidth]).toEqual([40, 80])
  })

  it('turns interleaved colour into the stride cornerstone reads', () => {
    const colour = frameImage(instance({ samplesPerPixel: 3, rows: 1, columns: 2 }), 0, Uint8Array.from([1, 2, 3, 4, 5, 6]).buffer)
    expect([...colour.getPixelData()]).toEqual([1, 2, 3, 255, 4, 5, 6, 255])
  })

  it('refuses bytes that are not a whole frame', () => {
    expect(() => frameImage(instance(), 4, new ArrayBuffer(5))).toThrow('Frame 5 of rca.dcm has 5 bytes instead of 6.')
  })
})

const point = (step: number, more: Partial<MetricPoint> = {}): MetricPoint => ({
  runId: 1, phase: 'student', epoch: Math.ceil(step / 2), step, totalSteps: 10, loss: 1 / step, terms: { segmentation: 1 }, validationDice: step % 2 === 0 ? step / 10 : null, learningRate: 0.001, secondsLeft: 5, ...more,
})

describe('runs', () => {
  it('replace the steps that a resumed run repeats', () => {
    const points = [1, 2, 3, 4].map((step) => point(step))
    expect(withPoint(points, point(5)).map((each) => each.step)).toEqual([1, 2, 3, 4, 5])
    expect(withPoint(points, point(3, { loss: 9 })).map((each) => each.loss)).toEqual([1, 1 / 2, 9])
    expect(withPoint(points, point(1, { phase: 'teacher' }))).toHaveLength(5)
  })

  it('become curves with a gap where a term is missing', () => {
    const points = [point(1), point(2, { terms: { segmentation: 2, fsd: 3 } }), point(2, { phase: 'teacher', validationDice: 0.5 })]
    expect(lossCurves(points, 'student')).toEqual({ names: ['total', 'fsd', 'segmentation'], columns: [[1, 2], [1, 0.5], [null, 3], [1, 2]] })
    expect(diceCurves(points)).toEqual({ names: ['teacher', 'student'], columns: [[1], [0.5], [0.2]] })
  })

  it('start from defaults that are a valid config, and not before they are complete', () => {
    const nets = [
      { name: 'unet-16', role: 'teacher', parameters: 2e6, description: '' },
      { name: 'slim-unet', role: 'student', parameters: 3e5, description: '' },
    ] as const
    const draft = defaultDraft(nets, [], new Date('2026-01-02T03:04:05Z'))
    expect(distillationConfig.parse(configOf(draft))).toMatchObject({ name: 'LightVessel 2026-01-02', preset: 'lightvessel', scale: 1, dataset: { kind: 'queue' }, teacher: { kind: 'train', net: 'unet-16' }, student: { net: 'slim-unet', startFromPublished: false } })
    expect(configOf({ ...draft, preset: 'kd', scale: 10 })).toMatchObject({ preset: 'kd', scale: 10 })
    expect(configOf({ ...draft, preset: 'none', scale: 10 })).toMatchObject({ preset: 'none', scale: 1 })
    expect(configOf({ ...draft, name: '  ' })).toBeNull()
    expect(configOf({ ...draft, datasetKind: 'folder' })).toBeNull()
    expect(configOf({ ...draft, teacherKind: 'model' })).toBeNull()
    const teacher = { id: 'abc', role: 'teacher', net: 'unet-16', published: false } as Model
    expect(configOf(defaultDraft(nets, [teacher], new Date()))?.teacher).toEqual({ kind: 'model', modelId: 'abc' })
  })

  it('name their method with its factor', () => {
    expect(methodText({ preset: 'kd', scale: 1 })).toBe('Pixel-wise KD')
    expect(methodText({ preset: 'kd', scale: 10 })).toBe('Pixel-wise KD × 10')
  })

  it('say times and sizes as people do', () => {
    expect([duration(45), duration(700), duration(3 * 3600 + 300)]).toEqual(['45 s', '12 min', '3 h 05 min'])
    expect([parameterCount(1_960_000), parameterCount(299_000), parameterCount(1500)]).toEqual(['1.96 M', '299 k', '1.5 k'])
  })
})

describe('uploads and frames', () => {
  it('keep the folders of what is sent, and tell equal paths apart', () => {
    const taken = new Set<string>()
    expect(['a/1.dcm', 'b/1.dcm', 'a\\1.dcm', 'x/IM'].map((name) => uniqueName(name, taken))).toEqual(['a/1.dcm', 'b/1.dcm', 'a/1 (2).dcm', 'x/IM'])
  })

  it('paint one stripe for a series of frames with one status', () => {
    const stripes = statusStripes(4, new Map([[1, 'approved'], [2, 'approved']]))
    expect(stripes).toBe('linear-gradient(to right, var(--lv-unannotated) 0.000% 25.000%, var(--lv-approved) 25.000% 75.000%, var(--lv-unannotated) 75.000% 100.000%)')
  })
})
