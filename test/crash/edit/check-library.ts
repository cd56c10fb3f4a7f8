import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { decodeRuns } from '../../../electron/ipc/run-length'
import { findAuditBreak } from '../../../electron/storage/audit-log'
import type { Database } from '../../../electron/storage/database'
import { hashFile } from '../../../electron/storage/durable-file'
import { openLibraryFolder, type LibraryFolder } from '../../../electron/storage/library-folder'
import { hashLabels } from '../../../electron/storage/mask-rows'
import { MaskStore } from '../../../electron/storage/mask-store'
import type { Act, ScriptedEdit } from './scripted-edit'

/** What is wrong with a library after the host was killed; empty when nothing is. `inFlight` is the act whose answer never came. */
export async function checkLibrary(folder: string, edit: ScriptedEdit, inFlight: Act | null): Promise<string[]> {
  let library: LibraryFolder
  try {
    library = await openLibraryFolder(folder)
  } catch (error) {
    return [`the library does not open: ${error instanceof Error ? error.message : String(error)}`]
  }
  try {
    const broken = await findAuditBreak(library.database)
    return [...(broken ? [broken.message] : []), ...damagedMasks(library.database), ...(await damagedObjects(library)), ...lostActs(library.database, edit, inFlight), ...lostImports(library.database, edit), ...lostColours(library.database, edit, inFlight)]
  } finally {
    library.close()
  }
}

/** Every stored mask, version and act decodes, and is what its hash says. */
function damagedMasks(database: Database): string[] {
  const problems: string[] = []
  const attempt = (what: string, work: () => boolean): void => {
    try {
      if (!work()) problems.push(`${what} is not what its hash says`)
    } catch (error) {
      problems.push(`${what} is corrupt: ${String(error)}`)
    }
  }
  const sizes = 'JOIN instance ON instance.id = instance_id'
  for (const table of ['mask', 'mask_version']) {
    for (const row of database.all<{ labels: Uint8Array; hash: string; size: number }>(`SELECT labels, ${table}.hash AS hash, image_rows * image_columns AS size FROM ${table} ${sizes}`)) {
      attempt(`a row of ${table}`, () => hashLabels(decodeRuns(row.labels, row.size)) === row.hash)
    }
  }
  for (const act of database.all<{ size: number; labels_before: Uint8Array; labels_after: Uint8Array }>('SELECT width * height AS size, labels_before, labels_after FROM mask_act')) {
    attempt('an act of a history', () => decodeRuns(act.labels_before, act.size).length === decodeRuns(act.labels_after, act.size).length)
  }
  if (database.all('PRAGMA foreign_key_check').length > 0) problems.push('rows refer to rows that are not there')
  return problems
}

/** Every image of the library has its whole copy; a copy without an image is noted as one that the next start removes. */
async function damagedObjects({ database, objects, folder }: LibraryFolder): Promise<string[]> {
  const rows = database.all<{ hash: string; bytes: number }>('SELECT object_hash AS hash, object_bytes AS bytes FROM instance')
  const problems: string[] = []
  for (const { hash, bytes } of rows) {
    const file = objects.fileOf(hash)
    if (!existsSync(file)) problems.push(`the copy ${hash} is missing`)
    else if (statSync(file).size !== bytes) problems.push(`the copy ${hash} has another size`)
    else if (bytes < 100_000 && (await hashFile(file)).hash !== hash) problems.push(`the copy ${hash} has other content`)
  }
  const noted = new Set([...rows, ...database.all<{ hash: string }>('SELECT hash FROM pending_object')].map(({ hash }) => hash))
  const objectsFolder = join(folder, 'objects')
  for (const part of readdirSync(objectsFolder)) {
    for (const name of readdirSync(join(objectsFolder, part))) if (!noted.has(name)) problems.push(`the copy ${name} belongs to nothing`)
  }
  return problems
}

/** Each acknowledged act is there; the one in flight is there whole or not at all. */
function lostActs(database: Database, edit: ScriptedEdit, inFlight: Act | null): string[] {
  const store = new MaskStore(database)
  const problems: string[] = []
  for (const [index, frame] of edit.frames.entries()) {
    const { labels, status, history } = store.get(frame.key)
    const stored = { status, revision: history.revision, labels: decodeRuns(labels, frame.rows * frame.columns) }
    const difference = frame.difference(stored)
    if (difference === null) continue
    const done = inFlight?.frame?.before === frame ? inFlight.frame.after : null
    if (done?.difference(stored) === null) edit.frames[index] = done
    else problems.push(`image ${frame.key.instanceId} frame ${frame.key.frame} has ${difference}${done ? ` (${inFlight!.name} was in flight)` : ''}`)
  }
  return problems
}

function lostImports(database: Database, edit: ScriptedEdit): string[] {
  const names = new Set(database.all<{ name: string }>('SELECT source_name AS name FROM instance').map(({ name }) => name))
  return [...edit.imported].filter((name) => !names.has(name)).map((name) => `the imported picture ${name} is not there`)
}

function lostColours(database: Database, { colours }: ScriptedEdit, inFlight: Act | null): string[] {
  const problems: string[] = []
  for (const [id, colour] of colours) {
    const stored = database.get<{ colour: string }>('SELECT colour FROM label WHERE id = ?', id)?.colour
    if (stored === colour) continue
    if (inFlight?.label?.id === id && stored === inFlight.label.colour) colours.set(id, stored)
    else problems.push(`label ${id} has the colour ${stored} instead of ${colour}`)
  }
  return problems
}
