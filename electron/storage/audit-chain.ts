import { createHash } from 'node:crypto'
import type { AuditEntry } from '../ipc/contract/index'

/** What stands before the first entry. */
export const chainBeginning = '0'.repeat(64)

/** Where a chain does not hold: the number of the entry, and one sentence about it. */
export interface AuditBreak {
  readonly sequence: number
  readonly message: string
}

/** SHA-256 (hex) over everything an entry says, with the hash of the entry before it. */
export function chainHash(entry: Omit<AuditEntry, 'hash'>): string {
  const fields = [entry.sequence, entry.at, entry.who, entry.act, entry.subject, entry.oldHash, entry.newHash, entry.reason, entry.previous]
  return createHash('sha256').update(JSON.stringify(fields)).digest('hex')
}

/** Follows a chain from its beginning, entry by entry. Times are not looked at: the sequence is the order, whatever the clock did. */
export class ChainWalk {
  sequence = 0
  hash = chainBeginning

  /** Null when the entry is the next one and says what it said when it was written. */
  next(entry: AuditEntry): AuditBreak | null {
    const expected = this.sequence + 1
    if (entry.sequence !== expected) return { sequence: expected, message: `The audit log is broken: entry ${expected} is missing.` }
    if (entry.previous !== this.hash || entry.hash !== chainHash(entry)) return { sequence: expected, message: `The audit log is broken: entry ${expected} was changed after it was written.` }
    this.sequence = entry.sequence
    this.hash = entry.hash
    return null
  }

  /** Whether the chain ends where it should: rows cut off its end leave no other trace. */
  end(head: { readonly sequence: number; readonly hash: string } | null): AuditBreak | null {
    if (head?.sequence === this.sequence && head.hash === this.hash) return null
    if (head === null) return this.sequence === 0 ? null : { sequence: this.sequence, message: 'The audit log is broken: the record of its last entry is missing.' }
    return { sequence: this.sequence + 1, message: `The audit log is broken: entries after ${this.sequence} were removed.` }
  }
}
