import type { Label } from './contract/labels'

/**
 * By label byte (256 entries): 1 where its pixels may be changed and added. Locked labels may not, nor may hidden ones: what cannot be
 * seen is not changed.
 */
export function writableLabels(labels: readonly Label[]): Uint8Array {
  const writable = new Uint8Array(256).fill(1)
  for (const { id, locked, visible } of labels) if (locked || !visible) writable[id] = 0
  return writable
}

/** What replaces `before` when a whole mask is put over it: pixels of labels that may not be changed stay, and none are added. */
export function withLocked(before: Uint8Array, after: Uint8Array, writable: Uint8Array): Uint8Array {
  return before.map((label, at) => (writable[label] === 1 && writable[after[at]!] === 1 ? after[at]! : label))
}
