import { spawnSync } from 'node:child_process'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import type { AuditState } from '../../electron/ipc/contract/index'
import { AuditService } from '../../electron/services/audit-service'
import { checkAuditFile } from '../../electron/storage/audit-file'
import { findAuditBreak, readAuditEntries, writeAudit } from '../../electron/storage/audit-log'
import type { Database } from '../../electron/storage/database'
import { DownloadStore } from '../../electron/storage/download-store'
import { type LibraryFolder, openLibraryFolder } from '../../electron/storage/library-folder'
import { contextOf } from '../helpers/call-context'
import { bundleForNode } from '../support/bundle-for-node'
import { temporaryFolder } from './storage-fixtures'

let temporary: ReturnType<typeof temporaryFolder>
let library: LibraryFolder
let downloads: DownloadStore

beforeEach(async () => {
  temporary = temporaryFolder()
  library = await openLibraryFolder(temporary.folder)
  downloads = new DownloadStore(join(temporary.folder, 'exports'))
  await downloads.clear()
})
afterEach(async () => {
  vi.useRealTimers()
  await downloads.close()
  library.close()
  temporary.remove()
})

function write(database: Database, count: number): void {
  database.transaction(() => {
    for (let entry = 0; entry < count; entry++) writeAudit(database, { who: 'Ann', act: 'mask: brush', subject: `image ${entry} frame 0`, oldHash: `o${entry}`, newHash: `n${entry}`, reason: entry % 3 ? '' : `reason number ${entry}` })
  })
}

async function reopened(): Promise<Database> {
  library = await openLibraryFolder(temporary.folder)
  return library.database
}

function placesOf(bytes: Buffer, text: string): number[] {
  const places: number[] = []
  for (let at = bytes.indexOf(text); at >= 0; at = bytes.indexOf(text, at + 1)) places.push(at)
  return places
}

function tamper(sql: string): void {
  library.database.execute(`DROP TRIGGER audit_is_never_changed; DROP TRIGGER audit_is_never_deleted; ${sql}`)
}

describe('the chain', () => {
  it('shows one byte edited in the database file', async () => {
    write(library.database, 60)
    library.close()
    const file = join(temporary.folder, 'library.db')
    const bytes = readFileSync(file)
    // SQLite may have left an older copy of the entry in a page's free space, and the first one found may be that.
    const copies = placesOf(bytes, 'reason number 33')
    expect(copies.length).toBeGreaterThan(0)
    for (const at of copies) bytes[at] = 'R'.charCodeAt(0)
    writeFileSync(file, bytes)
    expect(await findAuditBreak(await reopened())).toEqual({ sequence: 34, message: 'The audit log is broken: entry 34 was changed after it was written.' })
  })

  it.each([
    ['the last entries deleted', 'DELETE FROM audit WHERE sequence > 57', 58, 'entries after 57 were removed'],
    ['the last entries deleted together with the record of the last one', "DELETE FROM audit WHERE sequence > 57; DELETE FROM library WHERE key = 'audit-head'", 57, 'the record of its last entry is missing'],
    ['two entries exchanged', 'UPDATE audit SET sequence = 1000 WHERE sequence = 20; UPDATE audit SET sequence = 20 WHERE sequence = 21; UPDATE audit SET sequence = 21 WHERE sequence = 1000', 20, 'entry 20 was changed'],
    ['what two entries say exchanged', 'UPDATE audit SET subject = (SELECT subject FROM audit AS other WHERE other.sequence = 61 - audit.sequence) WHERE sequence IN (30, 31)', 30, 'entry 30 was changed'],
    ['an entry put in between', "UPDATE audit SET sequence = sequence + 1000 WHERE sequence > 10; UPDATE audit SET sequence = sequence - 999 WHERE sequence > 1000; INSERT INTO audit SELECT 11, at, 'Eve', act, subject, old_hash, new_hash, reason, previous, hash FROM audit WHERE sequence = 10", 11, 'entry 11 was changed'],
    ['a time changed', "UPDATE audit SET at = '2020-01-01T00:00:00.000Z' WHERE sequence = 60", 60, 'entry 60 was changed'],
  ])('shows %s', async (_what, sql, sequence, message) => {
    write(library.database, 60)
    tamper(sql)
    expect(await findAuditBreak(library.database, { pageSize: 16 })).toEqual({ sequence, message: expect.stringContaining(message) })
  })

  it('goes by the sequence when the clock goes backwards', async () => {
    vi.useFakeTimers({ toFake: ['Date'] })
    for (const [index, day] of ['2030-05-05', '2030-05-04', '1999-01-01', '2030-05-06'].entries()) {
      vi.setSystemTime(new Date(day))
      writeAudit(library.database, { who: 'Ann', act: 'test', subject: String(index) })
    }
    expect(readAuditEntries(library.database, 0, 9).map(({ sequence, at, subject }) => [sequence, at.slice(0, 10), subject])).toEqual([[1, '2030-05-05', '0'], [2, '2030-05-04', '1'], [3, '1999-01-01', '2'], [4, '2030-05-06', '3']])
    expect(await findAuditBreak(library.database)).toBeNull()
  })

  it('is checked in the background, and told while it is and when it is done', async () => {
    write(library.database, 2500)
    const audit = new AuditService({ database: library.database, downloads, softwareVersion: '1' })
    const states: AuditState[] = []
    audit.events.subscribe((_name, payload) => states.push(payload as AuditState))
    const checking = audit.check()
    expect(await audit.implementation.state({}, contextOf())).toMatchObject({ state: 'checking', checked: 0 })
    // Somebody goes on working meanwhile.
    write(library.database, 10)
    expect(await checking).toMatchObject({ state: 'valid', checked: 2510, brokenAt: null, message: null, head: readAuditEntries(library.database, 2509, 1)[0]!.hash })
    tamper("UPDATE audit SET who = 'Eve' WHERE sequence = 2222")
    expect(await audit.implementation.verify({}, contextOf())).toMatchObject({ state: 'broken', brokenAt: 2222, message: 'The audit log is broken: entry 2222 was changed after it was written.' })
    expect(states.at(-1)).toMatchObject({ state: 'broken', brokenAt: 2222 })
    await audit.close()
  })
})

const service = () => new AuditService({ database: library.database, downloads, softwareVersion: '1.2.3' })

const exported = async (): Promise<string> => (await service().implementation.exportInto({ folder: temporary.folder }, contextOf('Ann'))).file
const edited = async (edit: (lines: string[]) => string[]): Promise<string> => {
  const file = await exported()
  writeFileSync(file, `${edit(readFileSync(file, 'utf8').trimEnd().split('\n')).join('\n')}\n`)
  return file
}

describe('an exported log', () => {
  it('holds every entry and is verified without the library', async () => {
    write(library.database, 1005)
    const file = await exported()
    const lines = readFileSync(file, 'utf8').trimEnd().split('\n').map((line) => JSON.parse(line) as Record<string, unknown>)
    expect(lines[0]).toMatchObject({ format: 'lightvessel-audit', formatVersion: 1, program: '1.2.3', entries: 1005 })
    expect(lines.slice(1)).toEqual(readAuditEntries(library.database, 0, 1005))
    expect(await checkAuditFile(file)).toEqual({ entries: 1005, head: lines[0]!['head'], broken: null })
    expect(readAuditEntries(library.database, 1005, 9)).toMatchObject([{ who: 'Ann', act: 'audit: export', reason: file }])
  })

  it('is a file for a page that saves it itself, and no answer that grows with the log', async () => {
    write(library.database, 1005)
    const answer = await service().implementation.export({}, contextOf('Ann'))
    expect(answer).toEqual({ id: expect.any(String), name: expect.stringMatching(/^audit-[\dT-]+\.jsonl$/) })
    expect(await checkAuditFile(downloads.fileOf(answer.id)!)).toMatchObject({ entries: 1005, broken: null })
    expect(readAuditEntries(library.database, 1005, 9)).toMatchObject([{ who: 'Ann', act: 'audit: export', reason: answer.name }])
  })

  it.each([
    ['a changed word', (lines: string[]) => lines.map((line, index) => (index === 7 ? line.replace('Ann', 'Eve') : line)), 7],
    ['a changed spelling of a line', (lines: string[]) => lines.map((line, index) => (index === 7 ? line.slice(1) : line)), 7],
    ['a line left out', (lines: string[]) => lines.toSpliced(9, 1), 9],
    ['lines exchanged', (lines: string[]) => lines.toSpliced(4, 2, lines[5]!, lines[4]!), 4],
    ['its end cut off', (lines: string[]) => lines.slice(0, 15), 15],
  ])('shows %s', async (_what, edit, sequence) => {
    write(library.database, 20)
    expect((await checkAuditFile(await edited(edit))).broken).toMatchObject({ sequence })
  })

  it('is told from other files', async () => {
    const file = join(temporary.folder, 'other')
    writeFileSync(file, 'hello\n')
    await expect(checkAuditFile(file)).rejects.toMatchObject({ code: 'unreadable-file' })
    writeFileSync(file, '')
    await expect(checkAuditFile(file)).rejects.toMatchObject({ code: 'unreadable-file' })
    await expect(checkAuditFile(`${file}s`)).rejects.toMatchObject({ code: 'storage' })
  })

  it('never takes the place of another file', async () => {
    vi.useFakeTimers({ toFake: ['Date'] })
    await exported()
    await expect(exported()).rejects.toMatchObject({ code: 'conflict', message: expect.stringContaining('exists already') })
  })
})

describe('the command', () => {
  let program: string
  beforeAll(async () => void (program = await bundleForNode('electron/cli/main.ts')))
  afterAll(() => rmSync(dirname(program), { recursive: true }))
  const run = (...args: string[]) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [program, 'audit', ...args], { encoding: 'utf8', timeout: 60_000 })
    return { status, stderr, report: stdout.trim() === '' ? null : (JSON.parse(stdout) as unknown) }
  }

  it('exports a library, verifies the file alone, and finds out when the library was rewritten since', async () => {
    write(library.database, 12)
    library.close()
    const file = join(temporary.folder, 'log.jsonl')
    const from = ['--library', temporary.folder]
    expect(run('--out', file, ...from)).toMatchObject({ status: 0, stderr: expect.stringContaining('was written to') })
    expect(run('--verify', file, '--json')).toMatchObject({ status: 0, report: { valid: true, entries: 12, problem: null } })
    expect(run('--verify', file, ...from, '--json')).toMatchObject({ status: 0, report: { valid: true } })
    expect(run('--verify', '--json', ...from)).toMatchObject({ status: 0, report: { valid: true, entries: 13 } })

    // Somebody who knows how makes a whole new chain: only a copy outside of the library can tell.
    const database = await reopened()
    tamper("DELETE FROM audit; DELETE FROM library WHERE key = 'audit-head'")
    write(database, 13)
    expect(await findAuditBreak(database)).toBeNull()
    library.close()
    expect(run('--verify', file, ...from, '--json')).toMatchObject({ status: 1, report: { valid: false, problem: expect.stringContaining('entry 12 is another one there') } })

    writeFileSync(file, readFileSync(file, 'utf8').replace('"Ann"', '"Eve"'))
    expect(run('--verify', file)).toMatchObject({ status: 1, stderr: expect.stringContaining('entry 1 was changed') })
    expect(run()).toMatchObject({ status: 1, stderr: expect.stringContaining('--out FILE') })
  })
})
