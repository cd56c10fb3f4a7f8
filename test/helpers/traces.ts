import { gunzipSync, inflateRawSync, inflateSync } from 'node:zlib'

/** A word, and its bytes in character sets that Node does not write (ISO 2022, ISO 8859, …). */
export interface PlantedWord {
  readonly word: string
  readonly otherBytes?: readonly Uint8Array[]
}

/** The words that are anywhere in a file: as text in any usual character set, and inside whatever it has packed. */
export function tracesIn(file: Uint8Array, words: readonly PlantedWord[]): string[] {
  const layers = [...layersOf(Buffer.from(file))]
  return words.filter((planted) => formsOf(planted).some((form) => layers.some((layer) => layer.includes(form)))).map(({ word }) => word)
}

function formsOf({ word, otherBytes = [] }: PlantedWord): Buffer[] {
  const spellings = [...new Set([word, word.toLowerCase(), word.toUpperCase(), JSON.stringify(word).slice(1, -1), escaped(word), encodeURIComponent(word)])]
  const encoded = spellings.flatMap((text) => {
    const wide = Buffer.from(text, 'utf16le')
    const latin = [...text].every((letter) => letter.codePointAt(0)! < 256) ? [Buffer.from(text, 'latin1')] : []
    return [Buffer.from(text), wide, Buffer.from(wide).swap16(), ...latin, Buffer.from(Buffer.from(text).toString('hex')), Buffer.from(Buffer.from(text).toString('hex').toUpperCase())]
  })
  return [...encoded, ...otherBytes.map((bytes) => Buffer.from(bytes))]
}

const escaped = (word: string): string => [...word].map((letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`).join('')

/** The bytes themselves, and all that is packed in them. */
function* layersOf(bytes: Buffer): Generator<Buffer> {
  yield bytes
  const text = bytes.toString('utf8').trim()
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) yield* layersOf(gunzipSync(bytes))
  else if (bytes.toString('latin1', 0, 4) === '\x89PNG') yield* pngLayers(bytes)
  else if (bytes.toString('latin1', 0, 4) === 'PK\x03\x04') yield* zipLayers(bytes)
  else if (bytes.toString('latin1', 128, 132) === 'DICM') yield* inflated(bytes)
  else if (/^[[{]/.test(text)) for (const line of jsonOf(text)) yield* valueLayers(line)
}

/** The chunks of a PNG, inflated where they are deflated. */
function* pngLayers(bytes: Buffer): Generator<Buffer> {
  for (let at = 8; at + 12 <= bytes.length; ) {
    const length = bytes.readUInt32BE(at)
    const content = bytes.subarray(at + 8, at + 8 + length)
    const kind = bytes.toString('latin1', at + 4, at + 8)
    const packed = kind === 'IDAT' ? content : content.subarray(content.indexOf(0) + 2)
    if (['IDAT', 'zTXt', 'iCCP', 'iTXt'].includes(kind)) yield* quietly(() => inflateSync(packed, { finishFlush: 2 }))
    at += 12 + length
  }
}

/** The entries of a ZIP file, found by its central directory. */
function* zipLayers(bytes: Buffer): Generator<Buffer> {
  for (let at = bytes.indexOf('PK\x01\x02', 0, 'latin1'); at >= 0; at = bytes.indexOf('PK\x01\x02', at + 4, 'latin1')) {
    const [method, packed, offset] = [bytes.readUInt16LE(at + 10), bytes.readUInt32LE(at + 20), bytes.readUInt32LE(at + 42)]
    const start = offset + 30 + bytes.readUInt16LE(offset + 26) + bytes.readUInt16LE(offset + 28)
    const content = bytes.subarray(start, start + packed)
    yield* layersOf(method === 8 ? inflateRawSync(content) : content)
  }
}

/** The data set of a deflated DICOM file, which begins wherever its meta information ends. */
function* inflated(bytes: Buffer): Generator<Buffer> {
  const length = bytes.readUInt32LE(140)
  yield* quietly(() => inflateRawSync(bytes.subarray(144 + length)))
}

function* quietly(unpack: () => Buffer): Generator<Buffer> {
  try {
    yield unpack()
  } catch {
    // It is not packed.
  }
}

function jsonOf(text: string): unknown[] {
  try {
    return [JSON.parse(text)]
  } catch {
    return text.split('\n').flatMap((line) => {
      try {
        return [JSON.parse(line) as unknown]
      } catch {
        return []
      }
    })
  }
}

function* valueLayers(value: unknown): Generator<Buffer> {
  if (typeof value === 'string') {
    yield Buffer.from(value)
    if (/^[A-Za-z0-9+/]{8,}={0,2}$/.test(value)) yield* layersOf(Buffer.from(value, 'base64'))
  } else if (value !== null && typeof value === 'object') for (const [key, inner] of Object.entries(value)) yield* [Buffer.from(key), ...valueLayers(inner)]
}

/** Every text in a JSON value, keys aside. */
export function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  return value !== null && typeof value === 'object' ? Object.values(value).flatMap(textsIn) : []
}
