import { promisify } from 'node:util'
import { crc32, deflate } from 'node:zlib'

const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
/** Each row is stored as its difference from the row above: cheap, and small for images. */
const filterUp = 2
const compress = promisify(deflate)

/**
 * Grey samples, row-major, as PNG of 8 or 16 bits (ISO/IEC 15948). Written here, because a native image library must not
 * be loaded into Electron's main process: its GLib would meet GTK's.
 */
export async function encodeGreyPng(samples: Uint8Array | Uint16Array, rows: number, columns: number): Promise<Buffer> {
  if (samples.length !== rows * columns) throw new RangeError(`${samples.length} samples do not fill ${rows} × ${columns} pixels`)
  const header = Buffer.alloc(13)
  header.writeUInt32BE(columns, 0)
  header.writeUInt32BE(rows, 4)
  // Bit depth, colour type 0 (grey), deflate, adaptive filters, not interlaced.
  header.set([samples.BYTES_PER_ELEMENT * 8, 0, 0, 0, 0], 8)
  const pixels = await compress(filteredRows(bigEndian(samples), rows, columns * samples.BYTES_PER_ELEMENT))
  return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', pixels), chunk('IEND', Buffer.alloc(0))])
}

function bigEndian(samples: Uint8Array | Uint16Array): Uint8Array {
  if (samples instanceof Uint8Array) return samples
  const bytes = new Uint8Array(samples.length * 2)
  for (let index = 0; index < samples.length; index++) {
    bytes[2 * index] = samples[index]! >> 8
    bytes[2 * index + 1] = samples[index]! & 0xff
  }
  return bytes
}

function filteredRows(bytes: Uint8Array, rows: number, rowBytes: number): Uint8Array {
  const filtered = new Uint8Array(rows * (rowBytes + 1))
  for (let row = 0; row < rows; row++) {
    const out = row * (rowBytes + 1)
    const at = row * rowBytes
    filtered[out] = filterUp
    for (let index = 0; index < rowBytes; index++) filtered[out + 1 + index] = bytes[at + index]! - (row === 0 ? 0 : bytes[at + index - rowBytes]!)
  }
  return filtered
}

function chunk(type: string, data: Buffer): Buffer {
  const content = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const length = Buffer.alloc(4)
  length.writeUInt32BE(data.length)
  const check = Buffer.alloc(4)
  check.writeUInt32BE(crc32(content))
  return Buffer.concat([length, content, check])
}
