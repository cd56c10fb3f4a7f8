import { constants, inflateRawSync, inflateSync } from 'node:zlib'
import { limits } from '../limits'
import { ReadingError } from '../unreadable-file-error'
import { MemorySource, type ByteSource } from './byte-source'
import { DataSet } from './data-set'
import { tags } from './tags'
import { transferSyntax, type Encoding, type TransferSyntax } from './transfer-syntax'
import { isKnownVr, readElementHeader, undefinedLength, walkDataSet, type Element, type WalkBudget } from './walk-data-set'

const explicitLittle: Encoding = { explicit: true, littleEndian: true }

export interface OpenedDataSet {
  readonly dataSet: DataSet
  readonly syntax: TransferSyntax
  /** Null when the file does not name one. */
  readonly transferSyntaxUid: string | null
  readonly warnings: string[]
}

/** Reads the elements of a DICOM file up to its pixel data: with or without preamble and meta information. */
export function openDataSet(source: ByteSource): OpenedDataSet {
  if (source.size === 0) throw new ReadingError('not-an-image', 'it is empty')
  const warnings: string[] = []
  const start = metaStart(source)
  if (start === null) throw new ReadingError('not-an-image', 'it is neither a DICOM file nor a picture of a known kind')
  const meta = readMeta(source, start)
  const declared = meta.transferSyntaxUid === null ? null : transferSyntax(meta.transferSyntaxUid)
  if (start === 0) warnings.push('The file has no DICOM preamble.')

  let body = source
  let position = meta.end
  if (declared?.deflated) {
    body = inflateDataSet(source, meta.end)
    position = 0
  }
  const encoding = checkedEncoding(body, position, declared, warnings)
  const budget: WalkBudget = { elements: 0 }
  const { elements } = walkDataSet(body, position, body.size, encoding, budget)
  if (elements.size === 0) throw new ReadingError('not-an-image', 'its data set is empty')
  const syntax = declared ?? {
    ...transferSyntax('1.2.840.10008.1.2.1'),
    ...encoding,
    name: encoding.explicit ? 'an explicit encoding' : 'an implicit encoding',
    encapsulated: elements.get(tags.PixelData)?.length === undefinedLength,
  }
  return { dataSet: new DataSet(body, encoding, elements, budget), syntax: { ...syntax, ...encoding }, transferSyntaxUid: meta.transferSyntaxUid, warnings }
}

/** Where elements begin: behind the preamble, at 0 for a bare data set, null when it is no DICOM. */
function metaStart(source: ByteSource): number | null {
  if (source.size >= 132 && String.fromCharCode(...source.read(128, 4)) === 'DICM') return 132
  // A bare data set begins with its identifying group, or with the meta group where only the preamble was lost.
  return source.size >= 16 && [0x0002, 0x0008].includes(guessEncoding(source, 0)?.group ?? -1) ? 0 : null
}

/** The meta group is explicit little endian whatever follows; its group length is often wrong or absent and is not trusted. */
function readMeta(source: ByteSource, start: number): { end: number; transferSyntaxUid: string | null } {
  const elements = new Map<number, Element>()
  let position = start
  while (position + 8 <= source.size) {
    const guess = guessEncoding(source, position)
    if (guess?.group !== 0x0002 || !guess.encoding.littleEndian) break
    const element = readElementHeader(source, position, guess.encoding)
    if (element.offset + element.length > source.size) throw new ReadingError('truncated', 'it ends inside its meta information')
    elements.set(element.tag, element)
    position = element.offset + element.length
  }
  const uid = new DataSet(source, explicitLittle, elements, { elements: 0 }).code(tags.TransferSyntaxUID)
  return { end: position, transferSyntaxUid: uid }
}

/** Groups with which a data set may begin. */
const plausible = (group: number): boolean => group > 0 && group <= 0x0028

/** How the element at `position` is written, judged by its group and VR; null when it is no plausible element. */
function guessEncoding(source: ByteSource, position: number): { encoding: Encoding; group: number } | null {
  if (position + 8 > source.size) return null
  const bytes = source.read(position, 8)
  const view = new DataView(bytes.buffer, bytes.byteOffset, 8)
  const explicit = isKnownVr(String.fromCharCode(bytes[4]!, bytes[5]!))
  const little = view.getUint16(0, true)
  const big = view.getUint16(0, false)
  if (explicit && plausible(little)) return { encoding: explicitLittle, group: little }
  if (explicit && plausible(big)) return { encoding: { explicit: true, littleEndian: false }, group: big }
  const length = view.getUint32(4, true)
  const fits = length === undefinedLength || position + 8 + length <= source.size
  return plausible(little) && fits ? { encoding: { explicit: false, littleEndian: true }, group: little } : null
}

/** The declared encoding, unless the first element plainly has another one. */
function checkedEncoding(source: ByteSource, position: number, declared: TransferSyntax | null, warnings: string[]): Encoding {
  const guess = guessEncoding(source, position)?.encoding
  if (!declared) {
    if (!guess) throw new ReadingError('not-an-image', 'it names no transfer syntax and its data set cannot be recognised')
    warnings.push('The file names no transfer syntax; its encoding was recognised from its first element.')
    return guess
  }
  if (guess && (guess.explicit !== declared.explicit || guess.littleEndian !== declared.littleEndian)) {
    const order = guess.littleEndian ? 'little endian' : 'big endian'
    warnings.push(`The file says ${declared.name} but is written in ${guess.explicit ? 'explicit' : 'implicit'} ${order}.`)
    return guess
  }
  return declared
}

function inflateDataSet(source: ByteSource, position: number): MemorySource {
  if (source.size > limits.inflatedBytes) throw new ReadingError('too-large', `its deflated data set has more than ${limits.inflatedBytes} bytes`)
  const deflated = source.read(position, source.size - position)
  // A stream cut short still yields what it holds; the missing pixels are noticed later.
  const options = { maxOutputLength: limits.inflatedBytes, finishFlush: constants.Z_SYNC_FLUSH }
  try {
    return new MemorySource(inflateRawSync(deflated, options))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') {
      throw new ReadingError('too-large', `its data set inflates to more than ${limits.inflatedBytes} bytes`)
    }
  }
  try {
    // Some writers add the zlib header that the standard leaves out.
    return new MemorySource(inflateSync(deflated, options))
  } catch {
    throw new ReadingError('corrupt', 'its deflated data set cannot be inflated')
  }
}
