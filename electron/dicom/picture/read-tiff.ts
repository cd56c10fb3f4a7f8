import { inflateSync } from 'node:zlib'
import { ReadingError } from '../unreadable-file-error'
import { checkPictureSize, pictureOf, type DecodedPicture } from './decoded-picture'
import { unpackBits, unpackLzw } from './tiff-compression'
import { listTiffPages, type TiffPage } from './tiff-pages'

/** A TIFF 6.0 file: its pages, and how one of them is decoded. */
export interface TiffFile {
  readonly pages: number
  decodePage(page: number): DecodedPicture
}

/** Opens a TIFF. Decoded are unsigned 8- and 16-bit grey, RGB and palette pictures in strips or tiles: plain, LZW, deflated or PackBits. */
export function readTiff(bytes: Uint8Array): TiffFile {
  const { pages, littleEndian } = listTiffPages(bytes)
  return { pages: pages.length, decodePage: (page) => decodePage(bytes, pages[page]!, littleEndian) }
}

function decodePage(bytes: Uint8Array, page: TiffPage, littleEndian: boolean): DecodedPicture {
  const { columns, rows, bits, channels, photometric } = page
  if (bits !== 8 && bits !== 16) throw new ReadingError('unsupported', `TIFF pictures of ${bits} bits are not supported`)
  if (page.sampleFormat !== 1) throw new ReadingError('unsupported', 'TIFF pictures of signed or floating-point samples are not supported')
  if (page.planar && channels > 1) throw new ReadingError('unsupported', 'TIFF pictures in separate colour planes are not supported')
  if (photometric > 3 || channels < (photometric === 2 ? 3 : 1) || channels > 8) throw new ReadingError('unsupported', `TIFF pictures of colour model ${photometric} with ${channels} channels are not supported`)
  checkPictureSize(columns, rows, (channels * bits) / 8)
  const across = Math.ceil(columns / page.blockColumns)
  if (page.blocks.length < across * Math.ceil(rows / page.blockRows)) throw new ReadingError('truncated', 'its TIFF page lacks strips')
  const samples = bits === 16 ? new Uint16Array(columns * rows * channels) : new Uint8Array(columns * rows * channels)
  for (const [index, block] of page.blocks.entries()) {
    const top = Math.floor(index / across) * page.blockRows
    if (top >= rows) break
    const height = page.tiled ? page.blockRows : Math.min(page.blockRows, rows - top)
    const decoded = decodeBlock(bytes, block, page, height, littleEndian)
    placeBlock(decoded, samples, page, top, (index % across) * page.blockColumns, height)
  }
  if (photometric === 3) return pictureOf(throughColourMap(samples, page), columns, rows, 3)
  // 0 is white: turned round, so that the picture looks as it was meant.
  if (photometric === 0) for (let at = 0; at < samples.length; at++) samples[at] = ~samples[at]!
  return pictureOf(samples, columns, rows, channels)
}

/** Samples of one strip or tile. */
function decodeBlock(bytes: Uint8Array, { offset, length }: TiffPage['blocks'][number], page: TiffPage, height: number, littleEndian: boolean): Uint8Array | Uint16Array {
  const { blockColumns, channels, bits } = page
  const size = blockColumns * height * channels * (bits / 8)
  const stored = bytes.subarray(offset, offset + length)
  const raw = decompress(stored, page.compression, size)
  if (raw.length < size) throw new ReadingError('truncated', `a strip of it has ${raw.length} bytes instead of ${size}`)
  const samples = bits === 16 ? Uint16Array.from({ length: size / 2 }, (_, at) => (littleEndian ? raw[at * 2]! | (raw[at * 2 + 1]! << 8) : (raw[at * 2]! << 8) | raw[at * 2 + 1]!)) : raw.slice(0, size)
  if (page.predictor === 2) {
    const stride = blockColumns * channels
    for (let at = 0; at < samples.length; at++) if (at % stride >= channels) samples[at] = samples[at]! + samples[at - channels]!
  } else if (page.predictor !== 1) throw new ReadingError('unsupported', `TIFF predictor ${page.predictor} is not supported`)
  return samples
}

function decompress(stored: Uint8Array, compression: number, size: number): Uint8Array {
  switch (compression) {
    case 1:
      return stored
    case 5:
      return unpackLzw(stored, size)
    case 8:
    case 32946:
      try {
        const raw = inflateSync(stored, { maxOutputLength: size })
        return new Uint8Array(raw.buffer, raw.byteOffset, raw.length)
      } catch {
        throw new ReadingError('corrupt', 'a deflated strip of it is damaged')
      }
    case 32773:
      return unpackBits(stored, size)
    default:
      throw new ReadingError('unsupported', `TIFF compression ${compression} is not supported`)
  }
}

function placeBlock(block: Uint8Array | Uint16Array, samples: Uint8Array | Uint16Array, page: TiffPage, top: number, left: number, height: number): void {
  const { columns, rows, channels, blockColumns } = page
  const width = Math.min(blockColumns, columns - left) * channels
  for (let row = 0; row < height && top + row < rows; row++) {
    const from = row * blockColumns * channels
    samples.set(block.subarray(from, from + width), ((top + row) * columns + left) * channels)
  }
}

function throughColourMap(indices: Uint8Array | Uint16Array, { colourMap, bits }: TiffPage): Uint8Array {
  const entries = 2 ** bits
  if (colourMap.length < entries * 3) throw new ReadingError('corrupt', 'its palette is too short')
  return Uint8Array.from({ length: indices.length * 3 }, (_, at) => colourMap[(at % 3) * entries + indices[Math.floor(at / 3)]!]! >> 8)
}
