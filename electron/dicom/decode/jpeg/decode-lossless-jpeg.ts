import { ReadingError } from '../../unreadable-file-error'
import { BitReader } from './bit-reader'
import { damaged, JpegStream, type JpegScan } from './jpeg-stream'

/** Decodes lossless JPEG (ITU T.81 annex H, process 14, all seven predictors): interleaved samples of 2 to 16 bits. */
export function decodeLosslessJpeg(encoded: Uint8Array): Uint16Array {
  const stream = new JpegStream(encoded)
  let scan = stream.nextScan(2)
  const { frame } = stream
  if (!scan || !frame) throw damaged('no scan')
  const count = frame.components.length
  // Equal sampling of all components, whatever the number.
  if (frame.components.some(({ horizontal, vertical }) => horizontal !== frame.components[0]!.horizontal || vertical !== frame.components[0]!.vertical)) {
    throw new ReadingError('unsupported', 'lossless JPEG with subsampled colour is not supported')
  }
  const samples = new Uint16Array(frame.rows * frame.columns * count)
  const missing = new Set(frame.components.keys())
  for (; scan; scan = missing.size > 0 ? stream.nextScan(scan.entropyStart) : null) {
    decodeScan(encoded, stream, scan, samples)
    for (const { index } of scan.components) missing.delete(index)
  }
  if (missing.size > 0) throw new ReadingError('truncated', 'a JPEG frame ends before its last component')
  return samples
}

function decodeScan(encoded: Uint8Array, stream: JpegStream, scan: JpegScan, samples: Uint16Array): void {
  const { rows, columns, precision, components } = stream.frame!
  const { start: predictor, low: pointTransform } = scan
  if (predictor < 1 || predictor > 7) throw damaged(`the impossible predictor ${predictor}`)
  const tables = scan.components.map(({ index, dc }) => ({ index, table: stream.huffmanTable('dc', dc) }))
  const reader = new BitReader(encoded, scan.entropyStart)
  const step = components.length
  const stride = columns * step
  const initial = 1 << (precision - pointTransform - 1)
  let untilRestart = stream.restartInterval
  /** The row that is predicted like the first one: row 0, and every row behind a restart marker. */
  let firstRow = 0
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      if (stream.restartInterval > 0 && untilRestart-- === 0) {
        if (column !== 0) throw damaged('a restart marker inside a row')
        reader.restart()
        firstRow = row
        untilRestart = stream.restartInterval - 1
      }
      for (const { index, table } of tables) {
        const at = row * stride + column * step + index
        const category = table.decode(reader)
        if (category > 16) throw damaged('an impossible difference')
        const difference = category === 16 ? 32768 : reader.receiveExtended(category)
        samples[at] = predict(samples, at, step, stride, predictor, row === firstRow, column === 0, initial) + difference
      }
    }
  }
  if (pointTransform > 0) for (const { index } of tables) for (let at = index; at < samples.length; at += step) samples[at] = samples[at]! << pointTransform
}

/** The prediction from the neighbours to the left (a), above (b) and above left (c). */
function predict(samples: Uint16Array, at: number, step: number, stride: number, predictor: number, firstRow: boolean, firstColumn: boolean, initial: number): number {
  if (firstRow) return firstColumn ? initial : samples[at - step]!
  const b = samples[at - stride]!
  if (firstColumn) return b
  const a = samples[at - step]!
  const c = samples[at - stride - step]!
  switch (predictor) {
    case 1:
      return a
    case 2:
      return b
    case 3:
      return c
    case 4:
      return a + b - c
    case 5:
      return a + ((b - c) >> 1)
    case 6:
      return b + ((a - c) >> 1)
    default:
      return (a + b) >> 1
  }
}
