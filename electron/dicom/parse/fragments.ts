import { limits } from '../limits'
import { ReadingError } from '../unreadable-file-error'
import type { ByteSource } from './byte-source'
import { tags } from './tags'
import { readElementHeader, tagName } from './walk-data-set'

/** One item of encapsulated pixel data. */
export interface Fragment {
  /** First byte of its content. */
  readonly offset: number
  readonly length: number
  /** It begins like a codestream (JPEG, JPEG-LS: FFD8; JPEG 2000: FF4F), so a frame may begin here. */
  readonly startsStream: boolean
}

export interface Fragments {
  /** Of the first byte after the offset table: what the table's offsets count from. */
  readonly base: number
  readonly offsetTable: number[]
  readonly fragments: Fragment[]
  /** How the pixel data end: with their delimiter; without it, behind a fragment; or inside a fragment, which may have continued a frame. */
  readonly end: 'delimiter' | 'between fragments' | 'inside a new frame' | 'inside a fragment'
}

/** Items have no VR, and encapsulated pixel data are always little endian. */
const encoding = { explicit: false, littleEndian: true }

/** Lists the fragments of encapsulated pixel data (PS3.5 A.4) by reading their headers only. */
export function listFragments(source: ByteSource, start: number): Fragments {
  if (start + 8 > source.size) throw new ReadingError('truncated', 'it ends where its pixel data begin')
  const table = readElementHeader(source, start, encoding)
  if (table.tag !== tags.Item) throw new ReadingError('corrupt', `its pixel data begin with ${tagName(table.tag)} instead of an offset table`)
  const base = table.offset + table.length
  if (base > source.size) throw new ReadingError('truncated', 'it ends inside its offset table')
  const offsetTable = readOffsetTable(source, table.offset, table.length)
  const fragments: Fragment[] = []
  const mostFragments = Math.min(limits.fragments, Math.max(limits.manyFragments, Math.floor((source.size - base) / limits.fragmentBytes)))
  let position = base
  while (position + 8 <= source.size) {
    const item = readElementHeader(source, position, encoding)
    if (item.tag === tags.SequenceDelimitationItem) return { base, offsetTable, fragments, end: 'delimiter' }
    // Damage between fragments: what was found so far is still good.
    if (item.tag !== tags.Item) break
    if (item.offset + item.length > source.size) {
      return { base, offsetTable, fragments, end: startsStream(source, item.offset) ? 'inside a new frame' : 'inside a fragment' }
    }
    if (fragments.length >= mostFragments) throw new ReadingError('too-large', `it has more than ${mostFragments} fragments`)
    fragments.push({ offset: item.offset, length: item.length, startsStream: item.length >= 2 && startsStream(source, item.offset) })
    position = item.offset + item.length
  }
  return { base, offsetTable, fragments, end: 'between fragments' }
}

function startsStream(source: ByteSource, offset: number): boolean {
  if (offset + 2 > source.size) return false
  const [first, second] = source.read(offset, 2)
  return first === 0xff && (second === 0xd8 || second === 0x4f)
}

function readOffsetTable(source: ByteSource, offset: number, length: number): number[] {
  const entries = Math.min(Math.floor(length / 4), limits.frames)
  const bytes = source.read(offset, entries * 4)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  return Array.from({ length: entries }, (_, index) => view.getUint32(index * 4, true))
}
