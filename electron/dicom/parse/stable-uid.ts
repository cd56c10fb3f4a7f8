import { createHash } from 'node:crypto'

/** A UID under 2.25 (PS3.5 B.2) from the hash of its parts: the same parts always give the same UID. */
export function stableUid(...parts: (string | Uint8Array)[]): string {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part).update('\0')
  return uidFromHash(hash.digest())
}

/** A UID from the first 128 bits of a hash. */
export function uidFromHash(hash: Uint8Array): string {
  return `2.25.${BigInt(`0x${Buffer.from(hash.subarray(0, 16)).toString('hex')}`)}`
}
