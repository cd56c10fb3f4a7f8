import type { createTestRandom } from '../../helpers/test-random'
import type { Specimen } from './specimen'

export type Random = ReturnType<typeof createTestRandom>

/** Damages a copy of a specimen's bytes and returns them, or others in their place. */
export type Mutation = (bytes: Uint8Array, specimen: Specimen, random: Random) => Uint8Array

export const hostileNumbers = [0, 1, 2, 7, 0x7f, 0x80, 0xff, 0x100, 0x7fff, 0x8000, 0xfffe, 0xffff, 0x10000, 0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff] as const

export const pick = <T>(random: Random, from: readonly T[]): T => from[random(0, from.length - 1)]!

export function splice(bytes: Uint8Array, at: number, removed: number, added: Uint8Array): Uint8Array {
  const result = new Uint8Array(at + added.length + Math.max(0, bytes.length - at - removed))
  result.set(bytes.subarray(0, at))
  result.set(added, at)
  result.set(bytes.subarray(at + removed), at + added.length)
  return result
}

export const randomBytes = (random: Random, length: number): Uint8Array => Uint8Array.from({ length }, () => random(0, 255))

/** Where the header ends; a picture's lies in its first bytes. */
const headerEnd = (bytes: Uint8Array, { pixels }: Specimen): number => Math.max(1, Math.min(bytes.length - 1, pixels, 4000))

function changeBytes(bytes: Uint8Array, times: number, random: Random, end: number, change: (byte: number) => number): Uint8Array {
  for (let round = 0; round < times; round++) {
    const at = random(0, end)
    bytes[at] = change(bytes[at]!)
  }
  return bytes
}

/** Damage that knows nothing of the format; half of it aims at the header, where a byte has the greatest effect. */
export const byteMutations: Readonly<Record<string, Mutation>> = {
  truncate: (bytes, _, random) => bytes.subarray(0, random(0, bytes.length - 1)),
  'bytes-in-header': (bytes, specimen, random) => changeBytes(bytes, random(1, 12), random, headerEnd(bytes, specimen), () => random(0, 255)),
  'bytes-anywhere': (bytes, _, random) => changeBytes(bytes, random(1, 200), random, bytes.length - 1, () => random(0, 255)),
  'bits-in-header': (bytes, specimen, random) => changeBytes(bytes, random(1, 8), random, headerEnd(bytes, specimen), (byte) => byte ^ (1 << random(0, 7))),
  'bits-anywhere': (bytes, _, random) => changeBytes(bytes, random(1, 20), random, bytes.length - 1, (byte) => byte ^ (1 << random(0, 7))),
  'numbers-in-header': (bytes, specimen, random) => {
    if (bytes.length < 16) return bytes
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    for (let round = random(1, 3); round > 0; round--) view.setUint32(random(8, Math.max(8, headerEnd(bytes, specimen) - 4)), pick(random, hostileNumbers), random() < 0.8)
    return bytes
  },
  insert: (bytes, _, random) => splice(bytes, random(0, bytes.length), 0, randomBytes(random, random(1, 64))),
  delete: (bytes, _, random) => splice(bytes, random(0, bytes.length - 1), random(1, 64), new Uint8Array(0)),
  'copy-within': (bytes, _, random) => {
    const from = random(0, bytes.length - 1)
    return bytes.copyWithin(random(0, bytes.length - 1), from, Math.min(bytes.length, from + random(1, 400)))
  },
  'fill-run': (bytes, _, random) => {
    const at = random(0, bytes.length - 1)
    return bytes.fill(pick(random, [0, 0xff, 0x80]), at, Math.min(bytes.length, at + random(1, 4096)))
  },
}
