import { ReadingError } from '../../unreadable-file-error'
import { HuffmanTable } from './huffman-table'

/** Tables and headers of a one-component JPEG stream up to its entropy-coded data. */
export interface JpegSegments {
  readonly precision: number
  readonly rows: number
  readonly columns: number
  /** 64 steps in zigzag order. */
  readonly quantization: Uint16Array
  readonly dc: HuffmanTable
  readonly ac: HuffmanTable
  /** Data units between restart markers; 0 when there are none. */
  readonly restartInterval: number
  readonly entropyStart: number
}

const damaged = (what: string): ReadingError => new ReadingError('corrupt', `a JPEG frame has ${what}`)

/** Reads the marker segments of a sequential, one-component stream (ITU T.81 annex B). */
export function readJpegSegments(bytes: Uint8Array): JpegSegments {
  const quantizations = new Map<number, Uint16Array>()
  const huffman = new Map<number, HuffmanTable>()
  let frame: { precision: number; rows: number; columns: number; table: number } | null = null
  let restartInterval = 0
  for (let position = 2; position + 4 <= bytes.length; ) {
    if (bytes[position] !== 0xff) throw damaged('bytes between its segments')
    const marker = bytes[position + 1]!
    if (marker === 0xff) {
      position++
      continue
    }
    const length = (bytes[position + 2]! << 8) | bytes[position + 3]!
    const segment = bytes.subarray(position + 4, position + 2 + length)
    if (length < 2 || segment.length !== length - 2) throw damaged('a segment that reaches beyond its end')
    if (marker === 0xdb) readQuantizations(segment, quantizations)
    else if (marker === 0xc4) readHuffmanTables(segment, huffman)
    else if (marker === 0xdd && segment.length >= 2) restartInterval = (segment[0]! << 8) | segment[1]!
    else if ((marker === 0xc0 || marker === 0xc1) && segment.length >= 9) {
      frame = { precision: segment[0]!, rows: (segment[1]! << 8) | segment[2]!, columns: (segment[3]! << 8) | segment[4]!, table: segment[8]! }
    } else if (marker === 0xda) {
      if (!frame || segment.length < 6 || segment[0] !== 1) throw damaged('a scan that is not of one component')
      const quantization = quantizations.get(frame.table)
      const dc = huffman.get(segment[2]! >> 4)
      const ac = huffman.get(0x10 | (segment[2]! & 0x0f))
      if (!quantization || !dc || !ac) throw damaged('a scan whose tables are missing')
      return { ...frame, quantization, dc, ac, restartInterval, entropyStart: position + 2 + length }
    }
    position += 2 + length
  }
  throw damaged('no scan')
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
