import { createWriteStream } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Implementation } from '../ipc/contract'
import type { auditContract, AuditState } from '../ipc/contract/index'
import { ServiceEvents } from '../ipc/emitter'
import { ServiceError } from '../ipc/service-error'
import { auditLines } from '../storage/audit-file'
import { findAuditBreak, readAuditHead, readLatestAudit, writeAudit } from '../storage/audit-log'
import type { Database } from '../storage/database'
import type { DownloadStore } from '../storage/download-store'
import { errorCodeOf, explainStorageError } from '../storage/storage-error'
import { OneAtATime } from './one-at-a-time'

export interface AuditServiceOptions {
  readonly database: Database
  readonly downloads: DownloadStore
  readonly softwareVersion: string
}

/** The audit log: whether it holds, what is in it, and copies of it. */
export class AuditService {
  readonly events = new ServiceEvents<typeof auditContract>()
  private readonly checks = new OneAtATime()
  private readonly closing = new AbortController()
  private current: AuditState = { state: 'checking', checked: 0, checkedAt: null, head: '', brokenAt: null, message: null }

  constructor(private readonly options: AuditServiceOptions) {}

  readonly implementation: Implementation<typeof auditContract> = {
    state: () => this.current,
    verify: () => this.check(),
    entries: ({ before, limit }) => readLatestAudit(this.options.database, before, limit),
    export: async (_input, { person, signal }) => {
      const { database, downloads, softwareVersion } = this.options
      const name = fileName()
      return { id: await downloads.add((file) => exportAudit(database, file, { who: person.name, softwareVersion, signal, name })), name }
    },
    exportInto: async ({ folder }, { person, signal }) => {
      const file = join(folder, fileName())
      await exportAudit(this.options.database, file, { who: person.name, softwareVersion: this.options.softwareVersion, signal })
      return { file }
    },
  }

  /** Follows the chain in the background; the state tells how far it is and what it found. */
  check(): Promise<AuditState> {
    return this.checks.run(async () => {
      this.change({ state: 'checking', checked: 0, brokenAt: null, message: null })
      try {
        let toldAt = performance.now()
        const onProgress = (checked: number): void => {
          if (performance.now() - toldAt < 500) return
          toldAt = performance.now()
          this.change({ checked })
        }
        const broken = await findAuditBreak(this.options.database, { signal: this.closing.signal, onProgress })
        const last = readAuditHead(this.options.database)
        this.change({ state: broken ? 'broken' : 'valid', checked: last?.sequence ?? 0, head: last?.hash ?? '', checkedAt: new Date().toISOString(), brokenAt: broken?.sequence ?? null, message: broken?.message ?? null })
      } catch (error) {
        if (this.closing.signal.aborted) return this.current
        this.change({ state: 'unknown', message: `The audit log could not be checked: ${error instanceof Error ? error.message : String(error)}` })
      }
      return this.current
    })
  }

  /** Ends a check that is going on. */
  async close(): Promise<void> {
    this.closing.abort(new Error('the program is being closed'))
    await this.checks.run(async () => undefined)
  }

  private change(changes: Partial<AuditState>): void {
    this.current = { ...this.current, ...changes }
    this.events.emit('changed', this.current)
  }
}

interface AuditExport {
  readonly who: string
  readonly softwareVersion: string
  readonly signal?: AbortSignal
  /** What the person knows it by, when not by its path. */
  readonly name?: string
}

/** Writes the log as JSON lines into a new file, a page at a time, and an entry that says so. */
export async function exportAudit(database: Database, file: string, { who, softwareVersion, signal, name = file }: AuditExport): Promise<void> {
  try {
    await pipeline(Readable.from(auditLines(database, softwareVersion)), createWriteStream(file, { flags: 'wx' }), { signal })
  } catch (error) {
    if (errorCodeOf(error) === 'EEXIST') throw new ServiceError('conflict', `${file} exists already and was left as it is: choose another name.`)
    throw explainStorageError(error, `The audit log could not be written to ${file}`)
  }
  writeAudit(database, { who, act: 'audit: export', subject: 'audit log', reason: name })
}

/** Names may not hold colons everywhere. */
function fileName(): string {
  return `audit-${new Date().toISOString().replaceAll(':', '-').slice(0, 19)}.jsonl`
}
