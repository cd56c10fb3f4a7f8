import { once } from 'node:events'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { mkdir, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { findAuditBreak, writeAudit } from '../../electron/storage/audit-log'
import { Database } from '../../electron/storage/database'
import { writeFileDurably } from '../../electron/storage/durable-file'
import { openLibraryFolder } from '../../electron/storage/library-folder'
import { migrations } from '../../electron/storage/migrations'
import { startProgram, temporaryFolder } from './storage-fixtures'

let temporary: ReturnType<typeof temporaryFolder>
let folder: string
beforeEach(() => {
  temporary = temporaryFolder()
  folder = join(temporary.folder, 'Bibliothek ü 冠動脈')
})
afterEach(() => temporary.remove())

describe('the lock of a library', () => {
  it('keeps another program off in one sentence that names the holder, and is free once the holder is killed', async () => {
    const holder = startProgram('test/integration/storage-lock-program.ts', temporary.folder, [folder])
    try {
      await once(holder.stdout!, 'data')
      await expect(openLibraryFolder(folder)).rejects.toMatchObject({ code: 'conflict', message: expect.stringContaining(`in use by another LightVessel program (process ${holder.pid} on `) })
    } finally {
      holder.kill('SIGKILL')
    }
    await once(holder, 'exit')
    // The note of the dead holder, even with a process id that lives again, keeps nobody out.
    const note = join(folder, 'in-use.json')
    writeFileSync(note, JSON.stringify({ ...JSON.parse(readFileSync(note, 'utf8')), processId: process.pid }))
    const library = await openLibraryFolder(folder)
    library.close()
    expect(existsSync(note)).toBe(false)
  })

  it('also holds inside one process, and is given back by close and by a failed opening', async () => {
    const library = await openLibraryFolder(folder)
    await expect(openLibraryFolder(folder)).rejects.toMatchObject({ code: 'conflict' })
    library.database.execute('PRAGMA user_version = 99')
    library.close()
    await expect(openLibraryFolder(folder)).rejects.toThrow('newer version')
    const database = Database.open(join(folder, 'library.db'))
    database.execute(`PRAGMA user_version = ${migrations.at(-1)!.version}`)
    database.close()
    const again = await openLibraryFolder(folder)
    again.close()
  })

  it('waits for a program that is just closing', async () => {
    const library = await openLibraryFolder(folder)
    setTimeout(() => library.close(), 300)
    const next = await openLibraryFolder(folder)
    next.close()
  })
})

it('says plainly when the folder cannot be used', async () => {
  writeFileSync(join(temporary.folder, 'file'), 'x')
  await expect(openLibraryFolder(join(temporary.folder, 'file', 'library'))).rejects.toMatchObject({ code: 'storage', message: expect.stringContaining('a part of the path is not a folder') })
})

it('removes what an interrupted import left half-copied, and nothing else', async () => {
  const first = await openLibraryFolder(folder)
  const source = join(temporary.folder, 'source')
  writeFileSync(source, 'content')
  const { hash } = await first.objects.add(source)
  first.close()
  writeFileSync(join(folder, 'objects', 'incoming', 'half'), 'half')
  const again = await openLibraryFolder(folder)
  expect(await readdir(join(folder, 'objects', 'incoming'))).toEqual([])
  expect(readFileSync(again.objects.fileOf(hash), 'utf8')).toBe('content')
  // A damaged copy is replaced by the next import of the same content.
  writeFileSync(again.objects.fileOf(hash), 'damaged')
  await again.objects.add(source)
  expect(readFileSync(again.objects.fileOf(hash), 'utf8')).toBe('content')
  again.close()
})

it('writes files whole or not at all', async () => {
  await mkdir(folder, { recursive: true })
  const file = join(folder, 'settings')
  await writeFileDurably(file, 'one')
  await writeFileDurably(file, 'two')
  await expect(writeFileDurably(join(file, 'below'), 'x')).rejects.toThrow()
  expect([readFileSync(file, 'utf8'), await readdir(folder)]).toEqual(['two', ['settings']])
})

async function chain(entries: number): Promise<{ database: Database; close: () => void }> {
  const library = await openLibraryFolder(folder)
  for (let entry = 0; entry < entries; entry++) writeAudit(library.database, { who: 'tester', act: 'test', subject: `thing ${entry}`, newHash: `hash ${entry}`, reason: entry % 2 ? 'because' : '' })
  return library
}

describe('the audit log', () => {
  it('holds over many entries and refuses changes and removals', async () => {
    const { database, close } = await chain(30)
    expect(await findAuditBreak(database, { pageSize: 7 })).toBeNull()
    expect(() => database.run('UPDATE audit SET who = ? WHERE sequence = 3', 'somebody')).toThrow('append-only')
    expect(() => database.run('DELETE FROM audit WHERE sequence = 30')).toThrow('append-only')
    expect(database.get('SELECT count(*) AS n FROM audit WHERE who = ?', 'tester')).toEqual({ n: 30 })
    close()
  })

  it.each([
    ['a changed field', "UPDATE audit SET who = 'testes' WHERE sequence = 12", 'entry 12 was changed'],
    ['a changed hash', "UPDATE audit SET new_hash = NULL WHERE sequence = 1", 'entry 1 was changed'],
    ['a removed entry', 'DELETE FROM audit WHERE sequence = 12', 'entry 12 is missing'],
    ['a cut-off end', 'DELETE FROM audit WHERE sequence > 25', 'entries after 25 were removed'],
    ['an emptied log', 'DELETE FROM audit', 'entries after 0 were removed'],
  ])('shows %s', async (_what, tampering, message) => {
    const { database, close } = await chain(30)
    database.execute(`DROP TRIGGER audit_is_never_changed; DROP TRIGGER audit_is_never_deleted; ${tampering}`)
    expect((await findAuditBreak(database, { pageSize: 7 }))?.message).toContain(message)
    close()
  })
})
