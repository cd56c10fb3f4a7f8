import type { AuditEntry } from '../ipc/contract/index'
import { type AuditBreak, chainBeginning, chainHash, ChainWalk } from './audit-chain'
import type { Database } from './database'
import { readLibraryValue, writeLibraryValue } from './library-values'

/** One thing that was done: who did what to what, and the hashes of its content before and after. */
export interface AuditAct {
  readonly who: string
  readonly act: string
  readonly subject: string
  readonly oldHash?: string | null
  readonly newHash?: string | null
  readonly reason?: string
}

export interface AuditCheckOptions {
  /** Entries read at once; other work goes on between. */
  readonly pageSize?: number
  readonly signal?: AbortSignal
  onProgress?(checked: number): void
}

const headKey = 'audit-head'
const columns = 'sequence, at, who, act, subject, old_hash AS oldHash, new_hash AS newHash, reason, previous, hash'

/** Adds an entry to the chain. Call it inside the transaction that does the act, so that neither is ever without the other. */
export function writeAudit(database: Database, act: AuditAct): void {
  database.transaction(() => {
    const last = database.get<{ sequence: number; hash: string }>('SELECT sequence, hash FROM audit ORDER BY sequence DESC LIMIT 1')
    const entry = {
      sequence: (last?.sequence ?? 0) + 1,
      at: new Date().toISOString(),
      who: act.who,
      act: act.act,
      subject: act.subject,
      oldHash: act.oldHash ?? null,
      newHash: act.newHash ?? null,
      reason: act.reason ?? '',
      previous: last?.hash ?? chainBeginning,
    }
    const hash = chainHash(entry)
    database.run(
      'INSERT INTO audit (sequence, at, who, act, subject, old_hash, new_hash, reason, previous, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
      entry.sequence, entry.at, entry.who, entry.act, entry.subject, entry.oldHash, entry.newHash, entry.reason, entry.previous, hash,
    )
    // The head is kept apart as well, so that rows cut off the end of the chain are missed.
    writeLibraryValue(database, headKey, `${entry.sequence} ${hash}`)
  })
}

/** Entries after a number, oldest first. */
export function readAuditEntries(database: Database, after: number, limit: number): AuditEntry[] {
  return database.all<AuditEntry>(`SELECT ${columns} FROM audit WHERE sequence > ? ORDER BY sequence LIMIT ?`, after, limit)
}

/** Entries before a number (null: the latest), newest first. */
export function readLatestAudit(database: Database, before: number | null, limit: number): AuditEntry[] {
  return database.all<AuditEntry>(`SELECT ${columns} FROM audit WHERE sequence < ? ORDER BY sequence DESC LIMIT ?`, before ?? Number.MAX_SAFE_INTEGER, limit)
}

/** Number and hash of the last entry as they were noted when it was written; null for a log without entries. */
export function readAuditHead(database: Database): { sequence: number; hash: string } | null {
  const [sequence, hash] = readLibraryValue(database, headKey)?.split(' ') ?? []
  return sequence === undefined || hash === undefined ? null : { sequence: Number(sequence), hash }
}

/**
 * Follows the whole chain and returns null when it holds, else the first break. Reads in pages and lets other work run between them,
 * because a library may have hundreds of thousands of entries.
 */
export async function findAuditBreak(database: Database, { pageSize = 1000, signal, onProgress }: AuditCheckOptions = {}): Promise<AuditBreak | null> {
  // Entries written while this runs are checked too, but against the head as it is then.
  const walk = new ChainWalk()
  for (;;) {
    const page = readAuditEntries(database, walk.sequence, pageSize)
    for (const entry of page) {
      const broken = walk.next(entry)
      if (broken) return broken
    }
    if (page.length < pageSize) break
    onProgress?.(walk.sequence)
    await new Promise(setImmediate)
    signal?.throwIfAborted()
  }
  return walk.end(readAuditHead(database))
}
