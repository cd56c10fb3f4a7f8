import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { DataError } from './data-error'
import { readPgm, type GreySamples } from './read-pgm'

/** What a picture in a data folder may be called. */
export const pictureExtensions = ['.png', '.jpg', '.jpeg', '.tif', '.tiff', '.pgm', '.webp']

/**
 * Reads the first page of a PNG, JPEG, TIFF, WebP or PGM file as grey samples; colour is converted by luminance, transparency ignored.
 * 16-bit pictures keep their 16 bits. Throws a DataError that names the file when it cannot be read.
 */
export async function readPicture(file: string): Promise<GreySamples> {
  let bytes: Buffer
  try {
    bytes = await readFile(file)
  } catch (cause) {
    throw new DataError(`${file} cannot be read: ${reasonOf(cause)}.`, { cause })
  }
  if (bytes[0] === 0x50 && (bytes[1] === 0x32 || bytes[1] === 0x35)) return readPgm(bytes, basename(file))
  // Loaded where it is used only: a process that merely lists data folders stays free of native code.
  const { default: sharp } = await import('sharp')
  try {
    const metadata = await sharp(bytes).metadata()
    const wide = metadata.depth === 'ushort'
    const picture = sharp(bytes).removeAlpha().toColourspace(wide ? 'grey16' : 'b-w')
    const { data, info } = await picture.raw({ depth: wide ? 'ushort' : 'uchar' }).toBuffer({ resolveWithObject: true })
    // sharp keeps three equal channels for some colour pictures: take the first of each pixel.
    const all = wide ? new Uint16Array(data.buffer, data.byteOffset, data.byteLength / 2) : new Uint8Array(data)
    const samples = info.channels === 1 ? all : all.filter((_, index) => index % info.channels === 0)
    return { rows: info.height, columns: info.width, samples, maximum: wide ? 65535 : 255 }
  } catch (cause) {
    throw new DataError(`${file} cannot be read as a picture: ${reasonOf(cause)}.`, { cause })
  }
}

function reasonOf(cause: unknown): string {
  const text = cause instanceof Error ? cause.message : String(cause)
  return text.split('\n')[0]!.replace(/\.$/, '')
}
