import type { Author, FrameKey, HistoryState, Rectangle, ReviewStatus } from '../ipc/contract/index'
import type { Database } from './database'
import { authorOf, type MaskRow } from './mask-rows'

/** One act of a frame's history; both label areas are run-length coded over `rect`. */
export interface MaskAct {
  readonly sequence: number
  readonly name: string
  readonly rect: Rectangle
  readonly labelsBefore: Uint8Array
  readonly labelsAfter: Uint8Array
  readonly statusBefore: ReviewStatus
  readonly statusAfter: ReviewStatus
  readonly authorBefore: Author | null
  readonly authorAfter: Author
}

interface StoredAct {
  sequence: number
  name: string
  x: number
  y: number
  width: number
  height: number
  labels_before: Uint8Array
  labels_after: Uint8Array
  status_before: ReviewStatus
  status_after: ReviewStatus
  author_before_kind: Author['kind'] | null
  author_before_name: string | null
  author_after_kind: Author['kind']
  author_after_name: string
}

/** Acts that one frame keeps; the oldest are forgotten first. */
export const actLimit = 500

/** The act that undo would take (the applied one). */
export function actToUndo(database: Database, key: FrameKey, applied: number): MaskAct | null {
  return oneAct(database, 'SELECT * FROM mask_act WHERE instance_id = ? AND frame = ? AND sequence = ?', key, applied)
}

/** The act that redo would take (the one after the applied one). */
export function actToRedo(database: Database, key: FrameKey, applied: number): MaskAct | null {
  return oneAct(database, 'SELECT * FROM mask_act WHERE instance_id = ? AND frame = ? AND sequence = ? + 1', key, applied)
}

/** Adds an act after the applied one: what had been undone is gone, and so is the oldest act beyond the limit. */
export function addAct(database: Database, key: FrameKey, applied: number, act: Omit<MaskAct, 'sequence'>): number {
  const sequence = applied + 1
  database.run('DELETE FROM mask_act WHERE instance_id = ? AND frame = ? AND sequence > ?', key.instanceId, key.frame, applied)
  database.run(
    `INSERT INTO mask_act (instance_id, frame, sequence, name, x, y, width, height, labels_before, labels_after, status_before, status_after,
       author_before_kind, author_before_name, author_after_kind, author_after_name) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    key.instanceId, key.frame, sequence, act.name, act.rect.x, act.rect.y, act.rect.width, act.rect.height, act.labelsBefore, act.labelsAfter,
    act.statusBefore, act.statusAfter, act.authorBefore?.kind ?? null, act.authorBefore?.name ?? null, act.authorAfter.kind, act.authorAfter.name,
  )
  database.run('DELETE FROM mask_act WHERE instance_id = ? AND frame = ? AND sequence <= ?', key.instanceId, key.frame, sequence - actLimit)
  return sequence
}

/** Where the frame's history stands. */
export function readHistory(database: Database, key: FrameKey, mask: Pick<MaskRow, 'act' | 'revision'>): HistoryState {
  const found = database.get<{ undoable: number; redoable: number; undo_name: string | null; redo_name: string | null }>(
    `SELECT count(CASE WHEN sequence <= ? THEN 1 END) AS undoable, count(CASE WHEN sequence > ? THEN 1 END) AS redoable,
       max(CASE WHEN sequence = ? THEN name END) AS undo_name, max(CASE WHEN sequence = ? + 1 THEN name END) AS redo_name
     FROM mask_act WHERE instance_id = ? AND frame = ?`,
    mask.act, mask.act, mask.act, mask.act, key.instanceId, key.frame,
  )!
  return { revision: mask.revision, undoable: found.undoable, redoable: found.redoable, undoName: found.undo_name, redoName: found.redo_name }
}

function oneAct(database: Database, sql: string, key: FrameKey, applied: number): MaskAct | null {
  const row = database.get<StoredAct>(sql, key.instanceId, key.frame, applied)
  if (!row) return null
  return {
    sequence: row.sequence,
    name: row.name,
    rect: { x: row.x, y: row.y, width: row.width, height: row.height },
    labelsBefore: row.labels_before,
    labelsAfter: row.labels_after,
    statusBefore: row.status_before,
    statusAfter: row.status_after,
    authorBefore: authorOf(row.author_before_kind, row.author_before_name),
    authorAfter: { kind: row.author_after_kind, name: row.author_after_name },
  }
}
