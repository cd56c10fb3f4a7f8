import { closeSync, fsyncSync, openSync, rmSync, writeSync } from 'node:fs'
import { basename } from 'node:path'
import { FileSource, type ByteSource } from '../parse/byte-source'
import type { DataSet } from '../parse/data-set'
import { openDataSet } from '../parse/open-data-set'
import { readIdentity } from '../parse/read-identity'
import { tags } from '../parse/tags'
import type { Encoding } from '../parse/transfer-syntax'
import { readElementHeader, undefinedLength, type Element, type WalkBudget } from '../parse/walk-data-set'
import { bitFrameBytes } from '../seg/bit-frames'
import { ReadingError, unreadable } from '../unreadable-file-error'
import { cleanCodestream } from './clean-codestream'
import { profileEdition } from './confidentiality-profile'
import { cleanElements, identifyingWords, type CleanElement } from './deidentify-data-set'
import { methodCodes, type DeidentifyOptions } from './deidentify-options'
import { element, elementHeader, joined, sequence, textValue } from './element-bytes'
import { Pseudonyms } from './pseudonyms'

/** What de-identification has written. Plain data: it crosses threads. */
export interface DeidentifiedFile {
  readonly sopInstanceUid: string
  readonly patient: string
  /** What a person should look at before the file leaves the house, in plain words. */
  readonly warnings: string[]
}

const explicitLittle: Encoding = { explicit: true, littleEndian: true }
const syntaxes = { explicitLittle: '1.2.840.10008.1.2.1', implicitLittle: '1.2.840.10008.1.2', explicitBig: '1.2.840.10008.1.2.2' } as const
const burnedInAnnotation = 0x00280301
const chunkBytes = 1 << 20

/**
 * Writes a copy of a DICOM file without what identifies anybody (`attribute-action.ts` decides). The pixels are the same bytes in the same
 * transfer syntax; a deflated file is written inflated. Nothing of the file gets into the copy but what is listed to stay: no preamble,
 * no private element, nothing behind the pixels. Throws an `UnreadableFileError`.
 */
export function deidentifyFile(file: string, out: string, options: DeidentifyOptions): DeidentifiedFile {
  try {
    const source = new FileSource(file)
    try {
      return writeClean(source, out, options)
    } finally {
      source.close()
    }
  } catch (error) {
    rmSync(out, { force: true })
    throw unreadable(basename(file), error)
  }
}

function writeClean(source: ByteSource, out: string, options: DeidentifyOptions): DeidentifiedFile {
  const { dataSet, syntax, transferSyntaxUid } = openDataSet(source)
  const pseudonyms = new Pseudonyms(options.secret)
  const original = dataSet.code(tags.SOPInstanceUID)
  if (original === null) throw new ReadingError('unsupported', 'it has no SOP Instance UID, so that no replacement can be the same in other files')
  const identity = readIdentity(dataSet, [])
  const patient = pseudonyms.patient(identity)
  const budget: WalkBudget = { elements: 0 }
  const cleaned = cleanElements(dataSet, { options, pseudonyms, patient, daysBack: pseudonyms.daysBack(identity), identifying: identifyingWords(dataSet, budget), budget })
  const sopInstanceUid = pseudonyms.uid(original)
  const elements = [...cleaned.filter(({ tag }) => !written.has(tag)), ...methodElements(options, dataSet.encoding)].sort((one, other) => one.tag - other.tag)
  const meta = metaElements(dataSet.code(tags.SOPClassUID) ?? '', sopInstanceUid, syntax.encapsulated && transferSyntaxUid ? transferSyntaxUid : nativeSyntax(dataSet.encoding))
  const descriptor = openSync(out, 'wx')
  try {
    const put = (bytes: Uint8Array): void => writeWhole(descriptor, bytes)
    put(new Uint8Array(128))
    put(textValue('DICM'))
    put(meta)
    for (const { bytes } of elements) put(bytes)
    const pixels = dataSet.elements.get(tags.PixelData)
    if (pixels?.length === undefinedLength) copyFragments(dataSet, pixels, put)
    else if (pixels) copyNative(dataSet, pixels, put)
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
  return { sopInstanceUid, patient, warnings: warningsOf(dataSet) }
}

/** Elements that say what was done; the file's own are replaced. */
const written = new Set([0x00120062, 0x00120063, 0x00120064, 0x00280303])

function methodElements(options: DeidentifyOptions, encoding: Encoding): CleanElement[] {
  const codes = methodCodes(options)
  const text = (tag: number, vr: string, value: string): CleanElement => ({ tag, bytes: element(tag, vr, textValue(value), encoding) })
  const code = ([value, meaning]: [string, string]): Uint8Array =>
    joined([text(0x00080100, 'SH', value), text(0x00080102, 'SH', 'DCM'), text(0x00080104, 'LO', meaning)].map(({ bytes }) => bytes))
  return [
    text(0x00120062, 'CS', 'YES'),
    // 64 characters a value.
    text(0x00120063, 'LO', ['LightVessel Workstation', `Basic Profile of ${profileEdition} Table E.1-1`].join('\\')),
    { tag: 0x00120064, bytes: sequence(0x00120064, codes.map(code), encoding) },
    text(0x00280303, 'CS', options.keepModifiedDates ? 'MODIFIED' : 'REMOVED'),
  ]
}

function metaElements(sopClass: string, sopInstance: string, transferSyntax: string): Uint8Array {
  const text = (tag: number, vr: string, value: string): Uint8Array => element(tag, vr, textValue(value), explicitLittle)
  const body = joined([
    element(0x00020001, 'OB', Uint8Array.of(0, 1), explicitLittle),
    text(0x00020002, 'UI', sopClass),
    text(0x00020003, 'UI', sopInstance),
    text(0x00020010, 'UI', transferSyntax),
    text(0x00020012, 'UI', '2.25.238811297834604120316294871402265401857'),
    text(0x00020013, 'SH', 'LIGHTVESSEL'),
  ])
  const length = new Uint8Array(4)
  new DataView(length.buffer).setUint32(0, body.length, true)
  return joined([element(0x00020000, 'UL', length, explicitLittle), body])
}

function nativeSyntax({ explicit, littleEndian }: Encoding): string {
  if (!littleEndian) return syntaxes.explicitBig
  return explicit ? syntaxes.explicitLittle : syntaxes.implicitLittle
}

/** The pixels that the header speaks of, and nothing behind them. */
function copyNative(dataSet: DataSet, { offset, length: stored, vr }: Element, put: (bytes: Uint8Array) => void): void {
  const { source, encoding } = dataSet
  const pixels = (dataSet.short(tags.Rows) ?? 0) * (dataSet.short(tags.Columns) ?? 0) * (dataSet.short(tags.SamplesPerPixel) ?? 1)
  const frames = dataSet.integer(tags.NumberOfFrames) ?? 1
  const length = Math.min(stored, bitFrameBytes(pixels * (dataSet.short(tags.BitsAllocated) ?? 16), frames))
  put(elementHeader(tags.PixelData, vr ?? 'OW', length + (length % 2), encoding))
  for (let at = 0; at < length; at += chunkBytes) put(source.copy(offset + at, Math.min(chunkBytes, length - at)))
  if (length % 2 === 1) put(new Uint8Array(1))
}

/** Fragment by fragment: text in the headers of the compressed frames goes too. */
function copyFragments({ source, encoding }: DataSet, { offset }: Element, put: (bytes: Uint8Array) => void): void {
  const header = (tag: number, length: number): Uint8Array => elementHeader(tag, '', length, { explicit: false, littleEndian: encoding.littleEndian })
  const [table, ...fragments] = itemsFrom(source, offset, encoding)
  put(elementHeader(tags.PixelData, 'OB', undefinedLength, encoding))
  const offsets = table ? offsetTable(source.copy(table.offset, table.length), fragments) : new Uint8Array(0)
  put(header(tags.Item, offsets.length))
  put(offsets)
  for (const { offset: from, length } of fragments) {
    const fragment = source.copy(from, length)
    cleanCodestream(fragment)
    put(header(tags.Item, fragment.length))
    put(fragment)
  }
  put(header(tags.SequenceDelimitationItem, 0))
}

/** Offset table and fragments. */
function itemsFrom(source: ByteSource, offset: number, encoding: Encoding): Element[] {
  const items: Element[] = []
  for (let position = offset; position + 8 <= source.size; ) {
    const found = readElementHeader(source, position, encoding)
    if (found.tag !== tags.Item) break
    items.push(found)
    position = found.offset + found.length
  }
  return items
}

/** The table as it is when all of it points at fragments; else none, which readers do without: it may hold anything. */
function offsetTable(table: Uint8Array, fragments: readonly Element[]): Uint8Array {
  const first = fragments[0]?.offset ?? 0
  const starts = new Set(fragments.map(({ offset }) => offset - first))
  const view = new DataView(table.buffer, table.byteOffset, table.byteLength)
  const offsets = Array.from({ length: Math.floor(table.length / 4) }, (_, index) => view.getUint32(4 * index, true))
  return table.length % 4 === 0 && offsets.every((each) => starts.has(each)) ? table : new Uint8Array(0)
}

/** The warning for a file whose header does not say. */
export const nothingSaid = 'Its header does not say whether text is burned into the pixels.'

function warningsOf(dataSet: DataSet): string[] {
  const burned = dataSet.code(burnedInAnnotation)
  if (burned === 'YES') return ['Its header says that text is burned into the pixels: look at every frame before it leaves the house.']
  return burned === null ? [nothingSaid] : []
}

function writeWhole(descriptor: number, bytes: Uint8Array): void {
  for (let done = 0; done < bytes.length; ) done += writeSync(descriptor, bytes, done, bytes.length - done)
}
