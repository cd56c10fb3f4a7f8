import { transferSyntax, type Encoding } from '../../electron/dicom/parse/transfer-syntax'

/** An element of a synthetic data set: tag, VR, and its value as text, 16-bit words, bytes, or items of a sequence. */
export type TestElement = readonly [tag: number, vr: string, value: string | number[] | Uint8Array | TestElement[][]]

const longForms = new Set(['OB', 'OW', 'SQ', 'UN', 'UT'])

/** Writes elements in the given encoding; sequences get a defined length. */
export function dataSetBytes(elements: readonly TestElement[], encoding: Encoding): Uint8Array {
  return concatenate(elements.map(([tag, vr, value]) => elementBytes(tag, vr, valueBytes(value, encoding), encoding)))
}

/** One element; `length` may lie about the value. */
export function elementBytes(tag: number, vr: string, value: Uint8Array, { explicit, littleEndian }: Encoding, length = value.length): Uint8Array {
  const long = explicit && longForms.has(vr)
  const bytes = new Uint8Array(8 + (long ? 4 : 0) + value.length)
  const view = new DataView(bytes.buffer)
  view.setUint16(0, Math.floor(tag / 0x10000), littleEndian)
  view.setUint16(2, tag % 0x10000, littleEndian)
  if (explicit) bytes.set([vr.charCodeAt(0), vr.charCodeAt(1)], 4)
  if (!explicit) view.setUint32(4, length, littleEndian)
  else if (long) view.setUint32(8, length, littleEndian)
  else view.setUint16(6, length, littleEndian)
  bytes.set(value, bytes.length - value.length)
  return bytes
}

function valueBytes(value: TestElement[2], encoding: Encoding): Uint8Array {
  if (value instanceof Uint8Array) return value
  if (typeof value === 'string') return new TextEncoder().encode(value.length % 2 === 0 ? value : `${value} `)
  if (value.every((entry) => typeof entry === 'number')) {
    const bytes = new Uint8Array(value.length * 2)
    for (const [index, word] of value.entries()) new DataView(bytes.buffer).setUint16(index * 2, word, encoding.littleEndian)
    return bytes
  }
  return concatenate(value.map((item) => itemBytes(0xfffee000, dataSetBytes(item, encoding), encoding.littleEndian)))
}

/** An item, a delimiter, or a fragment of encapsulated pixel data. */
export function itemBytes(tag: number, content: Uint8Array, littleEndian = true, length = content.length): Uint8Array {
  return elementBytes(tag, '', content, { explicit: false, littleEndian }, length)
}

export function concatenate(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let position = 0
  for (const part of parts) {
    whole.set(part, position)
    position += part.length
  }
  return whole
}

const metaEncoding = { explicit: true, littleEndian: true }
const fileMeta = (uid: string): Uint8Array => dataSetBytes([[0x00020010, 'UI', uid.length % 2 === 0 ? uid : `${uid}\0`]], metaEncoding)

/** A DICOM file: preamble, meta information, body. */
export function dicomFile(uid: string, body: Uint8Array): Uint8Array {
  return concatenate([new Uint8Array(128), new TextEncoder().encode('DICM'), fileMeta(uid), body])
}

export interface TestImage {
  readonly syntax?: string
  readonly rows?: number
  readonly columns?: number
  readonly frames?: number | null
  readonly bits?: readonly [allocated: number, stored: number, high: number]
  readonly signed?: boolean
  readonly samples?: number
  readonly photometric?: string
  /** Elements before the image description, and more image description; a tag given twice: the last one counts. */
  readonly more?: readonly TestElement[]
  /** Native pixels, or a whole encapsulated value (offset table, fragments, delimiter) with `encapsulated`. */
  readonly pixels?: Uint8Array
  readonly encapsulated?: boolean
  readonly pixelVr?: 'OB' | 'OW'
}

/** A small but complete image file. */
export function imageFile(image: TestImage = {}): Uint8Array {
  const uid = image.syntax ?? '1.2.840.10008.1.2.1'
  return dicomFile(uid, imageDataSet(image, transferSyntax(uid)))
}

export function imageDataSet(image: TestImage, encoding: Encoding): Uint8Array {
  const { rows = 4, columns = 4, frames = null, bits = [8, 8, 7], samples = 1 } = image
  const elements = new Map<number, TestElement>()
  const defaults: TestElement[] = [
    [0x00080016, 'UI', '1.2.840.10008.5.1.4.1.1.12.1'],
    [0x00080018, 'UI', '1.2.3.4'],
    [0x00080060, 'CS', 'XA'],
    [0x00100010, 'PN', 'Phantom^Demo'],
    [0x00100020, 'LO', 'P1'],
    [0x0020000d, 'UI', '1.2.3.1'],
    [0x0020000e, 'UI', '1.2.3.2'],
    [0x00280002, 'US', [samples]],
    [0x00280004, 'CS', image.photometric ?? 'MONOCHROME2'],
    ...(frames === null ? [] : ([[0x00280008, 'IS', String(frames)]] as TestElement[])),
    [0x00280010, 'US', [rows]],
    [0x00280011, 'US', [columns]],
    [0x00280100, 'US', [bits[0]]],
    [0x00280101, 'US', [bits[1]]],
    [0x00280102, 'US', [bits[2]]],
    [0x00280103, 'US', [image.signed ? 1 : 0]],
    ...(image.more ?? []),
  ]
  for (const element of defaults) elements.set(element[0], element)
  const described = dataSetBytes([...elements.values()].sort((a, b) => a[0] - b[0]), encoding)
  if (!image.pixels) return described
  return concatenate([described, elementBytes(0x7fe00010, image.pixelVr ?? 'OB', image.pixels, encoding, image.encapsulated ? 0xffffffff : image.pixels.length)])
}

/** Encapsulated pixel data: offset table (given, or empty), fragments, delimiter. */
export function encapsulate(fragments: readonly Uint8Array[], table: readonly number[] = [], { delimiter = true } = {}): Uint8Array {
  const offsets = new Uint8Array(table.length * 4)
  for (const [index, offset] of table.entries()) new DataView(offsets.buffer).setUint32(index * 4, offset, true)
  const end = delimiter ? [itemBytes(0xfffee0dd, new Uint8Array(0))] : []
  return concatenate([itemBytes(0xfffee000, offsets), ...fragments.map((fragment) => itemBytes(0xfffee000, fragment)), ...end])
}
