import { promisify } from 'node:util'
import { crc32, deflate } from 'node:zlib'

const signature = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)
const compress = promisify(deflate)

/**
 * Writes 8-bit grey (1 channel) or RGB (3 channels), or 16-bit grey from 16-bit samples, as PNG (ISO/IEC 15948). Written here,
 * because a native image library must not be loaded into Electron's processes: its GLib would meet GTK's.
 */
export async function writePng(samples: Uint8Array | Uint16Array, columns: number, rows: number, channels: 1 | 3 = 1): Promise<Buffer> {
  const wide = samples instanceof Uint16Array
  const lineBytes = columns * channels * (wide ? 2 : 1)
  if (samples.byteLength !== lineBytes * rows) throw new RangeError(`${samples.length} samples are not ${columns} × ${rows} × ${channels}`)
  const bytes = wide ? bigEndian(samples) : samples
  // Every line is written as its difference to the one above (filter 2), which suits smooth images.
  const filtered = new Uint8Array((lineBytes + 1) * rows)
  for (let row = 0; row < rows; row++) {
    const out = row * (lineBytes + 1)
    filtered[out] = 2
    for (let index = 0; index < lineBytes; index++) {
      const at = row * lineBytes + index
      filtered[out + 1 + index] = bytes[at]! - (row > 0 ? bytes[at - lineBytes]! : 0)
    }
  }
  const header = headerOf(columns, rows, wide ? 16 : 8, channels === 3 ? 2 : 0)
  return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', await compress(filtered)), chunk('IEND', new Uint8Array(0))])
}

/** Writes one byte a pixel as an indexed PNG; `palette` holds red, green and blue of each value from 0. */
export async function writeIndexedPng(indices: Uint8Array, columns: number, rows: number, palette: Uint8Array): Promise<Buffer> {
  if (indices.length !== columns * rows) throw new RangeError(`${indices.length} pixels are not ${columns} × ${rows}`)
  // Filters do not suit indices: every line is written as it is (filter 0).
  const lines = new Uint8Array((columns + 1) * rows)
  for (let row = 0; row < rows; row++) lines.set(indices.subarray(row * columns, (row + 1) * columns), row * (columns + 1) + 1)
  return Buffer.concat([signature, chunk('IHDR', headerOf(columns, rows, 8, 3)), chunk('PLTE', palette), chunk('IDAT', await compress(lines)), chunk('IEND', new Uint8Array(0))])
}

function headerOf(columns: number, rows: number, depth: 8 | 16, colourType: 0 | 2 | 3): Uint8Array {
  const header = new Uint8Array(13)
  const view = new DataView(header.buffer)
  view.setUint32(0, columns)
  view.setUint32(4, rows)
  header.set([depth, colourType], 8)
  return header
}

function bigEndian(samples: Uint16Array): Uint8Array {
  const bytes = new Uint8Array(samples.length * 2)
  for (const [index, sample] of samples.entries()) {
    bytes[index * 2] = sample >> 8
    bytes[index * 2 + 1] = sample
  }
  return bytes
}

function chunk(type: string, content: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(content.length + 12)
  const view = new DataView(bytes.buffer)
  view.setUint32(0, content.length)
  bytes.set(new TextEncoder().encode(type), 4)
  bytes.set(content, 8)
  view.setUint32(content.length + 8, crc32(bytes.subarray(4, content.length + 8)))
  return bytes
}
