import { inflateSync } from 'node:zlib'
import { ReadingError } from '../unreadable-file-error'
import { checkPictureSize, pictureOf, type DecodedPicture } from './decoded-picture'

interface PngHeader {
  readonly columns: number
  readonly rows: number
  readonly depth: number
  readonly colourType: number
  readonly interlaced: boolean
}

/** Channels by colour type: grey, RGB, palette index, grey and alpha, RGB and alpha. */
const channelsOf: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 }
const depthsOf: Readonly<Record<number, readonly number[]>> = { 0: [1, 2, 4, 8, 16], 2: [8, 16], 3: [1, 2, 4, 8], 4: [8, 16], 6: [8, 16] }

/** The seven passes of an interlaced picture: first column and row, and the steps between them. */
const adam7 = [[0, 0, 8, 8], [4, 0, 8, 8], [0, 4, 4, 8], [2, 0, 4, 4], [0, 2, 2, 4], [1, 0, 2, 2], [0, 1, 1, 2]] as const

/** The samples of a PNG as they are stored: grey values and palette indices of few bits are not stretched. */
export interface PngSamples extends PngHeader {
  readonly palette: Uint8Array
  readonly channels: number
  /** Interleaved; 16-bit numbers for 16 bits. */
  readonly samples: Uint8Array | Uint16Array
}

export const indexedColour = 3

/** Reads a PNG (ISO/IEC 15948) of any colour type and depth; transparency is dropped, 16-bit grey keeps its bits. */
export function readPng(bytes: Uint8Array): DecodedPicture {
  const { samples, palette, columns, rows, depth, colourType, channels } = readPngSamples(bytes)
  if (colourType === indexedColour) return pictureOf(throughPalette(samples, palette), columns, rows, 3)
  if (depth < 8) for (let index = 0; index < samples.length; index++) samples[index] = (samples[index]! * 255) / (2 ** depth - 1)
  return pictureOf(samples, columns, rows, channels)
}

export function readPngSamples(bytes: Uint8Array): PngSamples {
  const { header, palette, data } = readChunks(bytes)
  const { columns, rows, depth, colourType } = header
  const channels = channelsOf[colourType]!
  const passes = header.interlaced ? adam7 : ([[0, 0, 1, 1]] as const)
  const lineBytes = (width: number): number => Math.ceil((width * channels * depth) / 8)
  const sizes = passes.map(([left, top, across, down]) => ({ width: Math.ceil((columns - left) / across), height: Math.ceil((rows - top) / down) }))
  const raw = inflated(data, sizes.reduce((sum, { width, height }) => sum + (width > 0 ? Math.max(0, height) * (lineBytes(width) + 1) : 0), 0))

  const samples = depth === 16 ? new Uint16Array(columns * rows * channels) : new Uint8Array(columns * rows * channels)
  let position = 0
  for (const [index, [left, top, across, down]] of passes.entries()) {
    const { width, height } = sizes[index]!
    if (width <= 0) continue
    let previous = new Uint8Array(lineBytes(width))
    for (let line = 0; line < height; line++) {
      const current = unfilter(raw, position, previous, Math.max(1, (channels * depth) >> 3))
      spread(current, samples, { depth, channels, width, start: ((top + line * down) * columns + left) * channels, step: across * channels })
      position += current.length + 1
      previous = current
    }
  }
  return { ...header, palette, channels, samples }
}

function readChunks(bytes: Uint8Array): { header: PngHeader; palette: Uint8Array; data: Uint8Array[] } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let header: PngHeader | null = null
  let palette: Uint8Array = new Uint8Array(0)
  const data: Uint8Array[] = []
  for (let position = 8; position + 8 <= bytes.length; ) {
    const length = view.getUint32(position)
    const type = String.fromCharCode(...bytes.subarray(position + 4, position + 8))
    const content = bytes.subarray(position + 8, position + 8 + length)
    if (content.length < length) throw new ReadingError('truncated', `its ${type} chunk is cut off`)
    if (type === 'IHDR' && length >= 13) header = readHeader(view, position + 8)
    else if (type === 'PLTE') palette = content
    else if (type === 'IDAT') data.push(content)
    else if (type === 'IEND') break
    position += length + 12
  }
  if (!header || data.length === 0) throw new ReadingError('corrupt', 'it has no PNG header or no pixels')
  return { header, palette, data }
}

function readHeader(view: DataView, at: number): PngHeader {
  const header = { columns: view.getUint32(at), rows: view.getUint32(at + 4), depth: view.getUint8(at + 8), colourType: view.getUint8(at + 9), interlaced: view.getUint8(at + 12) === 1 }
  if (!depthsOf[header.colourType]?.includes(header.depth)) throw new ReadingError('corrupt', `its PNG header pairs colour type ${header.colourType} with ${header.depth} bits`)
  checkPictureSize(header.columns, header.rows, Math.ceil((channelsOf[header.colourType]! * header.depth) / 8))
  return header
}

/** Exactly the bytes that the size asks for: neither less, nor a bomb. */
function inflated(data: readonly Uint8Array[], size: number): Uint8Array {
  let raw: Uint8Array
  try {
    raw = inflateSync(Buffer.concat(data), { maxOutputLength: size })
  } catch {
    throw new ReadingError('corrupt', 'its compressed pixels are damaged')
  }
  if (raw.length < size) throw new ReadingError('truncated', `its pixels have ${raw.length} bytes instead of ${size}`)
  return raw
}

/** Undoes the filter of one line (its first byte names it); `back` is the distance to the byte of the pixel on the left. */
function unfilter(raw: Uint8Array, position: number, previous: Uint8Array, back: number): Uint8Array<ArrayBuffer> {
  const filter = raw[position]!
  const line = new Uint8Array(previous.length)
  for (let index = 0; index < line.length; index++) {
    const left = index >= back ? line[index - back]! : 0
    const above = previous[index]!
    const corner = index >= back ? previous[index - back]! : 0
    line[index] = raw[position + 1 + index]! + prediction(filter, left, above, corner)
  }
  return line
}

function prediction(filter: number, left: number, above: number, corner: number): number {
  switch (filter) {
    case 0:
      return 0
    case 1:
      return left
    case 2:
      return above
    case 3:
      return (left + above) >> 1
    case 4: {
      const [toLeft, toAbove, toCorner] = [Math.abs(above - corner), Math.abs(left - corner), Math.abs(left + above - 2 * corner)]
      return toLeft <= toAbove && toLeft <= toCorner ? left : toAbove <= toCorner ? above : corner
    }
    default:
      throw new ReadingError('corrupt', `a line of its pixels has the unknown filter ${filter}`)
  }
}

interface LineTarget {
  readonly depth: number
  readonly channels: number
  readonly width: number
  readonly start: number
  readonly step: number
}

/** Takes the samples of one line apart and puts them where they belong. */
function spread(line: Uint8Array, samples: Uint8Array | Uint16Array, { depth, channels, width, start, step }: LineTarget): void {
  const mask = 2 ** Math.min(depth, 8) - 1
  for (let pixel = 0, at = 0; pixel < width; pixel++) {
    for (let channel = 0; channel < channels; channel++, at++) {
      const target = start + pixel * step + channel
      if (depth === 16) samples[target] = (line[at * 2]! << 8) | line[at * 2 + 1]!
      else if (depth === 8) samples[target] = line[at]!
      else samples[target] = (line[(at * depth) >> 3]! >> (8 - depth - ((at * depth) & 7))) & mask
    }
  }
}

function throughPalette(indices: Uint8Array | Uint16Array, palette: Uint8Array): Uint8Array {
  const rgb = new Uint8Array(indices.length * 3)
  for (let pixel = 0; pixel < indices.length; pixel++) {
    const entry = indices[pixel]! * 3
    if (entry + 3 > palette.length) throw new ReadingError('corrupt', 'a pixel has a colour that its palette lacks')
    rgb.set(palette.subarray(entry, entry + 3), pixel * 3)
  }
  return rgb
}
