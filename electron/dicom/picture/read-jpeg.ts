import { inspectCodestream } from '../decode/codestream'
import { decodeWithWasm } from '../decode/wasm-codecs'
import { ReadingError } from '../unreadable-file-error'
import { checkPictureSize, pictureOf, type DecodedPicture } from './decoded-picture'

/** Reads a JPEG picture: 8 bits, grey or YCbCr colour. */
export async function readJpeg(bytes: Uint8Array): Promise<DecodedPicture> {
  const { codec, rows, columns, components } = inspectCodestream(bytes)
  checkPictureSize(columns, rows, components)
  if (codec !== 'jpeg-8bit' || (components !== 1 && components !== 3)) throw new ReadingError('unsupported', `JPEG pictures of ${components} components and kind ${codec} are not supported`)
  const { bytes: samples } = await decodeWithWasm(codec, bytes)
  if (samples.length !== rows * columns * components) throw new ReadingError('corrupt', 'its JPEG data are damaged')
  return pictureOf(samples, columns, rows, components)
}
