/** Writes the entropy-coded bits of a scan, with stuffed zeros. */
class BitWriter {
  readonly bytes: number[] = []
  private bits = 0
  private count = 0

  write(value: number, length: number): void {
    for (let bit = length - 1; bit >= 0; bit--) {
      this.bits = (this.bits << 1) | ((value >> bit) & 1)
      if (++this.count === 8) this.flushByte()
    }
  }

  /** Fills the last byte with ones; then a restart marker when a number is given. */
  align(restart?: number): void {
    while (this.count > 0) this.write(1, 1)
    if (restart !== undefined) this.bytes.push(0xff, 0xd0 + (restart % 8))
  }

  private flushByte(): void {
    this.bytes.push(this.bits & 0xff)
    if ((this.bits & 0xff) === 0xff) this.bytes.push(0)
    this.bits = this.count = 0
  }
}

const segment = (marker: number, ...content: number[]): number[] => [0xff, marker, (content.length + 2) >> 8, (content.length + 2) & 255, ...content]
const word = (value: number): number[] => [value >> 8, value & 255]

/** A table in which every symbol of 0 to count − 1 has a code of the same length, equal to the symbol. */
const flatTable = (kind: number, length: number, count: number): number[] => segment(0xc4, kind, ...Array.from({ length: 16 }, (_, index) => (index === length - 1 ? count : 0)), ...Array.from({ length: count }, (_, index) => index))

function writeDifference(writer: BitWriter, difference: number, codeLength: number, upper = 0): void {
  const category = difference === 0 ? 0 : 32 - Math.clz32(Math.abs(difference))
  writer.write(upper | category, codeLength)
  if (category < 16) writer.write(difference > 0 ? difference : difference + 2 ** category - 1, category)
}

export interface LosslessShape {
  readonly rows: number
  readonly columns: number
  readonly components: number
  readonly precision: number
  readonly predictor: number
  readonly restartInterval?: number
  /** One scan a component instead of one for all. */
  readonly separateScans?: boolean
  /** Writes only the first ones of them. */
  readonly scans?: number
}

/** A plain lossless JPEG encoder (ITU T.81 annex H) with a fixed table: the inverse of what is tested. */
export function encodeLosslessJpeg(samples: Uint16Array, shape: LosslessShape): Uint8Array {
  const { rows, columns, components, precision, predictor, restartInterval = 0 } = shape
  const all = Array.from({ length: components }, (_, index) => index)
  const scans = (shape.separateScans ? all.map((index) => [index]) : [all]).slice(0, shape.scans ?? components)
  const bytes = [0xff, 0xd8, ...flatTable(0x00, 5, 17)]
  bytes.push(...segment(0xc3, precision, ...word(rows), ...word(columns), components, ...all.flatMap((index) => [index + 1, 0x11, 0])))
  if (restartInterval > 0) bytes.push(...segment(0xdd, ...word(restartInterval)))
  for (const scan of scans) {
    bytes.push(...segment(0xda, scan.length, ...scan.flatMap((index) => [index + 1, 0]), predictor, 0, 0))
    const writer = new BitWriter()
    for (let row = 0, restarts = 0; row < rows; row++) {
      const restart = restartInterval > 0 && row > 0 && (row * columns) % restartInterval === 0
      if (restart) writer.align(restarts++)
      const first = row === 0 || restart
      for (let column = 0; column < columns; column++) {
        for (const index of scan) {
          const value = (r: number, c: number): number => samples[(r * columns + c) * components + index]!
          const prediction = first ? (column === 0 ? 2 ** (precision - 1) : value(row, column - 1)) : column === 0 ? value(row - 1, 0) : predict(predictor, value(row, column - 1), value(row - 1, column), value(row - 1, column - 1))
          // Differences are modulo 2^16; −32768 and 32768 are the same, written as category 16.
          const difference = ((value(row, column) - prediction + 32_768 * 5) % 65_536) - 32_768
          writeDifference(writer, difference === -32_768 ? 32_768 : difference, 5)
        }
      }
    }
    writer.align()
    bytes.push(...writer.bytes)
  }
  return Uint8Array.from([...bytes, 0xff, 0xd9])
}

const predict = (predictor: number, a: number, b: number, c: number): number => [0, a, b, c, a + b - c, a + ((b - c) >> 1), b + ((a - c) >> 1), (a + b) >> 1][predictor]!

const zigzag = Array.from({ length: 64 }, (_, index) => index).sort((a, b) => {
  const [ya, xa, yb, xb] = [a >> 3, a & 7, b >> 3, b & 7]
  if (xa + ya !== xb + yb) return xa + ya - (xb + yb)
  return (xa + ya) % 2 === 0 ? xa - xb : ya - yb
})

/** A plain 12-bit sequential encoder: exact forward DCT, quantisation step 1, fixed tables. */
export function encodeExtendedJpeg(samples: Uint16Array, rows: number, columns: number, restartInterval: number): Uint8Array {
  const bytes = [0xff, 0xd8, ...segment(0xdb, 0, ...Array.from({ length: 64 }, () => 1)), ...flatTable(0x00, 5, 16), ...flatTable(0x10, 9, 255)]
  bytes.push(...segment(0xc1, 12, ...word(rows), ...word(columns), 1, 1, 0x11, 0))
  if (restartInterval > 0) bytes.push(...segment(0xdd, ...word(restartInterval)))
  bytes.push(...segment(0xda, 1, 1, 0, 0, 63, 0))
  const writer = new BitWriter()
  const across = Math.ceil(columns / 8)
  let previous = 0
  for (let unit = 0; unit < across * Math.ceil(rows / 8); unit++) {
    if (restartInterval > 0 && unit > 0 && unit % restartInterval === 0) {
      writer.align(unit / restartInterval - 1)
      previous = 0
    }
    const coefficients = forward(samples, rows, columns, Math.floor(unit / across) * 8, (unit % across) * 8)
    writeDifference(writer, coefficients[0]! - previous, 5)
    previous = coefficients[0]!
    let run = 0
    for (let index = 1; index < 64; index++) {
      const value = coefficients[zigzag[index]!]!
      if (value === 0) {
        run++
        continue
      }
      for (; run > 15; run -= 16) writer.write(0xf0, 9)
      writeDifference(writer, value, 9, run << 4)
      run = 0
    }
    if (run > 0) writer.write(0, 9)
  }
  writer.align()
  return Uint8Array.from([...bytes, ...writer.bytes, 0xff, 0xd9])
}

function forward(samples: Uint16Array, rows: number, columns: number, top: number, left: number): number[] {
  const at = (y: number, x: number): number => samples[Math.min(rows - 1, top + y) * columns + Math.min(columns - 1, left + x)]! - 2048
  return Array.from({ length: 64 }, (_, index) => {
    const [v, u] = [index >> 3, index & 7]
    let sum = 0
    for (let y = 0; y < 8; y++) for (let x = 0; x < 8; x++) sum += at(y, x) * Math.cos(((2 * x + 1) * u * Math.PI) / 16) * Math.cos(((2 * y + 1) * v * Math.PI) / 16)
    return Math.round((sum / 4) * (u === 0 ? Math.SQRT1_2 : 1) * (v === 0 ? Math.SQRT1_2 : 1))
  })
}
