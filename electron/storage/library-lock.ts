import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import Libsql from 'libsql'
import { z } from 'zod'
import { ServiceError } from '../ipc/service-error'
import { errorCodeOf, explainStorageError, storageCause } from './storage-error'

const holder = z.object({ processId: z.number(), host: z.string(), since: z.string() })

/**
 * Keeps a second program off a library. The lock is the operating system's own (SQLite's exclusive lock on `in-use.lock`), so it
 * ends with the process that holds it: nothing is left behind by a crash and a reused process id cannot be mistaken for the holder.
 * `in-use.json` beside it only names the holder for the message.
 */
export class LibraryLock {
  private constructor(
    private readonly connection: Libsql.Database,
    private readonly holderFile: string,
  ) {}

  /** Fails with `conflict` in one sentence when another program has the library; a program that is just closing is waited for. */
  static async acquire(folder: string, patienceMs = 1500): Promise<LibraryLock> {
    const holderFile = join(folder, 'in-use.json')
    const deadline = performance.now() + patienceMs
    for (;;) {
      const connection = takeLock(join(folder, 'in-use.lock'))
      if (connection) {
        nameHolder(holderFile)
        return new LibraryLock(connection, holderFile)
      }
      if (performance.now() >= deadline) throw new ServiceError('conflict', `The library ${folder} is in use by ${describeHolder(holderFile)}: close it first, or choose another library folder.`)
      await wait(100)
    }
  }

  release(): void {
    if (!this.connection.open) return
    rmSync(this.holderFile, { force: true })
    this.connection.exec('ROLLBACK')
    this.connection.close()
  }
}

function takeLock(file: string): Libsql.Database | null {
  let connection: Libsql.Database
  try {
    connection = new Libsql(file)
  } catch (error) {
    throw new ServiceError('storage', `The lock file ${file} cannot be created: check that its folder exists and may be written.`, { cause: String(error) })
  }
  try {
    // Nothing is ever written: the lock has to be there on a full disk too.
    connection.exec('PRAGMA journal_mode = MEMORY')
    connection.exec('BEGIN EXCLUSIVE')
    return connection
  } catch (error) {
    connection.close()
    if (errorCodeOf(error).startsWith('SQLITE_BUSY')) return null
    throw explainStorageError(error, `The lock file ${file} could not be used`)
  }
}

function nameHolder(file: string): void {
  try {
    writeFileSync(file, JSON.stringify({ processId: process.pid, host: hostname(), since: new Date().toISOString() }))
  } catch (error) {
    // The lock holds without; only the message of the second program is poorer.
    if (storageCause(error) === null) throw error
  }
}

function describeHolder(file: string): string {
  try {
    const { processId, host, since } = holder.parse(JSON.parse(readFileSync(file, 'utf8')))
    return `another LightVessel program (process ${processId} on ${host}, since ${since})`
  } catch {
    return 'another LightVessel program'
  }
}
