import { describe, expect, it } from 'vitest'
import { readPgm } from '../../electron/dicom/picture/read-pgm'

const text = (content: string, ...binary: number[]): Uint8Array => Uint8Array.from([...new TextEncoder().encode(content), ...binary])

describe('readPgm', () => {
  it('reads binary maps of 8 and 16 bits, with comments', () => {
    expect(readPgm(text('P5\n# by hand\n3 1\n255\n', 1, 2, 3))).toEqual({ rows: 1, columns: 3, bitsAllocated: 8, bitsStored: 8, samplesPerPixel: 1, pixels: Uint8Array.of(1, 2, 3) })
    expect(readPgm(text('P5 1 2 1023 ', 0x03, 0xff, 0x00, 0x01))).toEqual({ rows: 2, columns: 1, bitsAllocated: 16, bitsStored: 10, samplesPerPixel: 1, pixels: Uint8Array.of(0xff, 0x03, 0x01, 0x00) })
  })

  it('reads plain maps', () => {
    expect([...readPgm(text('P2 2 2 255 0 10\n20 255 ')).pixels]).toEqual([0, 10, 20, 255])
  })

  it.each([
    ['P5 100 100 255 abc', 'where its 100 × 100 pixels need'],
    ['P5 0 4 255 ', 'header is impossible'],
    ['P5 4 4 70000 ', 'header is impossible'],
    ['P5 100000 100000 255 ', 'more than'],
    ['P5 four 4 255 ', 'something else than numbers'],
    ['P2 2 1 255 1 x ', 'something else than numbers'],
    ['P2 1 2 100 5 101 ', 'a sample of 101 is more than its maximum of 100'],
  ])('refuses %s', (content, message) => {
    expect(() => readPgm(text(content))).toThrow(message)
  })
})
