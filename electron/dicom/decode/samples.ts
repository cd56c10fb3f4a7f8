/** Samples of one frame as a codec gives them, before they are brought into the served form. */
export interface Samples {
  /** Little-endian, one byte a sample for 8 bits, two for 16. */
  readonly bytes: Uint8Array
  readonly bitsPerSample: 8 | 16
  readonly samplesPerPixel: 1 | 3
  /** Channel after channel instead of pixel after pixel. */
  readonly planar: boolean
  /** The codec has already converted YBR to RGB. */
  readonly rgb: boolean
}

/** View of 16-bit samples; copies when the bytes are not aligned. */
export function asUint16(bytes: Uint8Array): Uint16Array {
  const aligned = bytes.byteOffset % 2 === 0 ? bytes : bytes.slice()
  return new Uint16Array(aligned.buffer, aligned.byteOffset, aligned.byteLength >> 1)
}

/** View of 16-bit samples with a sign; copies when the bytes are not aligned. */
export function asInt16(bytes: Uint8Array): Int16Array {
  const words = asUint16(bytes)
  return new Int16Array(words.buffer, words.byteOffset, words.length)
}

/** The samples of a decoded frame as the header says they are stored. */
export function samplesOf(bytes: Uint8Array, { bitsAllocated, signed }: { bitsAllocated: number; signed: boolean }): Uint8Array | Uint16Array | Int16Array {
  return bitsAllocated === 8 ? bytes : signed ? asInt16(bytes) : asUint16(bytes)
}

export const asBytes = (samples: Uint16Array | Int16Array): Uint8Array => new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength)
