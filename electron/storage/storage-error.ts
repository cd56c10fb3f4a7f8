import { systemCauses } from '../../ml/model/system-causes'
import { ServiceError } from '../ipc/service-error'

/** Causes by the codes of the operating system and of SQLite, in plain words. */
const causes: Readonly<Record<string, string>> = {
  ...systemCauses,
  ENOENT: 'it does not exist (any more)',
  SQLITE_FULL: 'the disk is full',
  SQLITE_READONLY: 'the folder or the disk is read-only',
  SQLITE_READONLY_DBMOVED: 'the database file was moved or deleted while it was open',
  SQLITE_CANTOPEN: 'the file cannot be opened',
  SQLITE_BUSY: 'another program holds it',
  SQLITE_LOCKED: 'another program holds it',
  SQLITE_CORRUPT: 'the database file is damaged',
  SQLITE_NOTADB: 'the file is not a database, or it is damaged',
}

export function errorCodeOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string' ? error.code : ''
}

/** Whether the operating system refused something (ENOENT, EACCES, …). */
export function isSystemError(error: unknown): boolean {
  return /^E[A-Z0-9]+$/.test(errorCodeOf(error))
}

/** The cause of a failed file or database operation in plain words, or null when it is no fault of the storage. */
export function storageCause(error: unknown): string | null {
  const code = errorCodeOf(error)
  if (causes[code]) return causes[code]
  if (code.startsWith('SQLITE_IOERR')) return 'the disk reported an input/output error'
  const family = Object.keys(causes).find((name) => name.startsWith('SQLITE_') && code.startsWith(`${name}_`))
  return family ? causes[family]! : null
}

/** Faults of the storage as ServiceError `storage` naming `what`; every other error as it is. */
export function explainStorageError(error: unknown, what: string): unknown {
  if (error instanceof ServiceError) return error
  const cause = storageCause(error)
  return cause === null ? error : new ServiceError('storage', `${what}: ${cause}.`, { code: errorCodeOf(error) })
}
