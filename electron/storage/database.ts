import { statSync } from 'node:fs'
import { dirname } from 'node:path'
import Libsql from 'libsql'
import { z } from 'zod'
import { ServiceError } from '../ipc/service-error'
import { bindParameter, countParameters, ParameterError, type Parameter } from './bind-parameter'
import { explainStorageError } from './storage-error'

/** A database up to this size is checked whole when it is opened: about 0.1 s. */
const checkedBytes = 32 * 2 ** 20

interface CachedStatement {
  readonly statement: Libsql.Statement<[unknown[]]>
  readonly parameters: number
}

/**
 * The one door to SQLite. libsql 0.5 aborts the process on unexpected parameters, keeps old bindings when one is missing, and
 * returns blobs as Buffer or ArrayBuffer and rows with an extra key; here every parameter is checked and every row is plain.
 * Write-ahead log with synchronous FULL: a transaction that returned is on disk.
 */
export class Database {
  private readonly statements = new Map<string, CachedStatement>()
  /** Of the file that was opened: what is written must land where the person will look for it. */
  private readonly inode: number
  private depth = 0

  private constructor(
    private readonly connection: Libsql.Database,
    readonly file: string,
  ) {
    this.inode = statSync(file).ino
  }

  /** Opens or creates the file. A damaged file is refused with a plain message and left as it is. */
  static open(file: string): Database {
    let connection: Libsql.Database
    try {
      connection = new Libsql(file)
    } catch (error) {
      // libsql reports every failed open by one message without a code.
      throw new ServiceError('storage', `The database ${file} cannot be opened: check that ${dirname(file)} exists and may be written.`, { cause: String(error) })
    }
    const database = new Database(connection, file)
    try {
      database.execute('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA busy_timeout = 2000;')
      database.check()
      return database
    } catch (error) {
      connection.close()
      throw isDamage(error) ? damaged(file, 'SQLite cannot read it') : error
    }
  }

  run(sql: string, ...parameters: Parameter[]): { changes: number; lastId: number } {
    if (this.depth === 0) this.requirePlace()
    return this.guarded(sql, parameters, (statement, values) => {
      const result = statement.run(values)
      return { changes: result.changes, lastId: Number(result.lastInsertRowid) }
    })
  }

  get<Row extends object>(sql: string, ...parameters: Parameter[]): Row | undefined {
    return this.guarded(sql, parameters, (statement, values) => plainRow<Row>(statement.get(values)))
  }

  all<Row extends object>(sql: string, ...parameters: Parameter[]): Row[] {
    return this.guarded(sql, parameters, (statement, values) => statement.all(values).map((row) => plainRow<Row>(row)!))
  }

  /** Several statements without parameters. */
  execute(script: string): void {
    try {
      this.connection.exec(script)
    } catch (error) {
      throw explainStorageError(error, `The database ${this.file} could not be used`)
    }
  }

  /** All or nothing; on disk when it returns. Inside another transaction the work joins that one. */
  transaction<T>(work: () => T): T {
    if (this.depth > 0) return work()
    this.requirePlace()
    this.execute('BEGIN IMMEDIATE')
    this.depth++
    try {
      const result = work()
      if (result instanceof Promise) throw new TypeError('a transaction must not wait: its work returned a promise')
      this.execute('COMMIT')
      return result
    } catch (error) {
      // SQLite has rolled back by itself after some failures (a full disk, for one).
      if (this.connection.inTransaction) this.connection.exec('ROLLBACK')
      throw error
    } finally {
      this.depth--
    }
  }

  get schemaVersion(): number {
    return this.get<{ user_version: number }>('PRAGMA user_version')!.user_version
  }

  /** Moves the log into the file and closes; calls afterwards fail. */
  close(): void {
    if (!this.connection.open) return
    this.statements.clear()
    try {
      this.connection.exec('PRAGMA wal_checkpoint(TRUNCATE)')
    } catch {
      // A full or vanished disk: everything is in the log, and the next one that opens the file reads it from there.
    }
    this.connection.close()
  }

  /**
   * SQLite goes on writing into a file that was moved or deleted, and says that all is well: work would be lost with the drive that was
   * pulled out. Fails with `storage` when the file is not in its place any more.
   */
  private requirePlace(): void {
    if (statSync(this.file, { throwIfNoEntry: false })?.ino === this.inode) return
    throw new ServiceError('storage', `The library ${dirname(this.file)} is not there any more: it was moved, renamed or deleted, or its drive was removed. Nothing was written; put it back to go on.`)
  }

  /** Reads the whole file, so only while that takes no time; in a larger one, damage is reported where it is met. */
  private check(): void {
    if (statSync(this.file).size > checkedBytes) return
    const problem = this.get<{ quick_check: string }>('PRAGMA quick_check(1)')?.quick_check
    if (problem !== 'ok') throw damaged(this.file, String(problem))
  }

  private guarded<T>(sql: string, parameters: readonly unknown[], work: (statement: Libsql.Statement<[unknown[]]>, values: unknown[]) => T): T {
    try {
      const cached = this.prepared(sql)
      if (cached.parameters !== parameters.length) {
        throw new ParameterError(`"${sql}" takes ${cached.parameters} parameters and was given ${parameters.length}`)
      }
      // Always one array: libsql takes a single blob for a record of named parameters, and aborts.
      return work(cached.statement, parameters.map((value, index) => bindParameter(value, index + 1, sql)))
    } catch (error) {
      throw explainStorageError(error, `The database ${this.file} could not be used`)
    }
  }

  private prepared(sql: string): CachedStatement {
    let cached = this.statements.get(sql)
    if (!cached) {
      cached = { statement: this.connection.prepare<[unknown[]]>(sql), parameters: countParameters(sql) }
      this.statements.set(sql, cached)
    }
    return cached
  }
}

function isDamage(error: unknown): boolean {
  const code = error instanceof ServiceError && z.object({ code: z.string() }).safeParse(error.details).data?.code
  return code === 'SQLITE_NOTADB' || String(code).startsWith('SQLITE_CORRUPT')
}

function damaged(file: string, problem: string): ServiceError {
  return new ServiceError('storage', `The database ${file} is damaged (${problem}). It was left as it is: restore a backup of it, or open another library folder.`)
}

/** The row without libsql's `_metadata`, blobs as Uint8Arrays of their own (a Buffer may share a pool). */
function plainRow<Row extends object>(row: unknown): Row | undefined {
  if (row === undefined || row === null) return undefined
  const plain: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(row)) {
    if (name === '_metadata') continue
    plain[name] = value instanceof ArrayBuffer || value instanceof Uint8Array ? new Uint8Array(value) : value
  }
  return plain as Row
}
