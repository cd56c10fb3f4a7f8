import { ReadingError } from '../../unreadable-file-error'
import { HuffmanTable } from './huffman-table'

export interface JpegComponent {
  readonly id: number
  readonly horizontal: number
  readonly vertical: number
  readonly quantization: number
}

export interface JpegFrame {
  readonly precision: number
  readonly rows: number
  readonly columns: number
  readonly components: readonly JpegComponent[]
}

/** One scan: which components it holds, with which tables, and where its entropy-coded data begin. */
export interface JpegScan {
  readonly components: readonly { readonly index: number; readonly dc: number; readonly ac: number }[]
  /** Ss: first coefficient, or the predictor of lossless JPEG. */
  readonly start: number
  /** Al: the point transform of lossless JPEG. */
  readonly low: number
  readonly entropyStart: number
}

export const damaged = (what: string): ReadingError => new ReadingError('corrupt', `a JPEG frame has ${what}`)

/** Reads the marker segments of a sequential or lossless JPEG stream (ITU T.81 annex B), scan by scan. */
export class JpegStream {
  frame: JpegFrame | null = null
  /** Data units (lossless: pixels) between restart markers; 0 when there are none. */
  restartInterval = 0
  private readonly quantizations = new Map<number, Uint16Array>()
  private readonly huffman = new Map<number, HuffmanTable>()

  constructor(private readonly bytes: Uint8Array) {}

  /** 64 steps in zigzag order. */
  quantization(slot: number): Uint16Array {
    const table = this.quantizations.get(slot)
    if (!table) throw damaged('no quantization table for its scan')
    return table
  }

  huffmanTable(kind: 'dc' | 'ac', slot: number): HuffmanTable {
    const table = this.huffman.get((kind === 'ac' ? 0x10 : 0) | slot)
    if (!table) throw damaged('no Huffman table for its scan')
    return table
  }

  /** The next scan at or behind `position` (2 for the first one: behind SOI); null at the end of the image. */
  nextScan(position: number): JpegScan | null {
    const { bytes } = this
    while (position + 4 <= bytes.length) {
      const marker = bytes[position + 1]!
      // Left-over entropy-coded data of the previous scan, fill bytes, restart markers.
      if (bytes[position] !== 0xff || marker === 0 || marker === 0xff || (marker >= 0xd0 && marker <= 0xd7)) {
        position++
        continue
      }
      if (marker === 0xd9) return null
      const length = (bytes[position + 2]! << 8) | bytes[position + 3]!
      const segment = bytes.subarray(position + 4, position + 2 + length)
      if (length < 2 || segment.length !== length - 2) throw damaged('a segment that reaches beyond its end')
      position += 2 + length
      if (marker === 0xda) return this.readScan(segment, position)
      this.readSegment(marker, segment)
    }
    return null
  }

  private readSegment(marker: number, segment: Uint8Array): void {
    if (marker === 0xdb) readQuantizations(segment, this.quantizations)
    else if (marker === 0xc4) readHuffmanTables(segment, this.huffman)
    else if (marker === 0xdd && segment.length >= 2) this.restartInterval = (segment[0]! << 8) | segment[1]!
    else if (marker === 0xc0 || marker === 0xc1 || marker === 0xc3) this.frame = readFrame(segment)
  }

  private readScan(segment: Uint8Array, entropyStart: number): JpegScan {
    const count = segment[0] ?? 0
    if (!this.frame || count === 0 || segment.length < count * 2 + 4) throw damaged('a scan without a valid header')
    const components = Array.from({ length: count }, (_, at) => {
      const index = this.frame!.components.findIndex((component) => component.id === segment[1 + at * 2])
      if (index < 0) throw damaged('a scan of an unknown component')
      return { index, dc: segment[2 + at * 2]! >> 4, ac: segment[2 + at * 2]! & 0x0f }
    })
    return { components, start: segment[count * 2 + 1]!, low: segment[count * 2 + 3]! & 0x0f, entropyStart }
  }
}

function readFrame(segment: Uint8Array): JpegFrame {
  const count = segment[5] ?? 0
  if (count === 0 || segment.length < 6 + count * 3) throw damaged('no valid frame header')
  const components = Array.from({ length: count }, (_, index) => {
    const at = 6 + index * 3
    return { id: segment[at]!, horizontal: segment[at + 1]! >> 4, vertical: segment[at + 1]! & 0x0f, quantization: segment[at + 2]! }
  })
  return { precision: segment[0]!, rows: (segment[1]! << 8) | segment[2]!, columns: (segment[3]! << 8) | segment[4]!, components }
}

function readQuantizations(segment: Uint8Array, tables: Map<number, Uint16Array>): void {
  for (let at = 0; at < segment.length; ) {
    const wide = segment[at]! >> 4 !== 0
    const slot = segment[at]! & 0x0f
    if (at + 1 + (wide ? 128 : 64) > segment.length) throw damaged('a quantization table that is too short')
    const table = new Uint16Array(64)
    for (let index = 0; index < 64; index++) {
      table[index] = wide ? (segment[at + 1 + 2 * index]! << 8) | segment[at + 2 + 2 * index]! : segment[at + 1 + index]!
    }
    tables.set(slot, table)
    at += 1 + (wide ? 128 : 64)
  }
}

function readHuffmanTables(segment: Uint8Array, tables: Map<number, HuffmanTable>): void {
  for (let at = 0; at + 17 <= segment.length; ) {
    const counts = segment.subarray(at + 1, at + 17)
    const total = counts.reduce((sum, count) => sum + count, 0)
    if (total > 256 || at + 17 + total > segment.length) throw damaged('a Huffman table that is too short')
    tables.set(segment[at]!, new HuffmanTable(counts, segment.subarray(at + 17, at + 17 + total)))
    at += 17 + total
  }
}
