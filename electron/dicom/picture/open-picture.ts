import { createHash } from 'node:crypto'
import { basename, dirname, resolve } from 'node:path'
import sharp, { type Metadata, type SharpOptions } from 'sharp'
import type { ImageHeader } from '../image-header'
import { limits } from '../limits'
import type { OpenImage } from '../open-image'
import type { ByteSource } from '../parse/byte-source'
import { stableUid, uidFromHash } from '../parse/stable-uid'
import { ReadingError } from '../unreadable-file-error'
import { pictureKind } from './picture-kind'
import { readPgm } from './read-pgm'

/** One decoded page of a picture in the served form. */
interface Page {
  readonly rows: number
  readonly columns: number
  readonly bitsAllocated: 8 | 16
  readonly bitsStored: number
  readonly samplesPerPixel: 1 | 3
  readonly pixels: Uint8Array
}

/** Largest encoded picture; what it decodes to is bounded by `limits.picturePixels`. */
const maximumFileBytes = limits.frameBytes

/** Opens a PNG, JPEG, TIFF or PGM. Its UIDs come from its content, so the same picture is the same instance wherever it lies. */
export async function openPicture(file: string, source: ByteSource): Promise<OpenImage> {
  if (source.size > maximumFileBytes) throw new ReadingError('too-large', `it has ${source.size} bytes, more than ${maximumFileBytes}`)
  const bytes = source.copy(0, source.size)
  const kind = pictureKind(source)
  const warnings: string[] = []
  let pages = 1
  let readPage: (page: number) => Promise<Page>
  if (kind === 'pgm') {
    readPage = async () => ({ ...readPgm(bytes), samplesPerPixel: 1 })
  } else {
    // The size is judged here; without it, sharp's own limit would only say that the picture is bad.
    const metadata = await sharp(bytes, { ...sharpOptions, limitInputPixels: false }).metadata()
    if (metadata.width * metadata.height > limits.picturePixels) {
      throw new ReadingError('too-large', `it has ${metadata.width} × ${metadata.height} pixels, more than ${limits.picturePixels}`)
    }
    pages = usablePages(metadata, warnings)
    readPage = (page) => decodePage(bytes, page)
  }
  const first = await readPage(0)
  const header: ImageHeader = { ...describe(file, bytes), rows: first.rows, columns: first.columns, frames: pages, bitsAllocated: first.bitsAllocated, bitsStored: first.bitsStored, samplesPerPixel: first.samplesPerPixel, warnings }
  return {
    header,
    async decodeFrame(frame) {
      if (!Number.isInteger(frame) || frame < 0 || frame >= pages) throw new ReadingError('corrupt', `frame ${frame + 1} was asked for, but it has ${pages}`)
      const page = frame === 0 ? first : await readPage(frame)
      if (page.rows !== header.rows || page.columns !== header.columns || page.bitsAllocated !== header.bitsAllocated || page.samplesPerPixel !== header.samplesPerPixel) {
        throw new ReadingError('unsupported', `page ${frame + 1} differs from the first in size or depth`)
      }
      // A copy: the caller may transfer it to another thread.
      return page.pixels.slice()
    },
    close: () => source.close(),
  }
}

const sharpOptions: SharpOptions = { limitInputPixels: limits.picturePixels, failOn: 'error', sequentialRead: true }

function usablePages(metadata: Metadata, warnings: string[]): number {
  const pages = metadata.pages ?? 1
  if (metadata.width * metadata.height * pages > limits.runBytes / 2) {
    warnings.push(`Only the first of ${pages} pages is used: all of them take too much memory.`)
    return 1
  }
  return pages
}

async function decodePage(bytes: Uint8Array, page: number): Promise<Page> {
  const image = sharp(bytes, { ...sharpOptions, page })
  const metadata = await image.metadata()
  const wide = metadata.depth === 'ushort'
  if (!wide && metadata.depth !== 'uchar') throw new ReadingError('unsupported', `pictures with ${metadata.depth} samples are not supported`)
  const grey = metadata.channels <= 2
  const upright = image.autoOrient().removeAlpha()
  const converted = wide ? upright.toColourspace(grey ? 'grey16' : 'rgb16') : upright.toColourspace(grey ? 'b-w' : 'srgb')
  const { data, info } = await converted.raw({ depth: wide ? 'ushort' : 'uchar' }).toBuffer({ resolveWithObject: true })
  const shape = { rows: info.height, columns: info.width }
  if (info.channels === 1) return { ...shape, bitsAllocated: wide ? 16 : 8, bitsStored: wide ? 16 : 8, samplesPerPixel: 1, pixels: toBytes(data) }
  const colour = wide ? Uint8Array.from({ length: data.length / 2 }, (_, index) => data[index * 2 + 1]!) : toBytes(data)
  const single = greyOf(colour)
  return { ...shape, bitsAllocated: 8, bitsStored: 8, samplesPerPixel: single ? 1 : 3, pixels: single ?? colour }
}

const toBytes = (data: Buffer): Uint8Array => new Uint8Array(data.buffer, data.byteOffset, data.byteLength)

/** Angiograms are often saved as RGB: three equal channels are one grey channel. Null when any pixel has colour. */
function greyOf(rgb: Uint8Array): Uint8Array | null {
  const grey = new Uint8Array(rgb.length / 3)
  for (let index = 0; index < grey.length; index++) {
    const value = rgb[index * 3]!
    if (rgb[index * 3 + 1] !== value || rgb[index * 3 + 2] !== value) return null
    grey[index] = value
  }
  return grey
}

function describe(file: string, bytes: Uint8Array) {
  const folder = dirname(resolve(file))
  const study = stableUid('picture study', folder)
  return {
    kind: 'picture' as const,
    patientName: '',
    patientId: '',
    studyInstanceUid: study,
    studyDate: null,
    studyDescription: basename(folder),
    seriesInstanceUid: stableUid('picture series', folder),
    seriesNumber: null,
    seriesDescription: basename(folder),
    modality: 'OT',
    sopInstanceUid: uidFromHash(createHash('sha256').update(bytes).digest()),
    sopClassUid: '',
    instanceNumber: null,
    signed: false,
    inverted: false,
    rescaleSlope: 1,
    rescaleIntercept: 0,
    windowCenter: null,
    windowWidth: null,
    frameTimeMs: null,
    primaryAngle: null,
    secondaryAngle: null,
    imagerPixelSpacing: null,
    transferSyntaxUid: null,
  }
}
