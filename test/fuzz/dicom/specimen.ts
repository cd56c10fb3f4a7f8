import { deflateRawSync } from 'node:zlib'
import { MemorySource } from '../../../electron/dicom/parse/byte-source'
import { listFragments } from '../../../electron/dicom/parse/fragments'
import { openDataSet } from '../../../electron/dicom/parse/open-data-set'
import { tags } from '../../../electron/dicom/parse/tags'
import type { Encoding } from '../../../electron/dicom/parse/transfer-syntax'
import { isPixelData, readElementHeader, undefinedLength } from '../../../electron/dicom/parse/walk-data-set'

/** Where one element, item or fragment lies in a specimen: what a mutation needs to aim at it. */
export interface Place {
  readonly tag: number
  readonly start: number
  /** Where its length is written, and in how many bytes. */
  readonly lengthAt: number
  readonly lengthBytes: 2 | 4
  readonly offset: number
  readonly length: number
}

/** A sound file that mutants are made of, with the places that matter in it. */
export interface Specimen {
  readonly name: string
  /** As mutated: a deflated file is held inflated, so that mutations reach its elements. */
  readonly bytes: Uint8Array
  readonly littleEndian: boolean
  /** Elements of all levels before the pixel data, those of the meta group included. */
  readonly elements: readonly Place[]
  /** The offset table first; empty where the pixels are not encapsulated. */
  readonly fragments: readonly Place[]
  /** The first byte behind the header, or the end. */
  readonly pixels: number
  /** Makes the file of the mutated bytes. */
  readonly pack: (bytes: Uint8Array) => Uint8Array
}

const metaEncoding: Encoding = { explicit: true, littleEndian: true }
const asIs = (bytes: Uint8Array): Uint8Array => bytes

/** Describes a file; one that is no DICOM, or too broken to be walked, has bytes only. */
export function specimenOf(name: string, bytes: Uint8Array): Specimen {
  const bare: Specimen = { name, bytes, littleEndian: true, elements: [], fragments: [], pixels: bytes.length, pack: asIs }
  try {
    const source = new MemorySource(bytes)
    const start = String.fromCharCode(...bytes.subarray(128, 132)) === 'DICM' ? 132 : 0
    const { dataSet, syntax } = openDataSet(source)
    const meta = placesOf(source, start, metaEncoding, (tag) => Math.floor(tag / 0x10000) !== 2)
    if (syntax.deflated) return deflatedSpecimen(name, bytes, meta)
    const body = placesOf(source, meta.end, dataSet.encoding, isPixelData)
    return { ...bare, littleEndian: syntax.littleEndian, elements: [...meta.places, ...body.places], fragments: fragmentsOf(source, body.end), pixels: Math.min(body.end, bytes.length) }
  } catch {
    return bare
  }
}

/** The data set inflated behind the meta group; packing deflates it again. */
function deflatedSpecimen(name: string, bytes: Uint8Array, meta: Walk): Specimen {
  const { dataSet } = openDataSet(new MemorySource(bytes))
  const inflated = dataSet.source.copy(0, dataSet.source.size)
  const whole = new Uint8Array(meta.end + inflated.length)
  whole.set(bytes.subarray(0, meta.end))
  whole.set(inflated, meta.end)
  const body = placesOf(new MemorySource(whole), meta.end, metaEncoding, isPixelData)
  const pack = (mutant: Uint8Array): Uint8Array => Uint8Array.from(Buffer.concat([mutant.subarray(0, meta.end), deflateRawSync(mutant.subarray(meta.end), { level: 1 })]))
  return { name, bytes: whole, littleEndian: true, elements: [...meta.places, ...body.places], fragments: [], pixels: body.end, pack }
}

interface Walk {
  readonly places: Place[]
  readonly end: number
}

/** Element after element, into sequences and items, until `ends` says so. */
function placesOf(source: MemorySource, start: number, encoding: Encoding, ends: (tag: number) => boolean): Walk {
  const places: Place[] = []
  let position = start
  while (position + 8 <= source.size && places.length < 2000) {
    const { tag, vr, offset, length } = readElementHeader(source, position, encoding)
    if (ends(tag) && !isPixelData(tag)) break
    const lengthBytes = offset - position === 8 && encoding.explicit && Math.floor(tag / 0x10000) !== 0xfffe ? 2 : 4
    places.push({ tag, start: position, lengthAt: offset - lengthBytes, lengthBytes, offset, length: length === undefinedLength ? 0 : length })
    if (ends(tag)) return { places, end: offset }
    position = vr === 'SQ' || length === undefinedLength || tag === tags.Item ? offset : offset + length
  }
  return { places, end: position }
}

const itemPlace = (offset: number, length: number): Place => ({ tag: tags.Item, start: offset - 8, lengthAt: offset - 4, lengthBytes: 4, offset, length })

function fragmentsOf(source: MemorySource, start: number): Place[] {
  try {
    const { base, fragments } = listFragments(source, start)
    return [itemPlace(start + 8, base - start - 8), ...fragments.map(({ offset, length }) => itemPlace(offset, length))]
  } catch {
    return []
  }
}
