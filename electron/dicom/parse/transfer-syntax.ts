/** How a data set's elements are written. */
export interface Encoding {
  readonly explicit: boolean
  readonly littleEndian: boolean
}

export interface TransferSyntax extends Encoding {
  readonly name: string
  readonly deflated: boolean
  readonly encapsulated: boolean
  /** Whether this program decodes its frames. */
  readonly decodable: boolean
}

const native = { explicit: true, littleEndian: true, deflated: false, encapsulated: false, decodable: true }
const compressed = { ...native, encapsulated: true }
const refused = { ...compressed, decodable: false }

const syntaxes: Readonly<Record<string, TransferSyntax>> = {
  '1.2.840.10008.1.2': { ...native, name: 'Implicit VR Little Endian', explicit: false },
  '1.2.840.10008.1.2.1': { ...native, name: 'Explicit VR Little Endian' },
  '1.2.840.10008.1.2.1.99': { ...native, name: 'Deflated Explicit VR Little Endian', deflated: true },
  '1.2.840.10008.1.2.2': { ...native, name: 'Explicit VR Big Endian', littleEndian: false },
  '1.2.840.10008.1.2.5': { ...compressed, name: 'RLE Lossless' },
  '1.2.840.10008.1.2.4.50': { ...compressed, name: 'JPEG Baseline' },
  '1.2.840.10008.1.2.4.51': { ...compressed, name: 'JPEG Extended' },
  '1.2.840.10008.1.2.4.57': { ...compressed, name: 'JPEG Lossless' },
  '1.2.840.10008.1.2.4.70': { ...compressed, name: 'JPEG Lossless, First-Order Prediction' },
  '1.2.840.10008.1.2.4.80': { ...compressed, name: 'JPEG-LS Lossless' },
  '1.2.840.10008.1.2.4.81': { ...compressed, name: 'JPEG-LS Near-Lossless' },
  '1.2.840.10008.1.2.4.90': { ...compressed, name: 'JPEG 2000 Lossless' },
  '1.2.840.10008.1.2.4.91': { ...compressed, name: 'JPEG 2000' },
  '1.2.840.10008.1.2.4.92': { ...refused, name: 'JPEG 2000 Multi-component Lossless' },
  '1.2.840.10008.1.2.4.93': { ...refused, name: 'JPEG 2000 Multi-component' },
  '1.2.840.10008.1.2.4.100': { ...refused, name: 'MPEG-2 Main Level' },
  '1.2.840.10008.1.2.4.101': { ...refused, name: 'MPEG-2 High Level' },
  '1.2.840.10008.1.2.4.102': { ...refused, name: 'MPEG-4 AVC/H.264' },
  '1.2.840.10008.1.2.4.103': { ...refused, name: 'MPEG-4 AVC/H.264 BD-compatible' },
  '1.2.840.10008.1.2.4.107': { ...refused, name: 'HEVC/H.265 Main' },
  '1.2.840.10008.1.2.4.108': { ...refused, name: 'HEVC/H.265 Main 10' },
  '1.2.840.10008.1.2.4.110': { ...refused, name: 'JPEG XL Lossless' },
  '1.2.840.10008.1.2.4.111': { ...refused, name: 'JPEG XL JPEG Recompression' },
  '1.2.840.10008.1.2.4.112': { ...refused, name: 'JPEG XL' },
  '1.2.840.10008.1.2.4.201': { ...refused, name: 'High-Throughput JPEG 2000 Lossless' },
  '1.2.840.10008.1.2.4.202': { ...refused, name: 'High-Throughput JPEG 2000 RPCL Lossless' },
  '1.2.840.10008.1.2.4.203': { ...refused, name: 'High-Throughput JPEG 2000' },
}

/** The syntax behind a UID; a private or unknown one is taken as explicit little endian (PS3.5 A.4) that cannot be decoded. */
export function transferSyntax(uid: string): TransferSyntax {
  return (Object.hasOwn(syntaxes, uid) ? syntaxes[uid] : undefined) ?? { ...refused, name: `transfer syntax ${uid}` }
}
