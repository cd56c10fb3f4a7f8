import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { constants, deflateRawSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { openImage } from '../../electron/dicom/open-image'
import { MemorySource } from '../../electron/dicom/parse/byte-source'
import { readDicomHeader } from '../../electron/dicom/parse/read-dicom-header'
import { ReadingError, type UnreadableFileError } from '../../electron/dicom/unreadable-file-error'
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

/** What is said of a file whose JPEG 2000 stream ends after stating this size. */
async function refusedJpeg2000(columns: number, rows: number, samples: 1 | 3): Promise<UnreadableFileError> {
  const head = new Uint8Array(60)
  head.set([0xff, 0x4f, 0xff, 0x51])
  const view = new DataView(head.buffer)
  view.setUint32(8, columns)
  view.setUint32(12, rows)
  view.setUint16(40, samples)
  head[42] = 7
  const folder = mkdtempSync(join(tmpdir(), 'lightvessel-limits-'))
  try {
    const file = join(folder, 'huge.dcm')
    writeFileSync(file, imageFile({ syntax: '1.2.840.10008.1.2.4.90', rows, columns, samples, photometric: samples === 3 ? 'RGB' : 'MONOCHROME2', pixels: encapsulate([head]), encapsulated: true }))
    const image = await openImage(file)
    return await image.decodeFrame(0).then(
      () => expect.unreachable('it was decoded'),
      (error: UnreadableFileError) => error,
    ).finally(() => image.close())
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
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

  it.each([
    [5000, 5000, 1, 25_000_000],
    [65535, 257, 1, 16_842_495],
    [4096, 1366, 3, 16_785_408],
  ] as const)('refuses a JPEG 2000 frame that a few bytes claim to have %i × %i pixels of %i samples, before its decoder is asked: with file, cause and limit', async (columns, rows, samples, count) => {
    const { code, message } = await refusedJpeg2000(columns, rows, samples)
    expect(code).toBe('too-large')
    expect(message).toBe(`huge.dcm cannot be read: a JPEG 2000 frame of ${columns} × ${rows} pixels has ${count} samples, more than the 16777216 that can be decoded in bounded memory and time.`)
  })

  it.each([[4096, 4096, 1], [65535, 256, 1], [4096, 1365, 3]] as const)('asks the decoder about a JPEG 2000 frame of %i × %i pixels of %i samples', async (columns, rows, samples) => {
    expect(await refusedJpeg2000(columns, rows, samples)).toMatchObject({ code: 'corrupt', message: expect.stringContaining('a JPEG 2000 frame is damaged') as string })
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
