import { createHash } from 'node:crypto'
import { decodeRuns, mapRuns } from '../ipc/run-length'
import type { Database } from './database'
import { frameTables, type TableShape } from './frame-tables'
import { grouped } from './grouped'

/** A value as JSON has it; bytes as base64. */
export type ArchivedValue = string | number | null | { readonly base64: string }
export type ArchivedRow = Readonly<Record<string, ArchivedValue>>
/** Everything that a library holds about the frames of one image, by table. */
export type FrameArchive = Readonly<Record<string, readonly ArchivedRow[]>>

type Row = Record<string, string | number | Uint8Array | null>

/** Where names of people stand in for their ids, which are other ones in every library. */
const personTable = 'person'
const labelColumns = new Set(['labels', 'labels_before', 'labels_after'])

/**
 * The rows of every table that is about frames. Which tables these are, what their columns are and how they refer to each other is read
 * from the schema, so that a table that joins it later is in the archive without being named here.
 */
export function readFrameArchive(database: Database, instanceId: number): FrameArchive {
  const archive: Record<string, ArchivedRow[]> = {}
  for (const shape of frameTables(database)) {
    const order = shape.ownId ?? 'rowid'
    const rows = database.all<Row>(`SELECT ${shape.columns.join(', ')} FROM ${shape.name} WHERE instance_id = ? ORDER BY ${order}`, instanceId)
    archive[shape.name] = rows.map((row) => archived(database, shape, row))
  }
  return archive
}

/** The rows of each frame that has a mask, apart. */
export function archiveByFrame(archive: FrameArchive): Map<number, FrameArchive> {
  const tables = Object.entries(archive).map(([table, rows]) => [table, grouped(rows, ({ frame }) => Number(frame))] as const)
  const frames = (archive['mask'] ?? []).map(({ frame }) => Number(frame))
  return new Map(frames.map((frame) => [frame, Object.fromEntries(tables.map(([table, rows]) => [table, rows.get(frame) ?? []]))]))
}

export interface RestoreOptions {
  /** `frameTables` of this library. */
  readonly tables: readonly TableShape[]
  readonly instanceId: number
  /** The label here for each label there. */
  labelFor(label: number): number
  /** Number of pixels of a frame, for hashes of labels that have other numbers here. */
  readonly pixels: number
}

/** Names of what is in an archive and in none of this library's tables: it was written by a newer program. */
export function unknownParts(tables: readonly TableShape[], archive: FrameArchive): string[] {
  const shapes = new Map(tables.map((shape) => [shape.name, shape]))
  return Object.entries(archive).flatMap(([name, rows]) => {
    const shape = shapes.get(name)
    if (!shape) return rows.length > 0 ? [name] : []
    const columns = new Set(rows.flatMap((row) => Object.keys(row)))
    return [...columns].filter((column) => !shape.columns.includes(column)).map((column) => `${name}.${column}`)
  })
}

/** Ids of restored rows here, by table and by their ids in the archive. */
export type RestoredIds = ReadonlyMap<string, ReadonlyMap<number, number>>

/** Puts the rows of an archive into the library. Their frames must have none there. Call it in a transaction. */
export function restoreFrameArchive(database: Database, archive: FrameArchive, { tables, instanceId, labelFor, pixels }: RestoreOptions): RestoredIds {
  const newIds = new Map<string, Map<number, number>>()
  const newHashes = new Map<string, string>()
  for (const shape of tables) {
    const ids = new Map<number, number>()
    newIds.set(shape.name, ids)
    for (const row of archive[shape.name] ?? []) {
      const restored = restoredRow(database, shape, row, { newIds, newHashes, labelFor, pixels })
      if (restored === null) continue
      const columns = shape.columns.filter((column) => column !== shape.ownId && column in restored)
      const { lastId } = database.run(
        `INSERT INTO ${shape.name} (instance_id, ${columns.join(', ')}) VALUES (?, ${columns.map(() => '?').join(', ')})`,
        instanceId, ...columns.map((column) => restored[column]!),
      )
      if (shape.ownId !== null) ids.set(Number(row[shape.ownId]), lastId)
    }
  }
  return newIds
}

interface Restoring extends Pick<RestoreOptions, 'labelFor' | 'pixels'> {
  readonly newIds: RestoredIds
  readonly newHashes: Map<string, string>
}

/** Null for a row that refers to one that is not in the archive. */
function restoredRow(database: Database, shape: TableShape, row: ArchivedRow, { newIds, newHashes, labelFor, pixels }: Restoring): Row | null {
  const restored: Row = {}
  for (const [column, value] of Object.entries(row)) {
    const target = shape.references.get(column)
    if (value !== null && typeof value === 'object') {
      const bytes = new Uint8Array(Buffer.from(value.base64, 'base64'))
      restored[column] = labelColumns.has(column) ? mapRuns(bytes, labelFor) : bytes
    } else if (target === undefined || value === null) restored[column] = value
    else if (target === personTable) restored[column] = personId(database, String(value))
    else {
      const id = newIds.get(target)?.get(Number(value))
      if (id === undefined) return null
      restored[column] = id
    }
  }
  const { labels } = restored
  if (labels instanceof Uint8Array && typeof restored['hash'] === 'string') {
    const hash = createHash('sha256').update(decodeRuns(labels, pixels)).digest('hex')
    newHashes.set(restored['hash'], hash)
  }
  // Wherever a hash of labels is noted, it goes with the labels.
  for (const [column, value] of Object.entries(restored)) if (column.endsWith('hash') && typeof value === 'string') restored[column] = newHashes.get(value) ?? value
  return restored
}

function archived(database: Database, { references, blobs }: TableShape, row: Row): ArchivedRow {
  return Object.fromEntries(
    Object.entries(row).map(([column, value]) => {
      if (value !== null && blobs.has(column)) return [column, { base64: Buffer.from(value as Uint8Array).toString('base64') }]
      if (value !== null && references.get(column) === personTable) return [column, database.get<{ name: string }>('SELECT name FROM person WHERE id = ?', Number(value))!.name]
      return [column, value as string | number | null]
    }),
  )
}

/** A person by name; one that the library does not know becomes a profile that nobody can work as until an admin says so. */
function personId(database: Database, name: string): number {
  const found = database.get<{ id: number }>('SELECT id FROM person WHERE name = ?', name)
  if (found) return found.id
  return database.run("INSERT INTO person (name, roles, active, created_at) VALUES (?, '[]', 0, ?)", name, new Date().toISOString()).lastId
}
