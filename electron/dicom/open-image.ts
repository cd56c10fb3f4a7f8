import { basename } from 'node:path'
import { decodeDicomFrame } from './decode/decode-dicom-frame'
import type { ImageHeader } from './image-header'
import { FileSource } from './parse/byte-source'
import { readDicomHeader } from './parse/read-dicom-header'
import { openPicture } from './picture/open-picture'
import { isPicture } from './picture/picture-kind'
import { unreadable } from './unreadable-file-error'

/** A file that has been found readable, open for decoding. */
export interface OpenImage {
  readonly header: ImageHeader
  /** One frame in the served form; throws an `UnreadableFileError`. */
  decodeFrame(frame: number): Promise<Uint8Array>
  close(): void
}

/** Opens a DICOM file or a picture by what its first bytes say, never by its name. Throws an `UnreadableFileError`. */
export async function openImage(file: string): Promise<OpenImage> {
  const name = basename(file)
  try {
    const source = new FileSource(file)
    try {
      const image = isPicture(source) ? await openPicture(file, source) : openDicom(source)
      return { ...image, decodeFrame: (frame) => image.decodeFrame(frame).catch((error: unknown) => Promise.reject(unreadable(image.header.frames > 1 ? `Frame ${frame + 1} of ${name}` : name, error))) }
    } catch (error) {
      source.close()
      throw error
    }
  } catch (error) {
    throw unreadable(name, error)
  }
}

function openDicom(source: FileSource): OpenImage {
  const file = readDicomHeader(source)
  return { header: file.header, decodeFrame: (frame) => decodeDicomFrame(file, frame), close: () => source.close() }
}
