import { execFileSync, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ParameterError } from '../../electron/storage/bind-parameter'
import { Database } from '../../electron/storage/database'
import { migrate, migrations } from '../../electron/storage/migrations'

let folder: string
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'storage-'))))
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const sha = (file: string) => createHash('sha256').update(readFileSync(file)).digest('hex')

describe('the guarded database', () => {
  it('returns every kind of value as it was given, in plain rows', () => {
    const database = Database.open(join(folder, 'a.db'))
    database.execute('CREATE TABLE t (id INTEGER PRIMARY KEY, i INTEGER, r REAL, s TEXT, b BLOB) STRICT')
    const view = new Uint8Array([9, 1, 2, 3, 9]).subarray(1, 4)
    const values = [[5, 1.5, 'ü𝄞', view], [2 ** 40, -3, '', new Uint8Array(0)], [null, null, null, null], [-1, 2, "it's ?", Buffer.from([7])]] as const
    for (const row of values) database.run('INSERT INTO t (i, r, s, b) VALUES (?, ?, ?, ?)', ...row)
    const rows = database.all<{ i: number; r: number; s: string; b: Uint8Array | null }>('SELECT i, r, s, b FROM t ORDER BY id')
    expect(rows.map(({ i, r, s, b }) => [i, r, s, b && [...b]])).toEqual(values.map(([i, r, s, b]) => [i, r, s, b && [...b]]))
    expect(Object.keys(rows[0]!)).toEqual(['i', 'r', 's', 'b'])
    const one = database.get<{ b: Uint8Array }>('SELECT b FROM t WHERE id = ?', 1)!
    expect(Object.keys(one)).toEqual(['b'])
    expect([one.b.constructor, one.b.buffer.byteLength]).toEqual([Uint8Array, 3])
    expect(database.get('SELECT b FROM t WHERE id = ?', 99)).toBeUndefined()
    expect(database.get('SELECT typeof(?) AS kind', 3)).toEqual({ kind: 'integer' })
    database.close()
  })

  it('refuses everything that would abort the process or be stored as NULL', () => {
    const database = Database.open(join(folder, 'a.db'))
    const bad: unknown[] = [true, new Date(), {}, [1], new Float32Array(2), new Uint16Array(2), new ArrayBuffer(2), new DataView(new ArrayBuffer(2)), undefined, Number.NaN, Infinity, Symbol('s'), () => 1, 2n ** 70n, Promise.resolve(1)]
    for (const value of bad) expect(() => database.get('SELECT ? AS x', value as string), String(value as string | symbol)).toThrow(ParameterError)
    expect(() => database.get('SELECT ? AS x')).toThrow('takes 1 parameters and was given 0')
    expect(() => database.get("SELECT '?' AS x -- ?", 1)).toThrow('takes 0 parameters and was given 1')
    expect(database.get('SELECT ? AS x', 'alive')).toEqual({ x: 'alive' })
    database.close()
  })

  it('takes a failed transaction back whole and refuses work that waits', () => {
    const database = Database.open(join(folder, 'a.db'))
    database.execute('CREATE TABLE t (id INTEGER PRIMARY KEY) STRICT')
    expect(() =>
      database.transaction(() => {
        database.run('INSERT INTO t VALUES (?)', 1)
        database.transaction(() => database.run('INSERT INTO t VALUES (?)', 2))
        database.run('INSERT INTO t VALUES (?)', 1)
      }),
    ).toThrow('UNIQUE')
    expect(() => database.transaction(async () => database.run('INSERT INTO t VALUES (?)', 5))).toThrow('must not wait')
    expect(database.all('SELECT * FROM t')).toEqual([])
    expect(database.transaction(() => database.run('INSERT INTO t VALUES (?)', 3).lastId)).toBe(3)
    database.close()
    expect(() => database.get('SELECT 1')).toThrow('not open')
  })

  it('writes ahead, synchronously, with foreign keys', () => {
    const database = Database.open(join(folder, 'a.db'))
    expect(database.get('PRAGMA journal_mode')).toEqual({ journal_mode: 'wal' })
    expect(database.get('PRAGMA synchronous')).toEqual({ synchronous: 2 })
    expect(database.get('PRAGMA foreign_keys')).toEqual({ foreign_keys: 1 })
    database.close()
  })

  it('says plainly that a file is damaged and keeps it', () => {
    const file = join(folder, 'a.db')
    const database = Database.open(file)
    migrate(database)
    for (let id = 1; id < 500; id++) database.run('INSERT INTO library (key, value) VALUES (?, ?)', `key ${id}`, 'x'.repeat(200))
    database.close()
    const bytes = readFileSync(file)
    bytes.fill(0x5a, 20_000, 90_000)
    const noise = Buffer.from('not a database '.repeat(400))
    for (const content of [bytes, noise]) {
      writeFileSync(file, content)
      const before = sha(file)
      expect(() => Database.open(file)).toThrow(/is damaged .* left as it is/)
      expect(sha(file)).toBe(before)
    }
    expect(() => Database.open(join(folder, 'missing', 'a.db'))).toThrow(`check that ${join(folder, 'missing')} exists`)
  })

  it('turns a full disk into one sentence and works again afterwards', () => {
    const database = Database.open(join(folder, 'a.db'))
    database.execute('CREATE TABLE t (b BLOB) STRICT; PRAGMA max_page_count = 20')
    expect(() => database.transaction(() => database.run('INSERT INTO t VALUES (?)', new Uint8Array(200_000)))).toThrow(/a\.db could not be used: the disk is full/)
    database.transaction(() => database.run('INSERT INTO t VALUES (?)', new Uint8Array(10)))
    expect(database.get('SELECT count(*) AS n FROM t')).toEqual({ n: 1 })
    database.close()
  })
})

describe('migrations', () => {
  it('create the newest schema, all tables strict, and do nothing the second time', () => {
    const database = Database.open(join(folder, 'a.db'))
    migrate(database)
    migrate(database)
    expect(database.schemaVersion).toBe(migrations.at(-1)!.version)
    const tables = database.all<{ name: string; strict: number }>("SELECT name, strict FROM pragma_table_list WHERE type = 'table' AND schema = 'main' AND name NOT LIKE 'sqlite_%'")
    expect(tables.length).toBeGreaterThan(10)
    expect(tables.filter(({ strict }) => strict !== 1)).toEqual([])
    database.close()
  })

  it('change an older library step by step, keep a copy of it, and leave a failed step undone', () => {
    const file = join(folder, 'a.db')
    const database = Database.open(file)
    const first = { version: 1, script: "CREATE TABLE t (a TEXT) STRICT; INSERT INTO t VALUES ('kept')" }
    migrate(database, [first])
    const second = { version: 2, script: 'ALTER TABLE t ADD COLUMN b TEXT' }
    const broken = { version: 3, script: 'ALTER TABLE t ADD COLUMN c TEXT; ALTER TABLE missing ADD COLUMN d TEXT' }
    expect(() => migrate(database, [first, second, broken])).toThrow('missing')
    expect(database.schemaVersion).toBe(2)
    expect(database.all('SELECT * FROM t')).toEqual([{ a: 'kept', b: null }])
    database.close()
    const copy = Database.open(`${file}.schema-1`)
    expect([copy.schemaVersion, copy.all('SELECT * FROM t')]).toEqual([1, [{ a: 'kept' }]])
    copy.close()
  })

  it('refuse the library of a newer program without touching it', () => {
    const file = join(folder, 'a.db')
    const database = Database.open(file)
    migrate(database)
    database.execute('PRAGMA user_version = 99')
    database.close()
    const before = sha(file)
    const again = Database.open(file)
    expect(() => migrate(again)).toThrow(/newer version of the program \(its schema is 99, this program knows \d+\)/)
    again.close()
    expect(sha(file)).toBe(before)
  })
})

it('keeps libsql out of every other file, so that no unchecked parameter can reach it', () => {
  const users = execFileSync('grep', ['-rlE', "from 'libsql'|require\\('libsql'\\)", 'electron', 'ml', 'renderer'], { encoding: 'utf8' }).trim().split('\n').sort()
  expect(users).toEqual(['electron/storage/database.ts', 'electron/storage/library-lock.ts'])
})

it('documents why the guard exists: libsql itself dies of a boolean', () => {
  const { status, signal } = spawnSync(process.execPath, ['-e', "new (require('libsql'))(':memory:').prepare('SELECT ?').get(true)"])
  expect(status === 0 && signal === null).toBe(false)
})
