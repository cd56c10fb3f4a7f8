import { describe, expect, it } from 'vitest'
import { BitReader } from '../../electron/dicom/decode/jpeg/bit-reader'
import { decodeExtendedJpeg } from '../../electron/dicom/decode/jpeg/decode-extended-jpeg'
import { decodeLosslessJpeg } from '../../electron/dicom/decode/jpeg/decode-lossless-jpeg'
import { HuffmanTable } from '../../electron/dicom/decode/jpeg/huffman-table'
import { inverseDct12 } from '../../electron/dicom/decode/jpeg/inverse-dct'
import { createTestRandom } from '../helpers/test-random'
import { encodeExtendedJpeg, encodeLosslessJpeg } from '../helpers/jpeg-encoder'

describe('BitReader', () => {
  it('removes stuffed zeros and stops at a marker', () => {
    const reader = new BitReader(Uint8Array.of(0xff, 0x00, 0xa5, 0xff, 0xd9), 0)
    expect([reader.receive(4), reader.receive(4), reader.receive(8)]).toEqual([0xf, 0xf, 0xa5])
    expect(() => reader.receive(1)).toThrow('ends before its last pixel')
  })

  it('extends signs as the standard does', () => {
    const reader = new BitReader(Uint8Array.of(0b0_1_00_11_01, 0b1_0000000), 0)
    expect([reader.receiveExtended(1), reader.receiveExtended(1), reader.receiveExtended(2), reader.receiveExtended(2), reader.receiveExtended(3)]).toEqual([-1, 1, -3, 3, -4])
  })

  it('passes restart markers and demands them', () => {
    const reader = new BitReader(Uint8Array.of(0x80, 0xff, 0xd0, 0x40, 0xff, 0xd9), 0)
    expect(reader.receive(1)).toBe(1)
    reader.restart()
    expect(reader.receive(2)).toBe(1)
    expect(() => reader.restart()).toThrow('lacks a restart marker')
  })
})

describe('HuffmanTable', () => {
  it('decodes canonical codes and refuses undefined ones', () => {
    // Codes 0, 10, 110 for 5, 6, 7; 111… is undefined.
    const table = new HuffmanTable(Uint8Array.of(1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0), Uint8Array.of(5, 6, 7))
    const reader = new BitReader(Uint8Array.of(0b0_10_110_0_1, 0xff, 0x00), 0)
    expect([table.decode(reader), table.decode(reader), table.decode(reader), table.decode(reader)]).toEqual([5, 6, 7, 5])
    expect(() => table.decode(reader)).toThrow('a code that its table does not define')
  })

  it('refuses more codes than fit', () => {
    expect(() => new HuffmanTable(Uint8Array.of(3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0), Uint8Array.of(1, 2, 3))).toThrow('too many codes')
  })
})

describe('inverseDct12', () => {
  it('is within one of the exact transform', () => {
    const random = createTestRandom(7)
    const output = new Int32Array(64)
    for (let round = 0; round < 200; round++) {
      const coefficients = Int32Array.from({ length: 64 }, (_, index) => (index === 0 ? random(-16_000, 16_000) : random() < 0.2 ? random(-500, 500) : 0))
      inverseDct12(coefficients, output)
      for (let index = 0; index < 64; index++) expect(Math.abs(output[index]! - exactInverse(coefficients, index))).toBeLessThanOrEqual(1)
    }
  })
})

/** The definition (ITU T.81 A.3.3). */
function exactInverse(coefficients: Int32Array, index: number): number {
  const [y, x] = [Math.floor(index / 8), index % 8]
  let sum = 0
  for (let v = 0; v < 8; v++) {
    for (let u = 0; u < 8; u++) {
      const scale = (u === 0 ? Math.SQRT1_2 : 1) * (v === 0 ? Math.SQRT1_2 : 1)
      sum += scale * coefficients[v * 8 + u]! * Math.cos(((2 * x + 1) * u * Math.PI) / 16) * Math.cos(((2 * y + 1) * v * Math.PI) / 16)
    }
  }
  return sum / 4
}

describe('decodeExtendedJpeg', () => {
  const [rows, columns] = [13, 21]
  const smooth = Uint16Array.from({ length: rows * columns }, (_, index) => 2048 + Math.round(1500 * Math.sin(index / 40)))

  it.each([0, 2])('returns a 12-bit image whose sides are no multiples of 8 (restart interval %i)', (restartInterval) => {
    const decoded = decodeExtendedJpeg(encodeExtendedJpeg(smooth, rows, columns, restartInterval))
    expect(Math.max(...decoded.map((sample, index) => Math.abs(sample - smooth[index]!)))).toBeLessThanOrEqual(2)
  })

  it('says that the data end instead of inventing pixels', () => {
    const encoded = encodeExtendedJpeg(smooth, rows, columns, 0)
    expect(() => decodeExtendedJpeg(encoded.subarray(0, encoded.length - 40))).toThrow('a JPEG frame ends before its last pixel')
  })
})

describe('decodeLosslessJpeg', () => {
  const [rows, columns] = [9, 11]

  it.each([1, 2, 3, 4, 5, 6, 7])('inverts predictor %i, of 16-bit noise and of colour', (predictor) => {
    const random = createTestRandom(predictor)
    for (const components of [1, 3]) {
      const samples = Uint16Array.from({ length: rows * columns * components }, () => random(0, 65_535))
      const shape = { rows, columns, components, precision: 16, predictor }
      expect(decodeLosslessJpeg(encodeLosslessJpeg(samples, shape))).toEqual(samples)
      expect(decodeLosslessJpeg(encodeLosslessJpeg(samples, { ...shape, restartInterval: columns * 2 }))).toEqual(samples)
      expect(decodeLosslessJpeg(encodeLosslessJpeg(samples, { ...shape, separateScans: true }))).toEqual(samples)
    }
  })

  it('refuses impossible predictors, and streams that lack components', () => {
    const samples = new Uint16Array(rows * columns * 3)
    const shape = { rows, columns, components: 3, precision: 8, predictor: 1 }
    expect(() => decodeLosslessJpeg(encodeLosslessJpeg(samples, { ...shape, predictor: 0 }))).toThrow('the impossible predictor 0')
    expect(() => decodeLosslessJpeg(encodeLosslessJpeg(samples, { ...shape, separateScans: true, scans: 2 }))).toThrow('ends before its last component')
  })
})
