import type { FrameKey } from '../ipc/contract/index'
import type { Database } from './database'

export interface SpentTime extends FrameKey {
  readonly milliseconds: number
}

/** Adds time that a person has spent; frames that were removed meanwhile are left out. */
export function addFrameTimes(database: Database, personId: number, entries: readonly SpentTime[]): void {
  database.transaction(() => {
    for (const { instanceId, frame, milliseconds } of entries) {
      database.run(
        `INSERT INTO frame_time (instance_id, frame, person_id, milliseconds) SELECT id, ?, ?, ? FROM instance WHERE id = ? AND frames > ?
         ON CONFLICT (instance_id, frame, person_id) DO UPDATE SET milliseconds = milliseconds + excluded.milliseconds`,
        frame, personId, milliseconds, instanceId, frame,
      )
    }
  })
}

/** Time spent on a frame by everybody, and by one person of them (none when left out). */
export function readFrameTime(database: Database, { instanceId, frame }: FrameKey, personId = 0): { all: number; own: number } {
  return database.get<{ all: number; own: number }>(
    `SELECT coalesce(sum(milliseconds), 0) AS "all", coalesce(sum(CASE WHEN person_id = ? THEN milliseconds END), 0) AS own
     FROM frame_time WHERE instance_id = ? AND frame = ?`,
    personId, instanceId, frame,
  )!
}
