import { access } from 'node:fs/promises'
import type { Database } from '../storage/database'
import { hashFile } from '../storage/durable-file'
import { readLibraryValue, writeLibraryValue } from '../storage/library-values'
import { walkFiles } from '../storage/walk-files'
import type { LibraryService } from './library-service'

export interface DemoImport {
  readonly database: Database
  readonly library: LibraryService
  /** The folder of the demo study. */
  readonly demo: string
  readonly who: string
  readonly log: (line: string) => void
}

const stateKey = 'demo'
const begun = 'begun'
const imported = 'imported'

/**
 * The demo study goes into a new library, once. An import that was cut off is finished by the next program; what had got into the
 * library before, and perhaps was removed since, does not come again.
 */
export async function importDemo({ database, library, demo, who, log }: DemoImport): Promise<void> {
  const state = readLibraryValue(database, stateKey)
  if (state === null ? !library.store.isEmpty() : state !== begun) return
  try {
    await access(demo)
    writeLibraryValue(database, stateKey, begun)
    const missing: string[] = []
    for (const file of (await walkFiles([demo])).files) {
      if (!library.store.wasEverImported((await hashFile(file)).hash)) missing.push(file)
    }
    const { rejected } = await library.importPaths(missing, { who })
    if (rejected.length === 0) writeLibraryValue(database, stateKey, imported)
    for (const { message } of rejected) log(`demo study: ${message}`)
  } catch (error) {
    log(`the demo study was not imported: ${error instanceof Error ? error.message : String(error)}`)
  }
}
