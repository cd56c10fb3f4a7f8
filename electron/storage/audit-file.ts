import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { z } from 'zod'
import { auditEntry, type AuditEntry } from '../ipc/contract/audit'
import { ServiceError } from '../ipc/service-error'
import { type AuditBreak, ChainWalk } from './audit-chain'
import { readAuditEntries, readAuditHead } from './audit-log'
import type { Database } from './database'
import { explainStorageError } from './storage-error'

const format = 'lightvessel-audit'

/** The first line of an exported log; every other line is one entry. */
const auditHeader = z.object({
  format: z.literal(format),
  formatVersion: z.literal(1),
  program: z.string(),
  exportedAt: z.string(),
  entries: z.number().int().nonnegative(),
  /** Hash of the last entry; empty for a log without entries. */
  head: z.string(),
})

/** The result of following an exported log. */
export interface AuditFileCheck {
  readonly entries: number
  readonly head: string
  readonly broken: AuditBreak | null
}

/** The log as JSON lines, a page of text at a time. Entries that are written while this runs are left to the next export. */
export function* auditLines(database: Database, program: string, pageSize = 1000): Generator<string> {
  const head = readAuditHead(database)
  const header: z.infer<typeof auditHeader> = { format, formatVersion: 1, program, exportedAt: new Date().toISOString(), entries: head?.sequence ?? 0, head: head?.hash ?? '' }
  yield `${JSON.stringify(header)}\n`
  for (let sequence = 0; sequence < header.entries; ) {
    const page = readAuditEntries(database, sequence, Math.min(pageSize, header.entries - sequence))
    // A broken log is exported as it is: what is missing shows when the file is verified.
    if (page.length === 0) return
    yield page.map((entry) => `${JSON.stringify(entry)}\n`).join('')
    sequence = page.at(-1)!.sequence
  }
}

/** Follows the chain of an exported log, without its library. Fails with `unreadable-file` when it is no such file. */
export async function checkAuditFile(file: string): Promise<AuditFileCheck> {
  const walk = new ChainWalk()
  let header: z.infer<typeof auditHeader> | null = null
  let number = 0
  try {
    for await (const line of createInterface({ input: createReadStream(file), crlfDelay: Infinity })) {
      number++
      if (header === null) {
        header = parsedLine(auditHeader, line)
        if (header === null) throw new ServiceError('unreadable-file', `${file} is no exported audit log: its first line does not say so.`)
        continue
      }
      const entry: AuditEntry | null = parsedLine(auditEntry, line)
      const broken = entry === null ? { sequence: walk.sequence + 1, message: `The audit log is broken: line ${number} of the file, where entry ${walk.sequence + 1} belongs, cannot be read.` } : walk.next(entry)
      if (broken) return { entries: walk.sequence, head: walk.hash, broken }
    }
  } catch (error) {
    throw explainStorageError(error, `The audit log ${file} cannot be read`)
  }
  if (header === null) throw new ServiceError('unreadable-file', `${file} is empty.`)
  return { entries: walk.sequence, head: walk.hash, broken: walk.end(header.entries === 0 ? null : { sequence: header.entries, hash: header.head }) }
}

function parsedLine<T>(schema: z.ZodType<T>, line: string): T | null {
  try {
    return schema.safeParse(JSON.parse(line)).data ?? null
  } catch {
    return null
  }
}
