import { access } from 'node:fs/promises'
import { userInfo } from 'node:os'
import { join, resolve } from 'node:path'
import type { Command } from 'commander'
import { appPaths, defaultLibraryFolder } from '../../app-paths'
import { ServiceError } from '../../ipc/service-error'
import { exportAudit } from '../../services/audit-service'
import { checkAuditFile } from '../../storage/audit-file'
import { findAuditBreak, readAuditEntries, readAuditHead } from '../../storage/audit-log'
import type { Database } from '../../storage/database'
import { openLibraryFolder } from '../../storage/library-folder'
import { interruptible } from '../command-line'

interface AuditCommandOptions {
  library?: string
  out?: string
  verify?: string | true
  json?: true
}

interface AuditReport {
  valid: boolean
  entries: number
  head: string
  problem: string | null
}

/** `audit`: exports the log of a library, and verifies it or an exported one. */
export function registerAuditCommand(program: Command): void {
  program
    .command('audit')
    .description('export the audit log of a library as JSON lines, or verify the log of a library or an exported one')
    .option('--out <file>', 'write the log into this new file')
    .option('--verify [file]', 'follow the chain of an exported log, for which no library is needed; without a file, that of the library')
    .option('--library <folder>', 'folder of the library; together with --verify FILE, also checks that the library still holds the exported entries')
    .option('--json', 'print one JSON object on the last line')
    .addHelpText('after', '\nThe exit code is 1 when a log does not hold.')
    .action(audit)
}

async function audit(options: AuditCommandOptions): Promise<void> {
  if (options.out === undefined && options.verify === undefined) throw new ServiceError('invalid-input', 'Say what to do: --out FILE exports the log, --verify checks one.')
  const report = await interruptible(async (signal) => {
    if (options.out !== undefined) await exportFrom(libraryOf(options), resolve(options.out), signal)
    if (options.verify === undefined) return null
    return typeof options.verify === 'string' ? verifyFile(resolve(options.verify), options.library) : verifyLibrary(libraryOf(options), signal)
  })
  if (!report) return
  if (!report.valid) process.exitCode ??= 1
  if (options.json) console.log(JSON.stringify(report))
  else console.error(report.problem ?? `The audit log is valid: ${report.entries} entries, the last one is ${report.head}.`)
}

function libraryOf({ library }: AuditCommandOptions): string {
  return resolve(library ?? defaultLibraryFolder())
}

async function exportFrom(library: string, file: string, signal: AbortSignal): Promise<void> {
  await withDatabase(library, (database) => exportAudit(database, file, { who: userInfo().username, softwareVersion: appPaths().version, signal }))
  console.error(`The audit log was written to ${file}.`)
}

async function verifyLibrary(library: string, signal: AbortSignal): Promise<AuditReport> {
  return withDatabase(library, async (database) => {
    const broken = await findAuditBreak(database, { signal })
    const last = readAuditHead(database)
    return { valid: broken === null, entries: last?.sequence ?? 0, head: last?.hash ?? '', problem: broken?.message ?? null }
  })
}

async function verifyFile(file: string, library: string | undefined): Promise<AuditReport> {
  const { entries, head, broken } = await checkAuditFile(file)
  if (broken || library === undefined || entries === 0) return { valid: broken === null, entries, head, problem: broken?.message ?? null }
  return withDatabase(resolve(library), async (database) => {
    const [own] = readAuditEntries(database, entries - 1, 1)
    const problem = own?.sequence === entries && own.hash === head ? null : `The log of the library ${library} is not the one that was exported: entry ${entries} is ${own ? 'another one' : 'missing'} there.`
    return { valid: problem === null, entries, head, problem }
  })
}

/** A log is looked for, not begun: a folder without a library is a mistake in its name. */
async function withDatabase<T>(library: string, use: (database: Database) => Promise<T>): Promise<T> {
  await access(join(library, 'library.db')).catch(() => {
    throw new ServiceError('not-found', `There is no library in ${library}.`)
  })
  const folder = await openLibraryFolder(library)
  try {
    return await use(folder.database)
  } finally {
    folder.close()
  }
}
