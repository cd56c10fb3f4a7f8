import { beforeAll, describe, expect, it } from 'vitest'
import type { ReadPair } from '../../electron/ipc/contract/index'
import { agreementTable, meanInMillimetres } from '../../renderer/cases/agreement-figures'
import { distanceText, millimetreCells } from '../../renderer/comparison/figure-text'
import { setUpWords } from '../../renderer/i18n'
import { basisText, shortLengthText } from '../../renderer/measure/length-text'

beforeAll(setUpWords)

const reading = { id: 1, number: 1, reader: 'Anna', startedAt: '', finishedAt: '', version: 1 }
const figures = { agreement: 10, onlyA: 2, onlyB: 4, dice: 0.8, clDice: 0.9, hausdorff95: 10, bettiZeroError: 0, lengthA: 1, lengthB: 1, missedLength: 0, addedLength: 0 }
const pair = (more: Partial<ReadPair> = {}): ReadPair => ({
  instanceId: 1, frame: 0, seriesId: 1, patientId: 'P', sourceName: 'a.dcm', first: reading, second: { ...reading, number: 2, reader: 'Ben' }, figures, imagerPixelSpacing: null, calibratedPixelSpacing: null, calibration: null, ...more,
})
const stated = (size: number): Partial<ReadPair> => ({ calibratedPixelSpacing: { spacing: [size, size], source: 'ERMF 1.5' } })
const calibration = { instanceId: 1, frame: 0, line: [{ x: 0, y: 0 }, { x: 10, y: 0 }] as [{ x: number; y: number }, { x: number; y: number }], known: { kind: 'catheter' as const, french: 6 }, author: 'Anna', createdAt: '' }

describe('the distance of borders', () => {
  it('is millimetres with what makes them so, by a calibration; else pixels', () => {
    expect(distanceText(10)).toBe('10.0 px')
    expect(distanceText(null, { unit: 'mm-at-detector', spacing: [0.3, 0.3] })).toBe('–')
    expect(distanceText(10, { unit: 'mm-calibrated', spacing: [0.2, 0.2], source: { kind: 'dicom', name: 'ERMF 1.5' } })).toBe('2.00 mm (DICOM ERMF 1.5)')
    expect(distanceText(10, { unit: 'mm-at-detector', spacing: [0.3, 0.3] })).toBe('3.0 mm at the detector')
  })

  it('says in narrow places what makes the millimetres apart from the figure', () => {
    const byFile = { unit: 'mm-calibrated', value: 2, source: { kind: 'dicom', name: 'ERMF 1.5' } } as const
    expect([shortLengthText(byFile), basisText(byFile)]).toEqual(['2.00 mm', 'DICOM ERMF 1.5'])
    expect([shortLengthText({ unit: 'mm-at-detector', value: 12.34 }), basisText({ unit: 'mm-at-detector', value: 12.34 })]).toEqual(['12.3 mm', 'at the detector'])
    expect([shortLengthText({ unit: 'px', value: 7 }), basisText({ unit: 'px', value: 7 })]).toEqual(['7.0 px', undefined])
  })

  it('fills the columns of a table only with what it knows', () => {
    expect(millimetreCells(null, { unit: 'mm-at-detector', spacing: [0.3, 0.3] })).toEqual([null, null, null])
    expect(millimetreCells(10, { unit: 'px' })).toEqual([null, null, null])
    expect(millimetreCells(10, { unit: 'mm-calibrated', spacing: [0.2, 0.2], source: { kind: 'catheter', french: 6 } })).toEqual([2, 'catheter 6F = 2.00 mm', null])
  })

  it('stays in pixels where they are not square: nobody knows in which direction it lies', () => {
    expect(distanceText(10, { unit: 'mm-calibrated', spacing: [0.2, 0.3], source: { kind: 'dicom', name: 'ERMF 1.5' } })).toBe('10.0 px')
  })

  it('has a mean in millimetres only where every pair has them, and names by what', () => {
    expect(meanInMillimetres([pair(stated(0.2)), pair(stated(0.4))], false)).toEqual({ value: '3.00 ± 1.41 mm', source: 'DICOM ERMF 1.5' })
    expect(meanInMillimetres([pair(stated(0.2)), pair({ calibration })], false)).toEqual({ value: '2.00 ± 0.00 mm', source: 'by several calibrations' })
    expect(meanInMillimetres([pair({ calibration })], false)).toEqual({ value: '2.00 mm', source: 'catheter 6F = 2.00 mm' })
    expect(meanInMillimetres([pair(stated(0.2)), pair()], false)).toBeNull()
    expect(meanInMillimetres([pair({ ...stated(0.2), figures: { ...figures, hausdorff95: null } })], false)).toBeNull()
    expect(meanInMillimetres([pair({ imagerPixelSpacing: [0.3, 0.3] })], false)).toBeNull()
    expect(meanInMillimetres([pair({ imagerPixelSpacing: [0.3, 0.3] })], true)).toEqual({ value: '3.00 mm at the detector', source: '' })
  })

  it('is in the table in pixels and, behind all columns of before, in millimetres', () => {
    const { header, rows } = agreementTable([pair(), pair(stated(0.2)), pair({ imagerPixelSpacing: [0.3, 0.3] })], true)
    expect(header.slice(9)).toEqual(['hausdorff_95_px', 'betti_0_error', 'first_area_px', 'second_area_px', 'mean_area_px', 'area_difference_px', 'hausdorff_95_mm', 'calibration', 'hausdorff_95_mm_at_detector'])
    expect(rows.map((row) => row.slice(9))).toEqual([
      [10, 0, 12, 14, 13, -2, null, null, null],
      [10, 0, 12, 14, 13, -2, 2, 'DICOM ERMF 1.5', null],
      [10, 0, 12, 14, 13, -2, null, null, 3],
    ])
  })
})
