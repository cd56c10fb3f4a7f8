import { limits } from '../limits'
import { ReadingError } from '../unreadable-file-error'
import type { ByteSource } from './byte-source'
import { tags } from './tags'
import type { Encoding } from './transfer-syntax'

/** One data element: where its value lies. Values are read only when asked for. */
export interface Element {
  readonly tag: number
  /** Null in implicit data sets. */
  readonly vr: string | null
  readonly offset: number
  /** Bytes of the value; `undefinedLength` for encapsulated pixel data. */
  readonly length: number
}

export const undefinedLength = 0xffffffff

/** Value representations whose explicit length takes four bytes (PS3.5 7.1.2). */
const longForms = new Set(['OB', 'OD', 'OF', 'OL', 'OV', 'OW', 'SQ', 'SV', 'UC', 'UN', 'UR', 'UT', 'UV'])
const shortForms = new Set(['AE', 'AS', 'AT', 'CS', 'DA', 'DS', 'DT', 'FD', 'FL', 'IS', 'LO', 'LT', 'PN', 'SH', 'SL', 'SS', 'ST', 'TM', 'UI', 'UL', 'US'])
export const isKnownVr = (vr: string): boolean => longForms.has(vr) || shortForms.has(vr)

export const tagName = (tag: number): string => {
  const digits = tag.toString(16).toUpperCase().padStart(8, '0')
  return `(${digits.slice(0, 4)},${digits.slice(4)})`
}

/** Reads the header of the element at `position`. Items and delimiters have no VR in any encoding. */
export function readElementHeader(source: ByteSource, position: number, encoding: Encoding): Element {
  const bytes = source.read(position, 8)
  const view = new DataView(bytes.buffer, bytes.byteOffset, 8)
  const little = encoding.littleEndian
  const tag = view.getUint16(0, little) * 0x10000 + view.getUint16(2, little)
  if (!encoding.explicit || Math.floor(tag / 0x10000) === 0xfffe) {
    return { tag, vr: null, offset: position + 8, length: view.getUint32(4, little) }
  }
  const vr = String.fromCharCode(bytes[4]!, bytes[5]!)
  if (shortForms.has(vr)) return { tag, vr, offset: position + 8, length: view.getUint16(6, little) }
  // A VR that a later edition of the standard may add has the long form; anything but two capitals is damage.
  if (!longForms.has(vr) && !/^[A-Z]{2}$/.test(vr)) {
    throw new ReadingError('corrupt', `element ${tagName(tag)} at byte ${position} has no value representation`)
  }
  const long = source.read(position + 8, 4)
  const length = new DataView(long.buffer, long.byteOffset, 4).getUint32(0, little)
  return { tag, vr, offset: position + 12, length }
}

/** Counts elements over all levels of one file. */
export interface WalkBudget {
  elements: number
}

export interface WalkedDataSet {
  readonly elements: Map<number, Element>
  /** First byte after the data set. */
  readonly end: number
}

/**
 * Walks a data set from `start` to `end`, to its item delimiter (nested) or to its pixel data (top level, depth 0), whose
 * element is the last one returned. Every step moves forward; nothing is allocated from a declared length.
 */
export function walkDataSet(source: ByteSource, start: number, end: number, encoding: Encoding, budget: WalkBudget, depth = 0): WalkedDataSet {
  if (depth > limits.sequenceDepth) throw new ReadingError('corrupt', `its sequences are nested more than ${limits.sequenceDepth} deep`)
  const elements = new Map<number, Element>()
  let position = start
  // A few trailing bytes that cannot hold an element are padding.
  while (position + 8 <= end) {
    if (++budget.elements > limits.elements) throw new ReadingError('too-large', `it has more than ${limits.elements} elements`)
    const element = readElementHeader(source, position, encoding)
    if (element.tag === tags.ItemDelimitationItem || element.tag === tags.SequenceDelimitationItem) {
      if (depth === 0) {
        // A delimiter that closes nothing: some writers leave one behind.
        position = element.offset
        continue
      }
      return { elements, end: element.tag === tags.ItemDelimitationItem ? element.offset : position }
    }
    elements.set(element.tag, element)
    if (depth === 0 && isPixelData(element.tag)) return { elements, end: element.offset }
    if (element.length === undefinedLength) {
      // PS3.5 6.2.2: an UN of undefined length holds a sequence in implicit little endian.
      const nested = element.vr === 'UN' ? { explicit: false, littleEndian: true } : encoding
      position = skipSequence(source, element, end, nested, budget, depth + 1)
      elements.set(element.tag, { ...element, length: position - element.offset })
    } else {
      if (element.offset + element.length > end) {
        throw new ReadingError('truncated', `element ${tagName(element.tag)} says ${element.length} bytes where ${end - element.offset} are left`)
      }
      position = element.offset + element.length
    }
  }
  return { elements, end: position }
}

/** Where a sequence of undefined length ends: behind its delimiter, or at `end` when the delimiter is missing. */
function skipSequence(source: ByteSource, sequence: Element, end: number, encoding: Encoding, budget: WalkBudget, depth: number): number {
  let position = sequence.offset
  while (position + 8 <= end) {
    if (++budget.elements > limits.elements) throw new ReadingError('too-large', `it has more than ${limits.elements} elements`)
    const item = readElementHeader(source, position, encoding)
    if (item.tag === tags.SequenceDelimitationItem) return item.offset
    if (item.tag !== tags.Item) throw new ReadingError('corrupt', `sequence ${tagName(sequence.tag)} holds ${tagName(item.tag)} where an item is due`)
    if (item.length === undefinedLength) {
      position = walkDataSet(source, item.offset, end, encoding, budget, depth).end
    } else {
      if (item.offset + item.length > end) throw new ReadingError('truncated', `an item of sequence ${tagName(sequence.tag)} reaches beyond the end`)
      position = item.offset + item.length
    }
  }
  return end
}

export function isPixelData(tag: number): boolean {
  return tag === tags.PixelData || tag === tags.FloatPixelData || tag === tags.DoubleFloatPixelData
}
