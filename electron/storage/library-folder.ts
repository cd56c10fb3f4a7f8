import { join } from 'node:path'
import { Database } from './database'
import { makeFolder } from './durable-file'
import { LibraryLock } from './library-lock'
import { migrate } from './migrations'
import { ObjectStore } from './object-store'
import { explainStorageError } from './storage-error'

/** A library on disk, held by this process: its database, its copies of the imported files, and where the rest lives. */
export interface LibraryFolder {
  readonly folder: string
  readonly database: Database
  readonly objects: ObjectStore
  readonly modelsFolder: string
  readonly runsFolder: string
  readonly uploadsFolder: string
  close(): void
}

/**
 * Opens or creates a library. Fails with `conflict` when another program has it, with `storage` when the folder cannot be used,
 * the database is damaged, or it was written by a newer program.
 */
export async function openLibraryFolder(folder: string): Promise<LibraryFolder> {
  const paths = { modelsFolder: join(folder, 'models'), runsFolder: join(folder, 'runs'), uploadsFolder: join(folder, 'uploads') }
  let lock: LibraryLock | null = null
  let database: Database | null = null
  try {
    await makeFolder(folder)
    lock = await LibraryLock.acquire(folder)
    database = Database.open(join(folder, 'library.db'))
    migrate(database)
    const objects = new ObjectStore(join(folder, 'objects'))
    await objects.clearIncoming()
    for (const path of Object.values(paths)) await makeFolder(path)
    return { folder, database, objects, ...paths, close: closer(database, lock) }
  } catch (error) {
    database?.close()
    lock?.release()
    throw explainStorageError(error, `The library ${folder} cannot be opened`)
  }
}

function closer(database: Database, lock: LibraryLock): () => void {
  return () => {
    try {
      database.close()
    } finally {
      lock.release()
    }
  }
}
