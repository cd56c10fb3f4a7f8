import { plainText } from '../../ipc/plain-text'
import { limits } from '../limits'
import type { ByteSource } from './byte-source'
import { decodeText } from './character-set'
import { tags } from './tags'
import type { Encoding } from './transfer-syntax'
import { readElementHeader, undefinedLength, walkDataSet, type Element, type WalkBudget } from './walk-data-set'

/** Typed access to the values of one data set. A value that is absent, empty or malformed is null. */
export class DataSet {
  private characterSets: string[] | null

  constructor(
    readonly source: ByteSource,
    readonly encoding: Encoding,
    readonly elements: ReadonlyMap<number, Element>,
    private readonly budget: WalkBudget,
    parent: DataSet | null = null,
  ) {
    this.characterSets = parent && !elements.has(tags.SpecificCharacterSet) ? parent.textEncodings() : null
  }

  has(tag: number): boolean {
    return this.elements.has(tag)
  }

  /** A copy of the value's bytes; null when absent or longer than any header field may be. */
  bytes(tag: number): Uint8Array | null {
    const element = this.elements.get(tag)
    if (!element || element.length === undefinedLength || element.length === 0 || element.length > limits.valueBytes) return null
    return this.source.copy(element.offset, element.length)
  }

  /** First value of a code, UID or number string: ASCII, padding removed. */
  code(tag: number): string | null {
    return this.codes(tag)[0] || null
  }

  codes(tag: number): string[] {
    const bytes = this.bytes(tag)
    if (!bytes) return []
    return new TextDecoder('windows-1252').decode(bytes).split('\\').map((value) => plainText(value).trim())
  }

  /** Human text in the data set's character set, first value, without control characters. */
  text(tag: number): string {
    const bytes = this.bytes(tag)
    if (!bytes) return ''
    return plainText(decodeText(bytes, this.textEncodings())).trim()
  }

  /** Numbers of a decimal or integer string. */
  numbers(tag: number): number[] {
    return this.codes(tag).map((value) => (value === '' ? Number.NaN : Number(value)))
  }

  /** First number of a decimal or integer string, or of a float (FL, FD) in enhanced objects. */
  number(tag: number): number | null {
    const element = this.elements.get(tag)
    const value = element?.vr === 'FL' || element?.vr === 'FD' ? this.float(tag) : this.numbers(tag)[0]
    return value !== undefined && value !== null && Number.isFinite(value) ? value : null
  }

  integer(tag: number): number | null {
    const value = this.number(tag)
    return value !== null && Number.isInteger(value) ? value : null
  }

  /** Values of an unsigned short element. */
  shorts(tag: number): number[] {
    const bytes = this.bytes(tag)
    if (!bytes) return []
    const view = new DataView(bytes.buffer)
    return Array.from({ length: Math.floor(bytes.length / 2) }, (_, index) => view.getUint16(index * 2, this.encoding.littleEndian))
  }

  short(tag: number): number | null {
    return this.shorts(tag)[0] ?? null
  }

  /** First value of a signed short element. */
  signedShort(tag: number): number | null {
    const value = this.short(tag)
    return value !== null && value >= 0x8000 ? value - 0x10000 : value
  }

  /** The first item of a sequence as a data set; null when there is none or it cannot be walked. */
  firstItem(tag: number): DataSet | null {
    const element = this.elements.get(tag)
    if (!element || element.length === undefinedLength || element.length < 8) return null
    const encoding = element.vr === 'UN' ? { explicit: false, littleEndian: true } : this.encoding
    const end = element.offset + element.length
    try {
      const item = readElementHeader(this.source, element.offset, encoding)
      if (item.tag !== tags.Item) return null
      const itemEnd = item.length === undefinedLength ? end : Math.min(end, item.offset + item.length)
      return new DataSet(this.source, encoding, walkDataSet(this.source, item.offset, itemEnd, encoding, this.budget, 1).elements, this.budget, this)
    } catch {
      // A damaged sequence costs only the optional values inside it.
      return null
    }
  }

  private float(tag: number): number | null {
    const bytes = this.bytes(tag)
    if (!bytes) return null
    const view = new DataView(bytes.buffer)
    const double = this.elements.get(tag)?.vr === 'FD'
    if (bytes.length < (double ? 8 : 4)) return null
    return double ? view.getFloat64(0, this.encoding.littleEndian) : view.getFloat32(0, this.encoding.littleEndian)
  }

  private textEncodings(): string[] {
    this.characterSets ??= this.codes(tags.SpecificCharacterSet)
    return this.characterSets
  }
}
