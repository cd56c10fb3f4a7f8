import { tags } from '../../../electron/dicom/parse/tags'
import { hostileNumbers, type Mutation, pick, randomBytes, type Random, splice } from './byte-mutations'
import type { Place, Specimen } from './specimen'

const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
const textBytes = (text: string, length: number): Uint8Array => new TextEncoder().encode(text.padEnd(length, ' ').slice(0, length))

function setLength(bytes: Uint8Array, place: Place, length: number, littleEndian: boolean): void {
  if (place.lengthAt + place.lengthBytes > bytes.length) return
  if (place.lengthBytes === 2) viewOf(bytes).setUint16(place.lengthAt, length & 0xffff, littleEndian)
  else viewOf(bytes).setUint32(place.lengthAt, length >>> 0, littleEndian)
}

function hostileLength(random: Random, true_: number, whole: number): number {
  return pick(random, [...hostileNumbers, true_ + 1, true_ - 1, true_ + 2, true_ * 2, whole, whole - 1, whole * 2])
}

/** An element header in the specimen's own byte order, explicit: what follows it in the file is taken for its value. */
function headerBytes(tag: number, vr: string, length: number, littleEndian: boolean): Uint8Array {
  const bytes = new Uint8Array(12)
  const view = viewOf(bytes)
  view.setUint16(0, Math.floor(tag / 0x10000), littleEndian)
  view.setUint16(2, tag % 0x10000, littleEndian)
  bytes.set(textBytes(vr, 2), 4)
  view.setUint32(8, length, littleEndian)
  return bytes
}

function itemBytes(length: number, littleEndian: boolean): Uint8Array {
  const bytes = new Uint8Array(8)
  const view = viewOf(bytes)
  view.setUint16(0, 0xfffe, littleEndian)
  view.setUint16(2, 0xe000, littleEndian)
  view.setUint32(4, length, littleEndian)
  return bytes
}

const repeated = (bytes: Uint8Array, times: number): Uint8Array => Uint8Array.from({ length: bytes.length * times }, (_, index) => bytes[index % bytes.length]!)

/** Elements of the image description, each with values that lie. */
const imageFields: readonly (readonly [tag: number, values: readonly (number | string)[]])[] = [
  [tags.Rows, hostileNumbers], [tags.Columns, hostileNumbers], [tags.BitsAllocated, [0, 1, 8, 12, 16, 24, 32, 64, 255]], [tags.BitsStored, [0, 1, 5, 8, 10, 12, 16, 17, 255]],
  [tags.HighBit, [0, 7, 9, 11, 15, 16, 255]], [tags.SamplesPerPixel, [0, 1, 2, 3, 4, 255]], [tags.PlanarConfiguration, [0, 1, 2]], [tags.PixelRepresentation, [0, 1, 2, 0xffff]],
  [tags.NumberOfFrames, ['0', '-1', '1', '2', '3', '1000', '49999', '50001', '99999999', '1e9', 'NaN', '0x10', '1.5']],
  [tags.PhotometricInterpretation, ['MONOCHROME1', 'MONOCHROME2', 'RGB', 'YBR_FULL', 'YBR_FULL_422', 'YBR_PARTIAL_420', 'YBR_ICT', 'PALETTE COLOR', 'CMYK', '__proto__']],
  [tags.WindowWidth, ['0', '-1', '1e308', '1e-308', 'Infinity']], [tags.RescaleSlope, ['0', '-1', '1e308', 'NaN']], [tags.SpecificCharacterSet, ['ISO 2022 IR 87', 'GB18030', 'ISO_IR 192', '\\\\\\\\', 'nonsense']],
]

const syntaxes = ['1.2.840.10008.1.2', '1.2.840.10008.1.2.1', '1.2.840.10008.1.2.1.99', '1.2.840.10008.1.2.2', '1.2.840.10008.1.2.5', ...['50', '51', '57', '70', '80', '81', '90', '91', '92', '100', '201'].map((end) => `1.2.840.10008.1.2.4.${end}`), '1.2.3', '__proto__']

function lie(bytes: Uint8Array, { elements, littleEndian }: Specimen, random: Random): Uint8Array {
  const [tag, values] = pick(random, imageFields)
  const place = elements.find((element) => element.tag === tag)
  if (!place || place.offset + place.length > bytes.length) return bytes
  const value = pick(random, values)
  if (typeof value === 'number') {
    if (place.length >= 2) viewOf(bytes).setUint16(place.offset, value & 0xffff, littleEndian)
    return bytes
  }
  // A longer text takes its room: the length is set with it, so that all behind it stays sound.
  const text = textBytes(value, value.length + (value.length % 2))
  setLength(bytes, place, text.length, littleEndian)
  return splice(bytes, place.offset, place.length, text)
}

/** Damage to elements, their lengths, their order and what they claim. A specimen without elements is left as it is. */
export const elementMutations: Readonly<Record<string, Mutation>> = {
  'element-length': (bytes, { elements, littleEndian }, random) => {
    if (elements.length === 0) return bytes
    for (let round = random(1, 2); round > 0; round--) {
      const place = pick(random, elements)
      setLength(bytes, place, hostileLength(random, place.length, bytes.length), littleEndian)
    }
    return bytes
  },
  'element-tag': (bytes, { elements }, random) => {
    if (elements.length < 2) return bytes
    const [one, other] = [pick(random, elements), pick(random, elements)]
    if (Math.max(one.start, other.start) + 4 > bytes.length) return bytes
    const kept = bytes.slice(one.start, one.start + 4)
    bytes.copyWithin(one.start, other.start, other.start + 4)
    bytes.set(kept, other.start)
    return bytes
  },
  'element-vr': (bytes, { elements }, random) => {
    if (elements.length > 0) bytes.set(textBytes(pick(random, ['SQ', 'UN', 'OB', 'OW', 'UT', 'US', 'FD', 'DS', 'ZZ', '\0\0', 'sq']), 2), Math.min(bytes.length - 2, pick(random, elements).start + 4))
    return bytes
  },
  'element-moved': (bytes, { elements }, random) => {
    if (elements.length < 2) return bytes
    const place = pick(random, elements)
    const end = Math.min(bytes.length, place.offset + place.length)
    const moved = bytes.slice(place.start, end)
    const at = pick(random, elements).start
    // Moved away, or doubled.
    return random() < 0.5 ? splice(bytes, at, 0, moved) : splice(splice(bytes, place.start, moved.length, new Uint8Array(0)), Math.min(at, bytes.length - moved.length), 0, moved)
  },
  'element-value': (bytes, { elements }, random) => {
    if (elements.length === 0) return bytes
    const place = pick(random, elements)
    const length = Math.min(place.length, 64, bytes.length - place.offset)
    if (length > 0) bytes.set(randomBytes(random, length), place.offset)
    return bytes
  },
  'image-lie': (bytes, specimen, random) => {
    let mutant = lie(bytes, specimen, random)
    // A second lie may be placed wrongly behind a longer first one: that is damage too.
    if (random() < 0.4) mutant = lie(mutant, specimen, random)
    return mutant
  },
  'syntax-lie': (bytes, { elements }, random) => {
    const place = elements.find(({ tag }) => tag === tags.TransferSyntaxUID)
    if (!place) return bytes
    const uid = pick(random, syntaxes)
    const text = new Uint8Array(uid.length + (uid.length % 2))
    text.set(textBytes(uid, uid.length))
    setLength(bytes, place, text.length, true)
    return splice(bytes, place.offset, place.length, text)
  },
  'sequence-bomb': (bytes, { elements, littleEndian }, random) => {
    if (elements.length === 0) return bytes
    const item = itemBytes(pick(random, [0xffffffff, 0xffffffff, 0xfffffff0, bytes.length]), littleEndian)
    const sequence = headerBytes(pick(random, [0x00081140, 0x00089215, 0x52009229, 0x52009230, 0x00189405]), 'SQ', pick(random, [0xffffffff, 0xffffffff, bytes.length]), littleEndian)
    const level = Uint8Array.from([...sequence, ...item])
    return splice(bytes, pick(random, elements).start, 0, repeated(level, pick(random, [2, 20, 24, 25, 26, 200, 5000, 20_000])))
  },
  'item-bomb': (bytes, { elements, littleEndian }, random) => {
    if (elements.length === 0) return bytes
    const sequence = headerBytes(pick(random, [0x00081140, 0x52009230]), 'SQ', 0xffffffff, littleEndian)
    const items = repeated(itemBytes(0, littleEndian), pick(random, [100, 10_000, 150_000, 250_000]))
    return splice(bytes, pick(random, elements).start, 0, Uint8Array.from(Buffer.concat([sequence, items])))
  },
  'huge-value': (bytes, { elements, littleEndian }, random) => {
    if (elements.length === 0) return bytes
    const value = new Uint8Array(pick(random, [1000, 70_000, 300_000, 1_000_000])).fill(pick(random, [0x20, 0x5c, 0x31, 0x1b, 0x00]))
    const tag = pick(random, [tags.PatientName, tags.StudyDescription, tags.SpecificCharacterSet, tags.ImagerPixelSpacing, tags.FrameTimeVector, tags.RedPaletteColorLookupTableData])
    return splice(bytes, pick(random, elements).start, 0, Uint8Array.from(Buffer.concat([headerBytes(tag, 'UT', value.length, littleEndian), value])))
  },
}
