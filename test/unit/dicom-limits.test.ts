import { constants, deflateRawSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { decodeCodestream } from '../../electron/dicom/decode/decode-codestream'
import { MemorySource } from '../../electron/dicom/parse/byte-source'
import { readDicomHeader } from '../../electron/dicom/parse/read-dicom-header'
import { ReadingError } from '../../electron/dicom/unreadable-file-error'
import { concatenate, dataSetBytes, dicomFile, elementBytes, encapsulate, imageFile, itemBytes } from '../helpers/dicom-bytes'

const explicit = { explicit: true, littleEndian: true }
const littleEndian = '1.2.840.10008.1.2.1'

/** The refusal of a file, which must come fast and without memory in the size of what the file claims. */
function refusal(bytes: Uint8Array): ReadingError {
  const before = process.memoryUsage()
  const start = process.cpuUsage()
  let caught: unknown
  try {
    readDicomHeader(new MemorySource(bytes))
  } catch (error) {
    caught = error
  }
  const { user, system } = process.cpuUsage(start)
  const after = process.memoryUsage()
  expect(caught).toBeInstanceOf(ReadingError)
  // Processor time: a busy machine must not fail the test.
  expect((user + system) / 1000).toBeLessThan(1000)
  expect(after.arrayBuffers - before.arrayBuffers).toBeLessThan(64 * 1024 ** 2)
  return caught as ReadingError
}

describe('limits', () => {
  it.each([0x7fffffff, 0xfffffffe, 10_000])('refuses an element of %i bytes that are not there, at once', (length) => {
    const file = dicomFile(littleEndian, elementBytes(0x00091001, 'OB', new Uint8Array(20), explicit, length))
    expect(refusal(file)).toMatchObject({ code: 'truncated', message: `element (0009,1001) says ${length} bytes where 20 are left` })
  })

  it('refuses sequences that are nested without end', () => {
    const nested = concatenate(Array.from({ length: 10_000 }, () => concatenate([
      elementBytes(0x00081115, 'SQ', new Uint8Array(0), explicit, 0xffffffff),
      itemBytes(0xfffee000, new Uint8Array(0), true, 0xffffffff),
    ])))
    expect(refusal(dicomFile(littleEndian, nested))).toMatchObject({ code: 'corrupt', message: 'its sequences are nested more than 24 deep' })
  })

  it('refuses more elements than any header has', () => {
    const empty = elementBytes(0x00091001, 'LO', new Uint8Array(0), explicit)
    const many = new Uint8Array(empty.length * 300_000)
    for (let at = 0; at < many.length; at += empty.length) many.set(empty, at)
    expect(refusal(dicomFile(littleEndian, many))).toMatchObject({ code: 'too-large', message: 'it has more than 200000 elements' })
  })

  it.each([
    [{ rows: 65535, columns: 65535 }, 'a frame of 65535 × 65535 pixels'],
    [{ frames: 1_000_000 }, 'it claims 1000000 frames'],
    [{ rows: 4096, columns: 4096, frames: 1000 }, '1000 frames of 4096 × 4096 pixels'],
  ])('refuses %o before anything is allocated', (image, message) => {
    expect(refusal(imageFile({ ...image, pixels: new Uint8Array(16) }))).toMatchObject({ code: 'too-large', message: expect.stringContaining(message) as string })
  })

  it('stops at a heap of empty fragments, whose list would take more memory than the file', () => {
    const fragments = Array.from({ length: 30_000 }, () => new Uint8Array(0))
    expect(refusal(imageFile({ syntax: '1.2.840.10008.1.2.4.50', pixels: encapsulate(fragments), encapsulated: true }))).toMatchObject({ code: 'too-large', message: 'it has more than 10000 fragments' })
  })

  it('refuses a JPEG 2000 frame that a few bytes claim to be huge, before its decoder is asked', async () => {
    const head = new Uint8Array(60)
    head.set([0xff, 0x4f, 0xff, 0x51])
    const view = new DataView(head.buffer)
    for (const [at, value] of [[8, 5000], [12, 5000]] as const) view.setUint32(at, value)
    view.setUint16(40, 1)
    head[42] = 15
    const pixels = { rows: 5000, columns: 5000, frames: 1, samplesPerPixel: 1, photometric: 'MONOCHROME2', planar: false, bitsAllocated: 16, bitsStored: 16, highBit: 15, signed: false } as const
    await expect(decodeCodestream(head, pixels)).rejects.toMatchObject({ code: 'too-large', message: 'a JPEG 2000 frame of 5000 × 5000 pixels takes too much memory to decode' })
  })

  it('stops inflating a deflate bomb at its budget', () => {
    // A private element of 300 MB of zeros, declared correctly, in 300 kB: one flushed block over and over.
    const block = deflateRawSync(new Uint8Array(1024 ** 2), { finishFlush: constants.Z_FULL_FLUSH })
    const head = deflateRawSync(elementBytes(0x00091001, 'OB', new Uint8Array(0), explicit, 300 * 1024 ** 2), { finishFlush: constants.Z_FULL_FLUSH })
    const bomb = dicomFile('1.2.840.10008.1.2.1.99', concatenate([head, ...Array.from({ length: 300 }, () => block), deflateRawSync(new Uint8Array(0))]))
    expect(bomb.length).toBeLessThan(1024 ** 2)
    expect(() => readDicomHeader(new MemorySource(bomb))).toThrow('inflates to more than 268435456 bytes')
  })

  it('refuses deflated data that cannot be inflated', () => {
    expect(refusal(dicomFile('1.2.840.10008.1.2.1.99', Uint8Array.from({ length: 200 }, (_, index) => (index * 37) & 255)))).toMatchObject({ message: 'its deflated data set cannot be inflated' })
  })

  it('refuses a negative, zero or absent size, odd depths and colour models', () => {
    expect(refusal(imageFile({ rows: 0, pixels: new Uint8Array(16) })).message).toBe('its header has no valid Rows')
    expect(refusal(imageFile({ bits: [32, 32, 31], pixels: new Uint8Array(64) })).message).toBe('pixels of 32 bits are not supported')
    expect(refusal(imageFile({ photometric: 'CMYK', samples: 4, pixels: new Uint8Array(64) })).message).toBe('the colour model CMYK is not supported')
    expect(refusal(imageFile({ photometric: 'RGB', pixels: new Uint8Array(64) })).message).toBe('its header pairs 1 samples per pixel with RGB')
  })

  it('refuses what has only an icon, or no pixels, saying so', () => {
    const icon = [[0x00880200, 'SQ', [[[0x00280010, 'US', [4]], [0x7fe00010, 'OB', new Uint8Array(16)]]]]] as const
    expect(refusal(imageFile({ more: icon as never }))).toMatchObject({ code: 'no-pixel-data', message: 'its only pixels are those of its icon' })
    expect(refusal(imageFile({}))).toMatchObject({ code: 'no-pixel-data', message: 'it has no pixel data (modality XA)' })
  })

  it('refuses transfer syntaxes that it cannot decode by name', () => {
    const encapsulated = { pixels: encapsulate([new Uint8Array(4)]), encapsulated: true }
    expect(refusal(imageFile({ syntax: '1.2.840.10008.1.2.4.102', ...encapsulated })).message).toContain('MPEG-4 AVC/H.264')
    expect(refusal(imageFile({ syntax: '1.2.9.9', ...encapsulated })).message).toContain('transfer syntax 1.2.9.9')
    expect(refusal(imageFile({ syntax: '__proto__', ...encapsulated })).message).toContain('transfer syntax __proto__')
  })

  it('refuses text, an empty file and a meta header alone', () => {
    expect(refusal(new TextEncoder().encode('This is a letter about a patient, not an image.'))).toMatchObject({ code: 'not-an-image' })
    expect(refusal(new Uint8Array(0)).message).toBe('it is empty')
    expect(refusal(dicomFile(littleEndian, dataSetBytes([], explicit))).code).toBe('not-an-image')
  })
})
