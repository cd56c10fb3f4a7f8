import { deflateRawSync, deflateSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { MemorySource } from '../../electron/dicom/parse/byte-source'
import { readDicomHeader } from '../../electron/dicom/parse/read-dicom-header'
import type { ImageHeader } from '../../electron/dicom/image-header'
import { concatenate, dicomFile, elementBytes, imageDataSet, imageFile, itemBytes, type TestElement, type TestImage } from '../helpers/dicom-bytes'

const pixels = new Uint8Array(16)
const header = (image: TestImage = {}): ImageHeader => readDicomHeader(new MemorySource(imageFile({ pixels, ...image }))).header
const more = (...elements: TestElement[]): ImageHeader => header({ more: elements })
/** Of a run of four frames. */
const timesOf = (...elements: TestElement[]): ImageHeader['frameTimesMs'] => more([0x00280008, 'IS', '4'], ...elements).frameTimesMs

const end = (tag: number): Uint8Array => itemBytes(tag, new Uint8Array(0))

describe('readDicomHeader', () => {
  it('reads what the library stores', () => {
    expect(
      more(
        [0x00080020, 'DA', '20240229'],
        [0x00081030, 'LO', 'Coronary angiography'],
        [0x0008103e, 'LO', 'LCA spider'],
        [0x00181164, 'DS', '0.3\\0.25'],
        [0x00181510, 'DS', '-30.5'],
        [0x00181511, 'DS', '25'],
        [0x00200011, 'IS', '3'],
        [0x00200013, 'IS', '7'],
        [0x00281050, 'DS', '128\\100'],
        [0x00281051, 'DS', '255\\50'],
      ),
    ).toMatchObject({
      kind: 'dicom', patientName: 'Phantom^Demo', patientId: 'P1', studyInstanceUid: '1.2.3.1', seriesInstanceUid: '1.2.3.2', sopInstanceUid: '1.2.3.4',
      studyDate: '2024-02-29', studyDescription: 'Coronary angiography', seriesDescription: 'LCA spider', modality: 'XA', seriesNumber: 3, instanceNumber: 7,
      rows: 4, columns: 4, frames: 1, bitsAllocated: 8, bitsStored: 8, signed: false, samplesPerPixel: 1, inverted: false, rescaleSlope: 1, rescaleIntercept: 0,
      windowCenter: 128, windowWidth: 255, primaryAngle: -30.5, secondaryAngle: 25, imagerPixelSpacing: [0.3, 0.25], calibratedPixelSpacing: null, transferSyntaxUid: '1.2.840.10008.1.2.1', warnings: [],
    })
  })

  it('takes the time of each frame from a FrameTimeVector whose frames are not evenly spaced', () => {
    expect(timesOf([0x00181065, 'DS', '0\\60\\70\\80'])).toEqual([0, 60, 130, 210])
    expect(timesOf([0x00181065, 'DS', '0\\70\\70\\70'])).toBeNull()
    expect(timesOf([0x00181065, 'DS', '0\\60\\70'])).toBeNull()
    expect(timesOf([0x00181065, 'DS', '0\\60\\0\\80'])).toBeNull()
    expect(timesOf([0x00181065, 'DS', '0\\60\\70\\80'], [0x00181063, 'DS', '66.7'])).toBeNull()
  })

  it.each([
    ['FrameTime', [[0x00181063, 'DS', '66.7'], [0x00180040, 'IS', '30']], 66.7],
    ['FrameTimeVector', [[0x00181065, 'DS', '0\\60\\70\\80']], 70],
    ['RecommendedDisplayFrameRate', [[0x00082144, 'IS', '25'], [0x00180040, 'IS', '10']], 40],
    ['CineRate', [[0x00180040, 'IS', '10']], 100],
    ['none that is positive', [[0x00181063, 'DS', '0'], [0x00180040, 'IS', '0']], null],
  ] as [string, TestElement[], number | null][])('takes the frame time from %s', (_, elements, expected) => {
    expect(more(...elements).frameTimeMs).toBe(expected)
  })

  it.each([
    ['PixelSpacing with its calibration type', [[0x00280030, 'DS', '0.2\\0.21'], [0x00280a02, 'CS', 'FIDUCIAL'], [0x00181164, 'DS', '0.3\\0.3'], [0x00181114, 'DS', '1.5']], { spacing: [0.2, 0.21], source: 'PixelSpacing, FIDUCIAL' }],
    ['the magnification factor', [[0x00181164, 'DS', '0.3\\0.6'], [0x00181114, 'DS', '1.5']], { spacing: [0.3 / 1.5, 0.6 / 1.5], source: 'ERMF 1.5' }],
    ['nothing: PixelSpacing without a type says nothing of the patient', [[0x00280030, 'DS', '0.2\\0.2'], [0x00181164, 'DS', '0.3\\0.3']], null],
    ['nothing: a factor below one is none', [[0x00181164, 'DS', '0.3\\0.3'], [0x00181114, 'DS', '0.7']], null],
  ] as [string, TestElement[], ImageHeader['calibratedPixelSpacing']][])('takes millimetres in the patient from %s', (_, elements, expected) => {
    expect(more(...elements).calibratedPixelSpacing).toEqual(expected)
  })

  it.each([
    ['LIN, without a sign', [[0x00281040, 'CS', 'LIN']], { relationship: 'LIN', sign: 1 }],
    ['LIN, reversed', [[0x00281040, 'CS', 'LIN'], [0x00281041, 'SS', [0xffff]]], { relationship: 'LIN', sign: -1 }],
    ['LOG', [[0x00281040, 'CS', 'LOG'], [0x00281041, 'SS', [1]]], { relationship: 'LOG', sign: 1 }],
    ['DISP', [[0x00281040, 'CS', 'DISP']], { relationship: 'DISP', sign: 1 }],
    ['an enhanced object', [[0x52009229, 'SQ', [[[0x00289443, 'SQ', [[[0x00281040, 'CS', 'LIN'], [0x00281041, 'SS', [0xffff]]]]]]]]], { relationship: 'LIN', sign: -1 }],
    ['nothing known', [[0x00281040, 'CS', 'SQRT']], null],
    ['nothing', [], null],
  ] as [string, TestElement[], ImageHeader['pixelIntensity']][])('takes what values mean to the beam from %s', (_, elements, expected) => {
    expect(more(...elements).pixelIntensity).toEqual(expected)
  })

  it('warns about a run without frame time, and about a window of no width', () => {
    expect(header({ frames: 2, pixels: new Uint8Array(32) }).warnings).toEqual(['The header states no frame time.'])
    const windowed = more([0x00281050, 'DS', '100'], [0x00281051, 'DS', '0'])
    expect(windowed).toMatchObject({ windowCenter: null, windowWidth: null, warnings: ['The header states a window width of 0; the window was left out.'] })
  })

  it('serves fewer frames when the file was cut, but never more than stated', () => {
    expect(header({ frames: 5, pixels: new Uint8Array(16 * 3 + 7) })).toMatchObject({ frames: 3 })
    expect(header({ frames: 2, pixels: new Uint8Array(16 * 3) })).toMatchObject({ frames: 2 })
    expect(() => header({ pixels: new Uint8Array(15) })).toThrow('its pixel data have 15 bytes, but one frame takes 16')
  })

  it('serves signed 8-bit and wider pixels as 16 bits, colour as 8-bit RGB', () => {
    expect(header({ signed: true })).toMatchObject({ bitsAllocated: 16, signed: true })
    expect(header({ bits: [16, 10, 9], pixels: new Uint8Array(32) })).toMatchObject({ bitsAllocated: 16, bitsStored: 10 })
    expect(header({ samples: 3, photometric: 'RGB', pixels: new Uint8Array(48) })).toMatchObject({ bitsAllocated: 8, samplesPerPixel: 3, windowCenter: null })
    expect(header({ photometric: 'MONOCHROME1' }).inverted).toBe(true)
  })

  it.each(['1.2.840.10008.1.2', '1.2.840.10008.1.2.1', '1.2.840.10008.1.2.2'])('reads %s', (syntax) => {
    expect(header({ syntax })).toMatchObject({ rows: 4, columns: 4, patientName: 'Phantom^Demo', transferSyntaxUid: syntax, warnings: [] })
  })

  it.each([['raw', deflateRawSync], ['with a zlib header', deflateSync]] as const)('reads a deflated data set, %s', (_, deflate) => {
    const body = deflate(imageDataSet({ pixels }, { explicit: true, littleEndian: true }))
    expect(readDicomHeader(new MemorySource(dicomFile('1.2.840.10008.1.2.1.99', body))).header.rows).toBe(4)
  })

  it.each([
    ['implicit little endian', { explicit: false, littleEndian: true }],
    ['explicit little endian', { explicit: true, littleEndian: true }],
    ['explicit big endian', { explicit: true, littleEndian: false }],
  ])('recognises a bare data set in %s', (_, encoding) => {
    const { header: found } = readDicomHeader(new MemorySource(imageDataSet({ pixels }, encoding)))
    expect(found).toMatchObject({ rows: 4, transferSyntaxUid: null })
    expect(found.warnings).toContain('The file has no DICOM preamble.')
  })

  it('reads a file whose data set is not written as declared, and says so', () => {
    const body = imageDataSet({ pixels }, { explicit: false, littleEndian: true })
    const { header: found } = readDicomHeader(new MemorySource(dicomFile('1.2.840.10008.1.2.1', body)))
    expect(found.warnings).toEqual(['The file says Explicit VR Little Endian but is written in implicit little endian.'])
  })

  it('passes over sequences of undefined length, private ones written as UN among them, and stray delimiters', () => {
    const explicit = { explicit: true, littleEndian: true }
    const inner = (encoding: typeof explicit) => concatenate([itemBytes(0xfffee000, new Uint8Array(0), true, 0xffffffff), elementBytes(0x00280010, 'US', Uint8Array.of(99, 0), encoding), end(0xfffee00d), end(0xfffee0dd)])
    const body = concatenate([
      end(0xfffee00d),
      elementBytes(0x00081115, 'SQ', new Uint8Array(0), explicit, 0xffffffff), inner(explicit),
      elementBytes(0x00091010, 'UN', new Uint8Array(0), explicit, 0xffffffff), inner({ explicit: false, littleEndian: true }),
      imageDataSet({ pixels }, explicit),
    ])
    expect(readDicomHeader(new MemorySource(dicomFile('1.2.840.10008.1.2.1', body))).header.rows).toBe(4)
  })

  it('reads the values that enhanced objects keep in functional groups', () => {
    const groups: TestElement[][] = [[
      [0x00289132, 'SQ', [[[0x00281050, 'DS', '500'], [0x00281051, 'DS', '900']]]],
      [0x00289145, 'SQ', [[[0x00281052, 'DS', '-5'], [0x00281053, 'DS', '2']]]],
      [0x00189405, 'SQ', [[[0x00181510, 'FD', Uint8Array.from([0, 0, 0, 0, 0, 0, 0x3e, 0xc0])]]]],
    ]]
    expect(more([0x52009229, 'SQ', groups])).toMatchObject({ windowCenter: 500, windowWidth: 900, rescaleSlope: 2, rescaleIntercept: -5, primaryAngle: -30 })
  })

  it('maps invalid UIDs alike in every file and derives missing ones', () => {
    const hashed = (sop: string) => more([0x0020000d, 'UI', 'a1b2c3'], [0x00080018, 'UI', sop])
    expect(hashed('1.5').studyInstanceUid).toMatch(/^2\.25\.\d+$/)
    expect(hashed('1.5').studyInstanceUid).toBe(hashed('1.6').studyInstanceUid)
    expect(more([0x00080018, 'UI', ''], [0x00200013, 'IS', '1']).sopInstanceUid).not.toBe(more([0x00080018, 'UI', ''], [0x00200013, 'IS', '2']).sopInstanceUid)
    expect(more([0x0020000d, 'UI', 'a1b2c3']).warnings).toEqual(["The header's StudyInstanceUID is not a valid UID; one was derived from it."])
  })

  it('takes controls and bidirectional overrides out of names, and impossible dates away', () => {
    const odd = more([0x00080005, 'CS', 'ISO_IR 192'], [0x00100010, 'PN', 'Do\u202ee\u0007^<b>J</b>'], [0x00080020, 'DA', '20230230'])
    expect(odd).toMatchObject({ patientName: 'Doe^<b>J</b>', studyDate: null })
  })
})
