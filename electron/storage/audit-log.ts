import { createHash } from 'node:crypto'
import type { Database } from './database'
import { readLibraryValue, writeLibraryValue } from './library-values'

/** One thing that was done: who did what to what, and the hashes of its content before and after. */
export interface AuditEntry {
  readonly who: string
  readonly act: string
  readonly subject: string
  readonly oldHash?: string | null
  readonly newHash?: string | null
  readonly reason?: string
}

interface AuditRow {
  sequence: number
  at: string
  who: string
  act: string
  subject: string
  old_hash: string | null
  new_hash: string | null
  reason: string
  previous: string
  hash: string
}

const beginning = '0'.repeat(64)
const headKey = 'audit-head'

/** Adds an entry to the chain. Call it inside the transaction that does the act, so that neither is ever without the other. */
export function writeAudit(database: Database, entry: AuditEntry): void {
  database.transaction(() => {
    const last = database.get<{ sequence: number; hash: string }>('SELECT sequence, hash FROM audit ORDER BY sequence DESC LIMIT 1')
    const row = {
      sequence: (last?.sequence ?? 0) + 1,
      at: new Date().toISOString(),
      who: entry.who,
      act: entry.act,
      subject: entry.subject,
      old_hash: entry.oldHash ?? null,
      new_hash: entry.newHash ?? null,
      reason: entry.reason ?? '',
      previous: last?.hash ?? beginning,
    }
    const hash = chainHash(row)
    database.run(
      'INSERT INTO audit (sequence, at, who, act, subject, old_hash, new_hash, reason, previous, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
      row.sequence, row.at, row.who, row.act, row.subject, row.old_hash, row.new_hash, row.reason, row.previous, hash,
    )
    // The head is kept apart as well, so that rows cut off the end of the chain are missed.
    writeLibraryValue(database, headKey, `${row.sequence} ${hash}`)
  })
}

/**
 * Follows the whole chain and returns null when it holds, else one sentence about the first break. Reads in pages and lets other
 * work run between them, because a library may have hundreds of thousands of entries.
 */
export async function findAuditBreak(database: Database, pageSize = 2000): Promise<string | null> {
  // Entries written while this runs are checked too, but against the head as it is then.
  let previous = beginning
  let sequence = 0
  for (;;) {
    const page = database.all<AuditRow>('SELECT * FROM audit WHERE sequence > ? ORDER BY sequence LIMIT ?', sequence, pageSize)
    for (const row of page) {
      if (row.sequence !== sequence + 1) return `The audit log is broken: entry ${sequence + 1} is missing.`
      if (row.previous !== previous || row.hash !== chainHash(row)) return `The audit log is broken: entry ${row.sequence} was changed after it was written.`
      sequence = row.sequence
      previous = row.hash
    }
    if (page.length < pageSize) break
    await new Promise(setImmediate)
  }
  const head = readLibraryValue(database, headKey)
  if (head !== null && head !== `${sequence} ${previous}`) return `The audit log is broken: entries after ${sequence} were removed.`
  return head === null && sequence > 0 ? 'The audit log is broken: the record of its last entry is missing.' : null
}

function chainHash(row: Omit<AuditRow, 'hash'>): string {
  const fields = [row.sequence, row.at, row.who, row.act, row.subject, row.old_hash, row.new_hash, row.reason, row.previous]
  return createHash('sha256').update(JSON.stringify(fields)).digest('hex')
}
