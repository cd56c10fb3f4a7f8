import type { PixelDescription } from '../parse/pixel-description'
import { asBytes, asUint16, type Samples } from './samples'
import { expand422 } from './colour'

/** Samples of an uncompressed frame: big endian swapped, 12-bit packing undone. */
export function nativeSamples(stored: Uint8Array, pixels: PixelDescription, littleEndian: boolean, ow: boolean): Samples {
  const shape = { samplesPerPixel: pixels.samplesPerPixel, planar: pixels.planar, rgb: false }
  if (pixels.bitsAllocated === 12) return { ...shape, bytes: unpack12(stored, pixels.rows * pixels.columns * pixels.samplesPerPixel), bitsPerSample: 16 }
  if (pixels.photometric === 'YBR_FULL_422') return { ...shape, bytes: expand422(stored, pixels.rows * pixels.columns), bitsPerSample: 8, planar: false }
  // In big endian, 8-bit pixels written as words (OW) are swapped in pairs as well (PS3.5 annex A.3).
  const swapped = !littleEndian && (pixels.bitsAllocated === 16 || ow) ? swapPairs(stored) : stored
  return { ...shape, bytes: swapped, bitsPerSample: pixels.bitsAllocated }
}

function swapPairs(bytes: Uint8Array): Uint8Array {
  const even = bytes.length - (bytes.length % 2)
  for (let index = 0; index < even; index += 2) {
    const first = bytes[index]!
    bytes[index] = bytes[index + 1]!
    bytes[index + 1] = first
  }
  return bytes
}

/** Two 12-bit samples in three bytes, low bits first (PS3.5 8.1.1). */
function unpack12(bytes: Uint8Array, count: number): Uint8Array {
  const samples = new Uint16Array(count)
  for (let index = 0, at = 0; index < count; index += 2, at += 3) {
    const middle = bytes[at + 1]!
    samples[index] = bytes[at]! | ((middle & 0x0f) << 8)
    if (index + 1 < count) samples[index + 1] = (middle >> 4) | (bytes[at + 2]! << 4)
  }
  return asBytes(samples)
}

/**
 * Grey samples as served: the stored bits moved down to bit 0, everything above them cleared (old overlays live there) or, for
 * signed pixels, the sign carried up. 8-bit unsigned stays 8-bit, all else becomes 16-bit.
 */
export function servedGrey(samples: Samples, pixels: PixelDescription): Uint8Array {
  const wide = pixels.bitsAllocated > 8 || pixels.signed
  if (!wide) {
    const bytes = samples.bitsPerSample === 8 ? samples.bytes : Uint8Array.from(asUint16(samples.bytes))
    return maskBytes(bytes, pixels)
  }
  const words = samples.bitsPerSample === 16 ? asUint16(samples.bytes) : Uint16Array.from(samples.bytes)
  const drop = 16 - pixels.bitsStored
  const shift = pixels.highBit + 1 - pixels.bitsStored
  if (pixels.signed) {
    const signed = new Int16Array(words.length)
    for (let index = 0; index < words.length; index++) signed[index] = (((words[index]! >> shift) << (16 + drop)) >> (16 + drop))
    return asBytes(signed)
  }
  if (shift === 0 && drop === 0) return asBytes(words)
  const mask = 0xffff >> drop
  for (let index = 0; index < words.length; index++) words[index] = (words[index]! >> shift) & mask
  return asBytes(words)
}

function maskBytes(bytes: Uint8Array, pixels: PixelDescription): Uint8Array {
  const shift = pixels.highBit + 1 - pixels.bitsStored
  const mask = 0xff >> (8 - pixels.bitsStored)
  if (shift === 0 && mask === 0xff) return bytes
  for (let index = 0; index < bytes.length; index++) bytes[index] = (bytes[index]! >> shift) & mask
  return bytes
}
