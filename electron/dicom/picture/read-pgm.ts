import { ReadingError } from '../unreadable-file-error'
import { checkPictureSize, type DecodedPicture } from './decoded-picture'

/** Reads a portable grey map: binary (P5, 8 or 16 bits big endian) or plain (P2). */
export function readPgm(bytes: Uint8Array): DecodedPicture {
  const cursor = { position: 2 }
  const columns = nextNumber(bytes, cursor)
  const rows = nextNumber(bytes, cursor)
  const maximum = nextNumber(bytes, cursor)
  if (columns === 0 || rows === 0 || maximum === 0 || maximum > 65535) throw new ReadingError('corrupt', 'its PGM header is impossible')
  checkPictureSize(columns, rows, maximum > 255 ? 2 : 1)
  const wide = maximum > 255
  const shape = { rows, columns, samplesPerPixel: 1 as const, bitsAllocated: wide ? (16 as const) : (8 as const), bitsStored: Math.ceil(Math.log2(maximum + 1)) }
  const count = rows * columns
  const binary = bytes[1] === 0x35
  const size = count * (wide ? 2 : 1)
  // Plain samples take at least a digit and a space each, so a short file cannot ask for a large image.
  const least = binary ? cursor.position + 1 + size : cursor.position + count * 2
  if (bytes.length < least) throw new ReadingError('truncated', `it has ${bytes.length} bytes where its ${columns} × ${rows} pixels need ${least}`)
  if (binary && !wide) return { ...shape, pixels: bytes.slice(cursor.position + 1, cursor.position + 1 + size) }
  const pixels = new Uint8Array(size)
  const view = new DataView(pixels.buffer)
  const input = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const start = cursor.position + 1
  for (let index = 0; index < count; index++) {
    const value = binary ? input.getUint16(start + 2 * index, false) : nextNumber(bytes, cursor)
    if (value > maximum) throw new ReadingError('corrupt', `a sample of ${value} is more than its maximum of ${maximum}`)
    if (wide) view.setUint16(index * 2, value, true)
    else pixels[index] = value
  }
  return { ...shape, pixels }
}

/** The next decimal number; skips white space and comments. */
function nextNumber(bytes: Uint8Array, cursor: { position: number }): number {
  while (cursor.position < bytes.length) {
    const byte = bytes[cursor.position]!
    if (byte === 0x23) while (cursor.position < bytes.length && bytes[cursor.position] !== 0x0a) cursor.position++
    else if (byte > 0x20) break
    else cursor.position++
  }
  let value = 0
  const start = cursor.position
  for (; cursor.position < bytes.length; cursor.position++) {
    const digit = bytes[cursor.position]! - 0x30
    if (digit < 0 || digit > 9) break
    value = value * 10 + digit
  }
  if (cursor.position === start || value > 0xffffffff) throw new ReadingError('corrupt', 'its PGM header or data hold something else than numbers')
  return value
}
