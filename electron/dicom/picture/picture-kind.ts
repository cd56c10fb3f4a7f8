import type { ByteSource } from '../parse/byte-source'

export type PictureKind = 'png' | 'jpeg' | 'tiff' | 'pgm'

const signatures: readonly (readonly [kind: PictureKind, bytes: readonly number[]])[] = [
  ['png', [0x89, 0x50, 0x4e, 0x47]],
  ['jpeg', [0xff, 0xd8, 0xff]],
  ['tiff', [0x49, 0x49, 0x2a, 0x00]],
  ['tiff', [0x4d, 0x4d, 0x00, 0x2a]],
  ['pgm', [0x50, 0x35]],
  ['pgm', [0x50, 0x32]],
]

/** The kind of picture by its first bytes; null for anything else, DICOM among it (whose preamble may look like a TIFF). */
export function pictureKind(source: ByteSource): PictureKind | null {
  if (source.size >= 132 && String.fromCharCode(...source.read(128, 4)) === 'DICM') return null
  const start = source.read(0, Math.min(4, source.size))
  return signatures.find(([, bytes]) => bytes.every((byte, index) => start[index] === byte))?.[0] ?? null
}

export const isPicture = (source: ByteSource): boolean => pictureKind(source) !== null
