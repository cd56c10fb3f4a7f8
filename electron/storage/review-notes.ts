import type { FrameKey, ReviewNote } from '../ipc/contract/index'
import type { Database } from './database'

/** Adds a step to the history of a frame's review. Call it inside the transaction that does the step. */
export function addReviewNote(database: Database, key: FrameKey, note: Pick<ReviewNote, 'who' | 'act' | 'comment'> & { hash: string }): void {
  database.run(
    'INSERT INTO review_note (instance_id, frame, at, who, act, comment, hash) VALUES (?, ?, ?, ?, ?, ?, ?)',
    key.instanceId, key.frame, new Date().toISOString(), note.who, note.act, note.comment, note.hash,
  )
}

/** Oldest first. */
export function readReviewNotes(database: Database, { instanceId, frame }: FrameKey): ReviewNote[] {
  return database.all<ReviewNote>('SELECT id, at, who, act, comment FROM review_note WHERE instance_id = ? AND frame = ? ORDER BY id', instanceId, frame)
}
