import type { FrameKey, ReviewStatus } from '../ipc/contract/index'
import type { Database } from './database'

/** Which content of a mask was handed in, and which was returned. */
export interface Handover {
  readonly submittedHash: string | null
  readonly returnedHash: string | null
}

const none: Handover = { submittedHash: null, returnedHash: null }

export function readHandover(database: Database, { instanceId, frame }: FrameKey): Handover {
  return (
    database.get<Handover>('SELECT submitted_hash AS submittedHash, returned_hash AS returnedHash FROM frame_review WHERE instance_id = ? AND frame = ?', instanceId, frame) ?? none
  )
}

export function writeHandover(database: Database, { instanceId, frame }: FrameKey, { submittedHash, returnedHash }: Handover): void {
  database.run(
    `INSERT INTO frame_review (instance_id, frame, submitted_hash, returned_hash) VALUES (?, ?, ?, ?)
     ON CONFLICT (instance_id, frame) DO UPDATE SET submitted_hash = excluded.submitted_hash, returned_hash = excluded.returned_hash`,
    instanceId, frame, submittedHash, returnedHash,
  )
}

/**
 * The status of a mask that an act of its history leads to. Content that a reviewer returned stays returned: undo and redo to it
 * do not make the return forgotten, and leaving it does not make it come back elsewhere.
 */
export function statusOfContent(database: Database, key: FrameKey, hash: string, byHistory: ReviewStatus): ReviewStatus {
  if (readHandover(database, key).returnedHash === hash) return 'returned'
  return byHistory === 'returned' ? 'corrected' : byHistory
}
