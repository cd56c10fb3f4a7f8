import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { deflateSync } from 'node:zlib'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openImage } from '../../electron/dicom/open-image'
import { FrameStore } from '../../electron/services/frame-store'
import { writePng } from '../../electron/dicom/picture/write-png'
import { createThumbnail } from '../../electron/dicom/thumbnail'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pictures-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const ramp = (count: number, step: number): Uint8Array => Uint8Array.from({ length: count }, (_, index) => (index * step) & 255)

async function open(name: string, content: Uint8Array) {
  const file = join(folder, name)
  await writeFile(file, content)
  const image = await openImage(file)
  return { header: image.header, pixels: await image.decodeFrame(image.header.frames - 1), close: () => image.close() }
}

describe('picture files', () => {
  it('are read as grey PNG, with stable UIDs and a study named after their folder', async () => {
    const samples = ramp(12, 20)
    const png = await sharp(samples, { raw: { width: 4, height: 3, channels: 1 } }).png().toBuffer()
    const { header, pixels } = await open('grey.png', png)
    expect(header).toMatchObject({ kind: 'picture', modality: 'OT', rows: 3, columns: 4, frames: 1, bitsAllocated: 8, samplesPerPixel: 1, studyDescription: basename(folder), patientName: '', warnings: [] })
    expect(pixels).toEqual(samples)
    const copy = await open('same-picture.png', png)
    expect(copy.header.sopInstanceUid).toBe(header.sopInstanceUid)
    expect(copy.header.seriesInstanceUid).toBe(header.seriesInstanceUid)
    expect(header.sopInstanceUid).toMatch(/^2\.25\.[1-9]\d{1,38}$/)
    const inner = join(folder, 'inner')
    await mkdir(inner, { recursive: true })
    expect((await open('inner/grey.png', png)).header.studyInstanceUid).not.toBe(header.studyInstanceUid)
  })

  it('are read as 16-bit PNG and TIFF, bit for bit', async () => {
    const samples = Uint16Array.from({ length: 12 }, (_, index) => index * 5000)
    const raw = sharp(samples, { raw: { width: 4, height: 3, channels: 1 } }).toColourspace('grey16')
    for (const [name, content] of [['deep.png', await raw.clone().png().toBuffer()], ['deep.tiff', await raw.clone().tiff({ compression: 'lzw' }).toBuffer()]] as const) {
      const { header, pixels } = await open(name, content)
      expect(header, name).toMatchObject({ bitsAllocated: 16, bitsStored: 16, samplesPerPixel: 1 })
      expect([...new Uint16Array(pixels.buffer, pixels.byteOffset, 12)], name).toEqual([...samples])
    }
  })

  it('are grey when their three channels are equal, and colour otherwise; transparency is dropped', async () => {
    const equal = Uint8Array.from({ length: 36 }, (_, index) => Math.floor(index / 3) * 7)
    const rgb = await sharp(equal, { raw: { width: 4, height: 3, channels: 3 } }).png().toBuffer()
    expect((await open('equal.png', rgb)).header.samplesPerPixel).toBe(1)
    const rgba = await sharp(ramp(48, 5), { raw: { width: 4, height: 3, channels: 4 } }).png().toBuffer()
    const { header, pixels } = await open('colour.png', rgba)
    expect(header.samplesPerPixel).toBe(3)
    expect([...pixels.subarray(0, 6)]).toEqual([0, 5, 10, 20, 25, 30])
  })

  it('are read as JPEG whatever the name says, and PGM by our own reader', async () => {
    const jpeg = await sharp(new Uint8Array(64 * 64).fill(90), { raw: { width: 64, height: 64, channels: 1 } }).jpeg().toBuffer()
    const { header, pixels } = await open('photo.dcm', jpeg)
    expect(header).toMatchObject({ rows: 64, columns: 64, samplesPerPixel: 1 })
    expect(Math.abs(pixels[2000]! - 90)).toBeLessThanOrEqual(1)
    expect([...(await open('map.pgm', new TextEncoder().encode('P2 2 1 255 7 9 '))).pixels]).toEqual([7, 9])
  })

  it('are decoded as sharp decodes them: every kind of PNG and TIFF', async () => {
    const [width, height] = [37, 29]
    const noise = (channels: number): Uint8Array => Uint8Array.from({ length: width * height * channels }, (_, index) => (index * index * 31 + index * 7) & 255)
    const raw = (channels: 1 | 2 | 3 | 4) => sharp(noise(channels), { raw: { width, height, channels } })
    const deep = sharp(Uint16Array.from(noise(1), (value, index) => value * 257 - (index % 200)), { raw: { width, height, channels: 1 } }).toColourspace('grey16')
    const files: Record<string, Buffer> = {
      'grey.png': await raw(1).png().toBuffer(),
      'grey-alpha.png': await raw(2).png().toBuffer(),
      'rgb.png': await raw(3).png().toBuffer(),
      'rgba.png': await raw(4).png().toBuffer(),
      'interlaced.png': await raw(3).png({ progressive: true }).toBuffer(),
      'adaptive.png': await raw(3).png({ adaptiveFiltering: true }).toBuffer(),
      'palette.png': await raw(3).png({ palette: true, colours: 16 }).toBuffer(),
      'palette-2.png': await raw(3).png({ palette: true, colours: 4 }).toBuffer(),
      'deep.png': await deep.clone().png({ progressive: true }).toBuffer(),
      'deep.tiff': await deep.clone().tiff({ compression: 'lzw', predictor: 'horizontal' }).toBuffer(),
      ...Object.fromEntries(
        await Promise.all(
          (['none', 'lzw', 'deflate', 'packbits'] as const).flatMap((compression) =>
            ([[1, 'none', false], [3, 'none', true], [1, 'horizontal', false], [3, 'horizontal', false]] as const).map(
              async ([channels, predictor, tile]) => [`${compression}-${channels}-${predictor}-${tile}.tiff`, await raw(channels).tiff({ compression, predictor, tile, tileWidth: 16, tileHeight: 16 }).toBuffer()] as const,
            ),
          ),
        ),
      ),
    }
    for (const [name, content] of Object.entries(files)) {
      const wide = name.startsWith('deep')
      const { header, pixels } = await open(name, content)
      const oracle = sharp(content).removeAlpha()
      const expected = await (wide ? oracle.toColourspace('grey16').raw({ depth: 'ushort' }) : (header.samplesPerPixel === 1 ? oracle.toColourspace('b-w') : oracle.toColourspace('srgb')).raw()).toBuffer()
      expect(header, name).toMatchObject({ rows: height, columns: width, bitsAllocated: wide ? 16 : 8, samplesPerPixel: /grey|deep|-1-/.test(name) ? 1 : 3 })
      expect(Buffer.from(pixels).equals(expected), name).toBe(true)
    }
  })

  it('have their pages as frames', async () => {
    const pages = await sharp(ramp(4 * 6, 9), { raw: { width: 4, height: 6, channels: 1, pageHeight: 3 } }).tiff({ compression: 'lzw' }).toBuffer()
    const { header, pixels } = await open('pages.tiff', pages)
    expect(header).toMatchObject({ frames: 2, rows: 3, columns: 4 })
    expect(pixels).toEqual(ramp(24, 9).slice(12))
  })

  it('are written as PNG that others read', async () => {
    const deep = Uint16Array.from({ length: 12 }, (_, index) => index * 4321)
    const grey = sharp(await writePng(ramp(12, 11), 4, 3))
    expect([...(await grey.toColourspace('b-w').raw().toBuffer())]).toEqual([...ramp(12, 11)])
    expect([...(await sharp(await writePng(ramp(36, 11), 4, 3, 3)).raw().toBuffer())]).toEqual([...ramp(36, 11)])
    const words = await sharp(await writePng(deep, 4, 3)).toColourspace('grey16').raw({ depth: 'ushort' }).toBuffer()
    expect([...new Uint16Array(words.buffer, words.byteOffset, 12)]).toEqual([...deep])
    await expect(writePng(new Uint8Array(11), 4, 3)).rejects.toThrow('11 samples are not 4 × 3 × 1')
  })

  it.each([
    ['cut.png', 'truncated', async () => (await sharp(ramp(90_000, 7), { raw: { width: 300, height: 300, channels: 1 } }).png({ compressionLevel: 0 }).toBuffer()).subarray(0, 5000)],
    ['bomb.png', 'too-large', () => Promise.resolve(pngClaiming(60_000, 60_000))],
    ['bomb.pgm', 'too-large', () => Promise.resolve(new TextEncoder().encode('P5 60000 60000 255 '))],
    ['empty.jpg', 'corrupt', () => Promise.resolve(Uint8Array.of(0xff, 0xd8, 0xff, 0xd9))],
  ])('%s is refused: %s', async (name, code, content) => {
    await expect(open(name, await content())).rejects.toMatchObject({ name: 'UnreadableFileError', code, message: expect.stringContaining(name) as string })
  })
})

/** A PNG that claims a size and holds almost nothing. */
function pngClaiming(width: number, height: number): Uint8Array {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header[8] = 8
  return Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), pngChunk('IHDR', header), pngChunk('IDAT', deflateSync(Buffer.alloc(1000))), pngChunk('IEND', Buffer.alloc(0))])
}

function pngChunk(type: string, content: Buffer): Buffer {
  const typed = Buffer.concat([Buffer.from(type), content])
  let crc = 0xffffffff
  for (const byte of typed) {
    crc ^= byte
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1
  }
  const [length, end] = [Buffer.alloc(4), Buffer.alloc(4)]
  length.writeUInt32BE(content.length)
  end.writeUInt32BE((crc ^ 0xffffffff) >>> 0)
  return Buffer.concat([length, typed, end])
}

describe('thumbnails', () => {
  it('fit into 192 px and are cached on disk', async () => {
    const file = join(folder, 'wide.png')
    await writeFile(file, await sharp(ramp(400 * 100, 1), { raw: { width: 400, height: 100, channels: 1 } }).png().toBuffer())
    const image = await openImage(file)
    let made = 0
    const thumbnailFolder = join(folder, 'thumbnails')
    const store = new FrameStore({
      pool: { decodeFrame: () => Promise.reject(new Error('not asked for')), hasten: () => {}, thumbnail: () => (made++, createThumbnail(image)) },
      fileOf: () => file,
      thumbnailSource: (seriesId) => (seriesId === 1 ? { id: 1, ...image.header } : null),
      thumbnailFolder,
    })
    const thumbnail = await store.getThumbnail(1)
    expect(await sharp(thumbnail!).metadata()).toMatchObject({ format: 'png', width: 192, height: 48 })
    expect(Buffer.from((await store.getThumbnail(1))!).equals(Buffer.from(thumbnail!))).toBe(true)
    expect(made).toBe(1)
    expect(await store.getThumbnail(2)).toBeNull()
    await rm(thumbnailFolder, { recursive: true })
    await writeFile(thumbnailFolder, 'a file where the folder should be')
    expect((await store.getThumbnail(1))!.length).toBe(thumbnail!.length)
    image.close()
  })
})
