import { ReadingError } from '../unreadable-file-error'

/** PackBits (TIFF 6.0, section 9), at most `size` bytes. */
export function unpackBits(stored: Uint8Array, size: number): Uint8Array {
  const out = new Uint8Array(size)
  let length = 0
  for (let at = 0; at < stored.length && length < size; ) {
    const control = stored[at++]!
    if (control < 128) {
      const literal = stored.subarray(at, at + Math.min(control + 1, size - length))
      out.set(literal, length)
      length += literal.length
      at += control + 1
    } else if (control > 128 && at < stored.length) {
      const end = Math.min(size, length + 257 - control)
      out.fill(stored[at++]!, length, end)
      length = end
    }
  }
  return out.subarray(0, length)
}

const clearCode = 256
const endCode = 257

/** LZW (TIFF 6.0, section 13: most significant bit first, codes widen one early), at most `size` bytes. */
export function unpackLzw(stored: Uint8Array, size: number): Uint8Array {
  const out = new Uint8Array(size)
  /** Each code's string lies in what has been written: where it begins and how long it is. */
  const starts = new Int32Array(4096)
  const lengths = new Uint16Array(4096)
  let [length, next, width, previous, bits, count] = [0, 258, 9, -1, 0, 0]
  for (let at = 0; length < size; ) {
    while (count < width) {
      if (at >= stored.length) return out.subarray(0, length)
      bits = ((bits << 8) | stored[at++]!) & 0xffffff
      count += 8
    }
    count -= width
    const code = (bits >> count) & (2 ** width - 1)
    if (code === endCode) break
    if (code === clearCode) {
      ;[next, width, previous] = [258, 9, -1]
      continue
    }
    if (code > next || (code === next && previous < 0) || (code > endCode && code < next && lengths[code] === 0)) throw new ReadingError('corrupt', 'an LZW strip of it is damaged')
    const begin = length
    const copied = code < clearCode ? 1 : code < next ? lengths[code]! : stringLength(previous, lengths) + 1
    const from = code < clearCode ? -1 : code < next ? starts[code]! : begin - stringLength(previous, lengths)
    for (let index = 0; index < copied && length < size; index++) out[length++] = from < 0 ? code : out[from + index]!
    if (previous >= 0 && next < 4096) {
      // The new string is the previous one and the first byte of this one: they are neighbours in the output.
      lengths[next] = stringLength(previous, lengths) + 1
      starts[next] = begin - lengths[next]! + 1
      next++
    }
    if (next >= 2 ** width - 1 && width < 12) width++
    previous = code
  }
  return out.subarray(0, length)
}

const stringLength = (code: number, lengths: Uint16Array): number => (code < clearCode ? 1 : lengths[code]!)
