import { describe, expect, it } from 'vitest'
import { decodeRle } from '../../electron/dicom/decode/rle'

/** An RLE frame with these segments behind its 64-byte header. */
function frame(...segments: number[][]): Uint8Array {
  const header = new DataView(new ArrayBuffer(64))
  header.setUint32(0, segments.length, true)
  let offset = 64
  for (const [index, segment] of segments.entries()) {
    header.setUint32(4 + index * 4, offset, true)
    offset += segment.length
  }
  return Uint8Array.from([...new Uint8Array(header.buffer), ...segments.flat()])
}

describe('decodeRle', () => {
  it('decodes literal and repeated runs and ignores no-operations and padding', () => {
    const encoded = frame([2, 10, 20, 30, 128, 254, 7, 0, 99, 0])
    expect([...decodeRle(encoded, { pixels: 7, samplesPerPixel: 1, bytesPerSample: 1 })]).toEqual([10, 20, 30, 7, 7, 7, 99])
  })

  it('puts the most significant segment into the upper byte', () => {
    const encoded = frame([1, 0x01, 0x02], [1, 0xaa, 0xbb])
    expect([...decodeRle(encoded, { pixels: 2, samplesPerPixel: 1, bytesPerSample: 2 })]).toEqual([0xaa, 0x01, 0xbb, 0x02])
  })

  it('keeps colour channels one after the other', () => {
    const encoded = frame([255, 1, 0], [255, 2, 0], [255, 3, 0])
    expect([...decodeRle(encoded, { pixels: 2, samplesPerPixel: 3, bytesPerSample: 1 })]).toEqual([1, 1, 2, 2, 3, 3])
  })

  it.each([
    ['a short header', new Uint8Array(10), 'shorter than its header'],
    ['a wrong number of segments', frame([0, 1], [0, 1]), '2 segments instead of 1'],
    ['a segment that ends early', frame([1, 1, 2]), '2 of 4 pixels early'],
    ['a segment outside the frame', Uint8Array.from({ length: 64 }, (_, index) => [1, 0, 0, 0, 255][index] ?? 0), 'outside its frame'],
  ])('refuses %s', (_, encoded, message) => {
    expect(() => decodeRle(encoded, { pixels: 4, samplesPerPixel: 1, bytesPerSample: 1 })).toThrow(message)
  })
})
