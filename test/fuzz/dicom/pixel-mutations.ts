import { hostileNumbers, type Mutation, pick, randomBytes, type Random, splice } from './byte-mutations'
import type { Place, Specimen } from './specimen'

const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)

/** A frame's fragment, never the offset table. */
function someFragment(bytes: Uint8Array, { fragments }: Specimen, random: Random): Place | null {
  const place = fragments.length > 1 ? fragments[random(1, fragments.length - 1)]! : null
  return place && place.length > 16 && place.offset + place.length <= bytes.length ? place : null
}

/** Fragments that are read: the middle and the ends of a run are looked at, so damage aims there. */
function readFragment(bytes: Uint8Array, specimen: Specimen, random: Random): Place | null {
  const frames = specimen.fragments.length - 1
  if (frames < 1) return null
  const place = specimen.fragments[1 + pick(random, [0, 0, frames >> 1, frames - 1])]!
  return place.length > 16 && place.offset + place.length <= bytes.length ? place : null
}

/** Positions of marker segments (FF xx with a length) in the first part of a codestream. */
function markers(bytes: Uint8Array, { offset, length }: Place): number[] {
  const found: number[] = []
  for (let at = offset; at < offset + Math.min(length, 2000) - 4; at++) if (bytes[at] === 0xff && bytes[at + 1]! >= 0x4f && bytes[at + 1] !== 0xff) found.push(at)
  return found
}

/** Damage to fragments, offset tables and what codecs read. Specimens with plain pixels are left as they are. */
export const pixelMutations: Readonly<Record<string, Mutation>> = {
  'offset-table': (bytes, { fragments }, random) => {
    const [table] = fragments
    if (!table) return bytes
    if (table.length >= 4 && random() < 0.7) {
      for (let round = random(1, 4); round > 0; round--) viewOf(bytes).setUint32(table.offset + 4 * random(0, (table.length >> 2) - 1), random() < 0.5 ? pick(random, hostileNumbers) : random(0, bytes.length), true)
      return bytes
    }
    // A table where there was none, or one that is longer than it says.
    return splice(bytes, table.offset, random() < 0.5 ? 0 : table.length, randomBytes(random, 4 * random(1, 20)))
  },
  'fragment-length': (bytes, { fragments }, random) => {
    if (fragments.length === 0) return bytes
    const { lengthAt, length } = pick(random, fragments)
    viewOf(bytes).setUint32(lengthAt, pick(random, [...hostileNumbers, length + 1, Math.max(0, length - 1), length + 8, length * 2]) >>> 0, true)
    return bytes
  },
  'fragment-order': (bytes, specimen, random) => {
    const [one, other] = [someFragment(bytes, specimen, random), someFragment(bytes, specimen, random)]
    if (!one || !other) return bytes
    const moved = bytes.slice(one.start, one.offset + one.length)
    return random() < 0.5 ? splice(bytes, other.start, 0, moved) : splice(bytes, one.start, moved.length, new Uint8Array(0))
  },
  'fragment-bomb': (bytes, { fragments }, random) => {
    if (fragments.length === 0) return bytes
    const empty = Uint8Array.from({ length: 8 * pick(random, [10, 1000, 60_000, 300_000]) }, (_, index) => [0xfe, 0xff, 0x00, 0xe0, 0, 0, 0, 0][index % 8]!)
    return splice(bytes, pick(random, fragments).start, 0, empty)
  },
  'codestream-head': (bytes, specimen, random) => {
    const place = readFragment(bytes, specimen, random)
    if (place) for (let round = random(1, 6); round > 0; round--) bytes[place.offset + random(0, Math.min(place.length, 200) - 1)] = random() < 0.5 ? random(0, 255) : pick(random, [0, 1, 0xff, 0x80, 0x7f])
    return bytes
  },
  'codestream-marker': (bytes, specimen, random) => {
    const place = readFragment(bytes, specimen, random)
    const found = place ? markers(bytes, place) : []
    if (found.length === 0) return bytes
    for (let round = random(1, 2); round > 0; round--) {
      const at = pick(random, found)
      if (random() < 0.3) bytes[at + 1] = random(0x4f, 0xff)
      else viewOf(bytes).setUint16(at + 2 + random(0, 20), pick(random, hostileNumbers) & 0xffff)
    }
    return bytes
  },
  'codestream-body': (bytes, specimen, random) => {
    const place = readFragment(bytes, specimen, random)
    if (place) for (let round = random(1, 60); round > 0; round--) bytes[place.offset + random(0, place.length - 1)] = random() < 0.7 ? random(0, 255) : 0xff
    return bytes
  },
  'codestream-cut': (bytes, specimen, random) => {
    const place = readFragment(bytes, specimen, random)
    if (!place) return bytes
    const kept = random(0, place.length - 1) & ~1
    viewOf(bytes).setUint32(place.lengthAt, kept, true)
    return splice(bytes, place.offset + kept, place.length - kept, new Uint8Array(0))
  },
  'codestream-size': (bytes, specimen, random) => {
    // Rows and columns of the header and of the stream lie alike, so that the stream reaches its decoder.
    const place = readFragment(bytes, specimen, random)
    if (!place) return bytes
    const sizes = specimen.elements.filter(({ tag }) => tag === 0x00280010 || tag === 0x00280011)
    const lie = pick(random, [1, 3, 64, 1000, 4000, 16_000, 0xffff])
    for (const { offset } of sizes) viewOf(bytes).setUint16(offset, lie, specimen.littleEndian)
    for (const at of markers(bytes, place)) {
      const marker = bytes[at + 1]!
      if (marker === 0x51 && at + 16 <= bytes.length) for (const field of [6, 10]) viewOf(bytes).setUint32(at + field, lie)
      else if ((marker >= 0xc0 && marker <= 0xc3) || marker === 0xf7) for (const field of [5, 7]) viewOf(bytes).setUint16(at + field, lie)
    }
    return bytes
  },
}
