import { DataError } from './data-error'

/** Grey samples of a picture: rows × columns, row-major, in 0 … maximum. */
export interface GreySamples {
  rows: number
  columns: number
  samples: Uint8Array | Uint16Array
  maximum: number
}

const isSpace = (byte: number): boolean => byte === 32 || (byte >= 9 && byte <= 13)

/**
 * Reads a PGM picture, plain (P2) or raw (P5), with up to 16 bits (big-endian, as Netpbm has it).
 * `name` is the file's name for the message of the DataError that a damaged file gives.
 */
export function readPgm(bytes: Uint8Array, name: string): GreySamples {
  const magic = String.fromCharCode(bytes[0] ?? 0, bytes[1] ?? 0)
  if (magic !== 'P2' && magic !== 'P5') throw new DataError(`${name} is not a PGM picture.`)
  let at = 2

  function number(): number {
    while (at < bytes.length && (isSpace(bytes[at]!) || bytes[at] === 35)) {
      if (bytes[at] === 35) while (at < bytes.length && bytes[at] !== 10) at++
      else at++
    }
    const start = at
    let value = 0
    while (at < bytes.length && bytes[at]! >= 48 && bytes[at]! <= 57 && at - start < 8) value = value * 10 + bytes[at++]! - 48
    if (at === start) throw new DataError(`${name} is damaged: its PGM data end too early or hold something other than numbers.`)
    return value
  }

  const columns = number()
  const rows = number()
  const maximum = number()
  if (columns < 1 || rows < 1 || columns * rows > 2 ** 28 || maximum < 1 || maximum > 65535) {
    throw new DataError(`${name} is damaged: its PGM header asks for ${columns}×${rows} pixels with maximum ${maximum}.`)
  }
  const size = rows * columns
  const wide = maximum > 255
  if (magic === 'P5') {
    at++
    if (bytes.length - at < size * (wide ? 2 : 1)) throw new DataError(`${name} is damaged: it ends before its last row.`)
    if (!wide) return { rows, columns, samples: bytes.slice(at, at + size), maximum }
    const samples = new Uint16Array(size)
    for (let i = 0; i < size; i++) samples[i] = (bytes[at + 2 * i]! << 8) | bytes[at + 2 * i + 1]!
    return { rows, columns, samples, maximum }
  }
  // Plain samples take at least two characters each: no allocation for what cannot be there.
  if (bytes.length - at < size) throw new DataError(`${name} is damaged: it ends before its last row.`)
  const samples = wide ? new Uint16Array(size) : new Uint8Array(size)
  for (let i = 0; i < size; i++) samples[i] = number()
  return { rows, columns, samples, maximum }
}
