import { rmSync } from 'node:fs'
import { ServiceError } from '../ipc/service-error'
import type { Database } from './database'
import { assignedSeries } from './schema/assigned-series'
import { labelSchemes } from './schema/label-schemes'
import { librarySchema } from './schema/library-schema'
import { maskHistory } from './schema/mask-history'
import { measurements } from './schema/measurements'
import { people } from './schema/people'
import { pendingObjects } from './schema/pending-objects'
import { seriesFacts } from './schema/series-facts'
import { readings } from './schema/readings'

export interface Migration {
  /** The schema version that the library has afterwards; numbered 1, 2, 3, … */
  readonly version: number
  readonly script: string
}

/** Every change of the schema that was ever released, oldest first. Never edit one that was released: add another. */
export const migrations: readonly Migration[] = [
  { version: 1, script: librarySchema },
  { version: 2, script: pendingObjects },
  { version: 3, script: labelSchemes },
  { version: 4, script: maskHistory },
  { version: 5, script: people },
  { version: 6, script: seriesFacts },
  { version: 7, script: measurements },
  { version: 8, script: readings },
  { version: 9, script: assignedSeries },
]

/**
 * Brings the database to the newest schema, each step in one transaction. Before an existing library is changed, a copy of it is
 * kept beside it. A library of a newer program is refused untouched.
 */
export function migrate(database: Database, steps: readonly Migration[] = migrations): void {
  const newest = steps.at(-1)?.version ?? 0
  const current = database.schemaVersion
  if (current > newest) {
    throw new ServiceError(
      'storage',
      `The library ${database.file} was written by a newer version of the program (its schema is ${current}, this program knows ${newest}). Nothing was changed: update the program to open it.`,
    )
  }
  if (current > 0 && current < newest) keepCopy(database, current)
  for (const step of steps) {
    if (step.version <= current) continue
    database.transaction(() => {
      database.execute(step.script)
      database.execute(`PRAGMA user_version = ${step.version}`)
    })
  }
}

function keepCopy(database: Database, version: number): void {
  const copy = `${database.file}.schema-${version}`
  rmSync(copy, { force: true })
  database.run('VACUUM INTO ?', copy)
}
