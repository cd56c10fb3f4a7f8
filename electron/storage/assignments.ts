import type { Assignment, Duty } from '../ipc/contract/index'
import { ServiceError } from '../ipc/service-error'
import { writeAudit } from './audit-log'
import type { Database } from './database'
import { PersonStore } from './person-store'

export function readAssignments(database: Database): Assignment[] {
  return database.all<Assignment>('SELECT series_id AS seriesId, duty, person_id AS personId FROM assignment ORDER BY series_id, duty')
}

/** Gives series to a person, or to nobody. Fails with `not-found` when one of them is gone. */
export function assignSeries(database: Database, seriesIds: readonly number[], duty: Duty, personId: number | null, who: string): void {
  database.transaction(() => {
    const name = personId === null ? 'nobody' : new PersonStore(database).get(personId).name
    for (const seriesId of seriesIds) {
      if (!database.get('SELECT 1 FROM series WHERE id = ?', seriesId)) throw new ServiceError('not-found', `There is no series ${seriesId} in the library (any more).`)
      if (personId === null) database.run('DELETE FROM assignment WHERE series_id = ? AND duty = ?', seriesId, duty)
      else {
        database.run(
          'INSERT INTO assignment (series_id, duty, person_id) VALUES (?, ?, ?) ON CONFLICT (series_id, duty) DO UPDATE SET person_id = excluded.person_id',
          seriesId, duty, personId,
        )
      }
      writeAudit(database, { who, act: `series: assign to ${duty}`, subject: `series ${seriesId}`, reason: name })
    }
  })
}
