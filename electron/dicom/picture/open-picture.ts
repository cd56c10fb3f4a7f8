import { createHash } from 'node:crypto'
import { basename, dirname, resolve } from 'node:path'
import { plainText } from '../../ipc/plain-text'
import type { ImageHeader } from '../image-header'
import { limits } from '../limits'
import type { OpenImage } from '../open-image'
import type { ByteSource } from '../parse/byte-source'
import { stableUid, uidFromHash } from '../parse/stable-uid'
import { ReadingError } from '../unreadable-file-error'
import type { DecodedPicture } from './decoded-picture'
import { pictureKind, type PictureKind } from './picture-kind'
import { readJpeg } from './read-jpeg'
import { readPgm } from './read-pgm'
import { readPng } from './read-png'
import { readTiff } from './read-tiff'

/** Largest encoded picture; what it decodes to is bounded by `limits.picturePixels`. */
const maximumFileBytes = limits.frameBytes

/** Opens a PNG, JPEG, TIFF or PGM. Its UIDs come from its content, so the same picture is the same instance wherever it lies. */
export async function openPicture(file: string, source: ByteSource): Promise<OpenImage> {
  if (source.size > maximumFileBytes) throw new ReadingError('too-large', `it has ${source.size} bytes, more than ${maximumFileBytes}`)
  const bytes = source.copy(0, source.size)
  const warnings: string[] = []
  const picture = await readPicture(bytes, pictureKind(source), warnings)
  const { first, pages } = picture
  const header: ImageHeader = {
    ...describe(file, bytes),
    rows: first.rows, columns: first.columns, frames: pages, bitsAllocated: first.bitsAllocated, bitsStored: first.bitsStored, samplesPerPixel: first.samplesPerPixel,
    warnings,
  }
  return {
    header,
    async decodeFrame(frame) {
      if (!Number.isInteger(frame) || frame < 0 || frame >= pages) throw new ReadingError('corrupt', `frame ${frame + 1} was asked for, but it has ${pages}`)
      const page = frame === 0 ? first : picture.decodePage(frame)
      if (page.rows !== header.rows || page.columns !== header.columns || page.bitsAllocated !== header.bitsAllocated || page.samplesPerPixel !== header.samplesPerPixel) {
        throw new ReadingError('unsupported', `page ${frame + 1} differs from the first in size or depth`)
      }
      // A copy: the caller may transfer it to another thread.
      return page.pixels.slice()
    },
    close: () => source.close(),
  }
}

interface Picture {
  readonly first: DecodedPicture
  readonly pages: number
  decodePage(page: number): DecodedPicture
}

/** Decodes the first page, which is needed to describe the picture, and keeps it: most pictures have no other. */
async function readPicture(bytes: Uint8Array, kind: PictureKind | null, warnings: string[]): Promise<Picture> {
  if (kind === 'tiff') {
    const tiff = readTiff(bytes)
    const first = tiff.decodePage(0)
    const most = Math.floor(limits.runBytes / first.pixels.length)
    if (tiff.pages > most) warnings.push(`Only the first ${most} of ${tiff.pages} pages are used: all of them take too much memory.`)
    return { first, pages: Math.min(tiff.pages, most), decodePage: (page) => tiff.decodePage(page) }
  }
  const first = kind === 'png' ? readPng(bytes) : kind === 'jpeg' ? await readJpeg(bytes) : readPgm(bytes)
  return { first, pages: 1, decodePage: () => first }
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
    studyDescription: plainText(basename(folder)),
    seriesInstanceUid: stableUid('picture series', folder),
    seriesNumber: null,
    seriesDescription: plainText(basename(folder)),
    modality: 'OT',
    sopInstanceUid: uidFromHash(createHash('sha256').update(bytes).digest()),
    sopClassUid: '',
    instanceNumber: null,
    signed: false,
    inverted: false,
    pixelIntensity: null,
    rescaleSlope: 1,
    rescaleIntercept: 0,
    windowCenter: null,
    windowWidth: null,
    frameTimeMs: null,
    frameTimesMs: null,
    primaryAngle: null,
    secondaryAngle: null,
    imagerPixelSpacing: null,
    calibratedPixelSpacing: null,
    transferSyntaxUid: null,
  }
}
