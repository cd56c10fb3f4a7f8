import { describe, expect, it } from 'vitest'
import { decodeDicomFrame } from '../../electron/dicom/decode/decode-dicom-frame'
import { MemorySource } from '../../electron/dicom/parse/byte-source'
import { readDicomHeader } from '../../electron/dicom/parse/read-dicom-header'
import { encapsulate, imageFile, type TestElement, type TestImage } from '../helpers/dicom-bytes'

const bigEndian = '1.2.840.10008.1.2.2'
const words = (...values: number[]): Uint8Array => new Uint8Array(Uint16Array.from(values).buffer)

async function decode(image: TestImage, frame = 0): Promise<Uint8Array> {
  return decodeDicomFrame(readDicomHeader(new MemorySource(imageFile({ rows: 1, columns: 4, ...image }))), frame)
}
async function decode16(image: TestImage): Promise<number[]> {
  return [...new Int16Array((await decode(image)).buffer)]
}

describe('grey samples', () => {
  it('are served as stored when all bits count', async () => {
    expect([...(await decode({ pixels: Uint8Array.of(0, 1, 254, 255) }))]).toEqual([0, 1, 254, 255])
    expect([...(await decode({ frames: 2, pixels: Uint8Array.of(0, 1, 2, 3, 4, 5, 6, 7) }, 1))]).toEqual([4, 5, 6, 7])
  })

  it('lose what lies above the stored bits, such as old overlays', async () => {
    expect(await decode16({ bits: [16, 10, 9], pixels: words(0x0000, 0x03ff, 0xf3ff, 0x8001) })).toEqual([0, 1023, 1023, 1])
    expect([...(await decode({ bits: [8, 6, 5], pixels: Uint8Array.of(0xff, 0x40, 0x3f, 0x81) }))]).toEqual([63, 0, 63, 1])
  })

  it('are moved down when the high bit is above them', async () => {
    expect(await decode16({ bits: [16, 12, 15], pixels: words(0xfff0, 0x0010, 0x800f, 0x0000) })).toEqual([4095, 1, 2048, 0])
  })

  it('keep their sign', async () => {
    expect(await decode16({ bits: [16, 12, 11], signed: true, pixels: words(0x0fff, 0x0800, 0x07ff, 0xf001) })).toEqual([-1, -2048, 2047, 1])
    expect(await decode16({ bits: [16, 12, 15], signed: true, pixels: words(0xfff0, 0x8000, 0x7ff0, 0x0010) })).toEqual([-1, -2048, 2047, 1])
    expect(await decode16({ bits: [8, 8, 7], signed: true, pixels: Uint8Array.of(255, 128, 127, 1) })).toEqual([-1, -128, 127, 1])
  })

  it('are swapped in big endian: words always, bytes only when written as words', async () => {
    expect(await decode16({ syntax: bigEndian, bits: [16, 16, 15], pixelVr: 'OW', pixels: Uint8Array.of(0x01, 0x02, 0x03, 0x04, 0, 5, 0, 6) })).toEqual([0x0102, 0x0304, 5, 6])
    expect([...(await decode({ syntax: bigEndian, pixelVr: 'OB', pixels: Uint8Array.of(1, 2, 3, 4) }))]).toEqual([1, 2, 3, 4])
    expect([...(await decode({ syntax: bigEndian, pixelVr: 'OW', pixels: Uint8Array.of(2, 1, 4, 3) }))]).toEqual([1, 2, 3, 4])
  })

  it('are unpacked from 12 bits', async () => {
    expect(await decode16({ bits: [12, 12, 11], pixelVr: 'OW', pixels: Uint8Array.of(0x21, 0x43, 0x65, 0xff, 0xff, 0x0f) })).toEqual([0x321, 0x654, 0xfff, 0x0ff])
  })

  it('cannot be asked for beyond the last frame', async () => {
    await expect(decode({ pixels: new Uint8Array(4) }, 1)).rejects.toThrow('frame 2 was asked for, but it has 1')
  })
})

/** A palette: descriptor and data of three channels. */
function palette(entries: number, first: number, bits: number, data: readonly Uint8Array[]): TestElement[] {
  return data.flatMap((bytes, channel): TestElement[] => [
    [0x00281101 + channel, 'US', [entries, first, bits]],
    [0x00281201 + channel, 'OW', bytes],
  ])
}
const colour = { samples: 3, rows: 1, columns: 2 }

describe('colour', () => {
  it('comes from a palette of 16-bit entries; values outside it take its ends', async () => {
    const more = palette(2, 10, 16, [words(0x1100, 0xff00), words(0x2200, 0x8000), words(0x3300, 0x0100)])
    expect([...(await decode({ photometric: 'PALETTE COLOR', more, pixels: Uint8Array.of(0, 10, 11, 200) }))]).toEqual([17, 34, 51, 17, 34, 51, 255, 128, 1, 255, 128, 1])
  })

  it('comes from a palette of 8-bit entries, packed or in words', async () => {
    const image = { photometric: 'PALETTE COLOR', columns: 2, pixels: Uint8Array.of(0, 1) }
    const packed = palette(2, 0, 8, [Uint8Array.of(1, 2), Uint8Array.of(3, 4), Uint8Array.of(5, 6)])
    const inWords = palette(2, 0, 16, [words(1, 2), words(3, 4), words(5, 6)])
    for (const more of [packed, inWords]) expect([...(await decode({ ...image, more }))]).toEqual([1, 3, 5, 2, 4, 6])
  })

  it('scales 16-bit palettes alike in all channels, however dark one of them is', async () => {
    const more = palette(2, 0, 16, [words(0x0000, 0xff00), words(0x0000, 0x00ff), words(0x0000, 0x8000)])
    expect([...(await decode({ photometric: 'PALETTE COLOR', columns: 2, more, pixels: Uint8Array.of(0, 1) }))]).toEqual([0, 0, 0, 255, 0, 128])
  })

  it('is refused with a broken palette', async () => {
    const image = { photometric: 'PALETTE COLOR', pixels: new Uint8Array(4) }
    await expect(decode(image)).rejects.toThrow('its palette is missing')
    await expect(decode({ ...image, more: palette(256, 0, 8, [words(1), words(1), words(1)]) })).rejects.toThrow('2 bytes for 256 entries')
  })

  it('is interleaved, whether stored by pixel or by plane', async () => {
    expect([...(await decode({ ...colour, photometric: 'RGB', pixels: Uint8Array.of(1, 2, 3, 4, 5, 6) }))]).toEqual([1, 2, 3, 4, 5, 6])
    expect([...(await decode({ ...colour, photometric: 'RGB', more: [[0x00280006, 'US', [1]]], pixels: Uint8Array.of(1, 4, 2, 5, 3, 6) }))]).toEqual([1, 2, 3, 4, 5, 6])
  })

  it('is converted from YBR, full or with shared chroma', async () => {
    expect([...(await decode({ ...colour, photometric: 'YBR_FULL', pixels: Uint8Array.of(76, 85, 255, 150, 44, 21) }))]).toEqual([254, 0, 0, 0, 255, 1])
    expect([...(await decode({ ...colour, photometric: 'YBR_FULL_422', pixels: Uint8Array.of(10, 200, 128, 128) }))]).toEqual([10, 10, 10, 200, 200, 200])
    await expect(decode({ ...colour, photometric: 'YBR_PARTIAL_422', pixels: new Uint8Array(6) })).rejects.toThrow('YBR_PARTIAL_422 is not supported')
  })

  it('of 16 bits keeps its upper 8', async () => {
    expect([...(await decode({ ...colour, bits: [16, 12, 11], photometric: 'RGB', pixels: words(0xfff, 0x800, 0x010, 0, 0x100, 0xf00) }))]).toEqual([255, 128, 1, 0, 16, 240])
  })
})

/** A JPEG stream that ends behind its frame header. */
const jpegHeader = (columns: number, components: number): Uint8Array => Uint8Array.of(0xff, 0xd8, 0xff, 0xc0, 0, 8 + 3 * components, 8, 0, 1, columns >> 8, columns & 255, components, ...Array.from({ length: components * 3 }, () => 0x11))
const encapsulated = (stream: Uint8Array): TestImage => ({ syntax: '1.2.840.10008.1.2.4.50', encapsulated: true, pixels: encapsulate([stream]) })

describe('compressed frames', () => {
  it('are refused before decoding when they claim another size than the header', async () => {
    await expect(decode(encapsulated(jpegHeader(40_000, 1)))).rejects.toThrow('a compressed frame has 40000 × 1 pixels where the header states 4 × 1')
    await expect(decode(encapsulated(jpegHeader(4, 3)))).rejects.toThrow('has 3 components where the header states 1')
  })

  it('are refused when they are no codestream or a damaged one', async () => {
    await expect(decode(encapsulated(Uint8Array.of(1, 2, 3, 4)))).rejects.toThrow('does not begin like JPEG')
    await expect(decode(encapsulated(jpegHeader(4, 1)))).rejects.toThrow('a JPEG frame is damaged')
    await expect(decode(encapsulated(Uint8Array.of(0xff, 0xd8, 0xff, 0xd9)))).rejects.toThrow('a JPEG frame has no frame header')
    await expect(decode(encapsulated(Uint8Array.of(0xff, 0x4f, 0xff, 0x51, 0, 41)))).rejects.toThrow('no size marker')
  })

  it('use the RLE decoder only in its own syntax', async () => {
    const header = new Uint8Array(64)
    header[0] = 1
    header[4] = 64
    const stream = Uint8Array.from([...header, 253, 9])
    expect([...(await decode({ syntax: '1.2.840.10008.1.2.5', encapsulated: true, pixels: encapsulate([stream]) }))]).toEqual([9, 9, 9, 9])
  })
})
