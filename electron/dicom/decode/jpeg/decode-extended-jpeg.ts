import { ReadingError } from '../../unreadable-file-error'
import { BitReader } from './bit-reader'
import { inverseDct12 } from './inverse-dct'
import type { HuffmanTable } from './huffman-table'
import { damaged, JpegStream } from './jpeg-stream'

/** Natural position of each coefficient in zigzag order. */
const zigzag = Uint8Array.of(
  0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6, 7, 14, 21, 28,
  35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63,
)

interface BlockTables {
  readonly dc: HuffmanTable
  readonly ac: HuffmanTable
  readonly quantization: Uint16Array
}

/** Decodes a grey 12-bit JPEG of the extended sequential process (ITU T.81, process 4): rows × columns samples, 0 to 4095. */
export function decodeExtendedJpeg(encoded: Uint8Array): Uint16Array {
  const stream = new JpegStream(encoded)
  const scan = stream.nextScan(2)
  const { frame, restartInterval } = stream
  if (!scan || !frame) throw damaged('no scan')
  const [component, ...others] = scan.components
  if (!component || others.length > 0 || frame.components.length > 1) throw new ReadingError('unsupported', '12-bit JPEG in colour is not supported')
  const { rows, columns } = frame
  const tables: BlockTables = {
    dc: stream.huffmanTable('dc', component.dc),
    ac: stream.huffmanTable('ac', component.ac),
    quantization: stream.quantization(frame.components[0]!.quantization),
  }
  const samples = new Uint16Array(rows * columns)
  const reader = new BitReader(encoded, scan.entropyStart)
  const coefficients = new Int32Array(64)
  const block = new Int32Array(64)
  const across = Math.ceil(columns / 8)
  const total = across * Math.ceil(rows / 8)
  let dc = 0
  for (let unit = 0; unit < total; unit++) {
    if (restartInterval > 0 && unit > 0 && unit % restartInterval === 0) {
      reader.restart()
      dc = 0
    }
    dc = readBlock(reader, tables, dc, coefficients)
    inverseDct12(coefficients, block)
    storeBlock(block, samples, Math.floor(unit / across) * 8, (unit % across) * 8, rows, columns)
  }
  return samples
}

/** Reads one data unit into dequantised coefficients and returns its DC value, the predictor of the next. */
function readBlock(reader: BitReader, { dc: dcTable, ac: acTable, quantization }: BlockTables, predictor: number, coefficients: Int32Array): number {
  coefficients.fill(0)
  const category = dcTable.decode(reader)
  if (category > 15) throw damaged('an impossible difference')
  const dc = predictor + reader.receiveExtended(category)
  coefficients[0] = dc * quantization[0]!
  for (let index = 1; index < 64; index++) {
    const symbol = acTable.decode(reader)
    const size = symbol & 0x0f
    const run = symbol >> 4
    if (size === 0) {
      if (run < 15) break
      index += 15
      continue
    }
    index += run
    if (index > 63) throw damaged('a coefficient outside its block')
    coefficients[zigzag[index]!] = reader.receiveExtended(size) * quantization[index]!
  }
  return dc
}

function storeBlock(block: Int32Array, samples: Uint16Array, top: number, left: number, rows: number, columns: number): void {
  const height = Math.min(8, rows - top)
  const width = Math.min(8, columns - left)
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      samples[(top + row) * columns + left + column] = Math.min(4095, Math.max(0, block[row * 8 + column]! + 2048))
    }
  }
}
