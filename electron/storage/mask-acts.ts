import type { Author, FrameKey, HistoryAct, HistoryState, Rectangle, ReviewStatus } from '../ipc/contract/index'
import type { Database } from './database'
import { authorOf, type HistoryEnds, type MaskRow } from './mask-rows'
import type { OpenReading } from './open-reading'

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
  at: string
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

/** What the acts of one frame may take; the oldest are folded first. About 2,000 strokes, or 500 changes of a whole mask. */
export const historyBudget = 8 * 2 ** 20

/** An act of the frame by its number. */
export function readAct(database: Database, key: FrameKey, sequence: number): MaskAct | null {
  const row = database.get<StoredAct>('SELECT * FROM mask_act WHERE instance_id = ? AND frame = ? AND sequence = ?', key.instanceId, key.frame, sequence)
  return row ? actOf(row) : null
}

/** The acts after `from` up to and with `to`, in order. */
export function actsBetween(database: Database, key: FrameKey, from: number, to: number): MaskAct[] {
  return database.all<StoredAct>('SELECT * FROM mask_act WHERE instance_id = ? AND frame = ? AND sequence > ? AND sequence <= ? ORDER BY sequence', key.instanceId, key.frame, from, to).map(actOf)
}

/** The newest applied act after `floor` by which a model predicted; null when there is none. */
export function predictionAct(database: Database, key: FrameKey, applied: number, floor: number): number | null {
  const found = database.get<{ sequence: number | null }>(
    "SELECT max(sequence) AS sequence FROM mask_act WHERE instance_id = ? AND frame = ? AND sequence > ? AND sequence <= ? AND author_after_kind = 'model'",
    key.instanceId, key.frame, floor, applied,
  )
  return found?.sequence ?? null
}

function actOf(row: StoredAct): MaskAct {
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

/**
 * Adds an act after the applied one: what had been undone is gone, and so are the oldest acts beyond the budget, though never the new one
 * itself. Answers where the history ends afterwards; the new act is its last.
 */
export function addAct(database: Database, key: FrameKey, mask: Pick<MaskRow, 'act' | 'history'>, act: Omit<MaskAct, 'sequence'>, budget: number): HistoryEnds {
  const sequence = mask.act + 1
  let { first, bytes } = mask.history
  if (mask.history.last > mask.act) bytes -= remove(database, key, sequence, mask.history.last)
  database.run(
    `INSERT INTO mask_act (instance_id, frame, sequence, at, name, x, y, width, height, labels_before, labels_after, status_before, status_after,
       author_before_kind, author_before_name, author_after_kind, author_after_name) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    key.instanceId, key.frame, sequence, new Date().toISOString(), act.name, act.rect.x, act.rect.y, act.rect.width, act.rect.height, act.labelsBefore, act.labelsAfter,
    act.statusBefore, act.statusAfter, act.authorBefore?.kind ?? null, act.authorBefore?.name ?? null, act.authorAfter.kind, act.authorAfter.name,
  )
  bytes += act.labelsBefore.length + act.labelsAfter.length
  while (bytes > budget && first < sequence) bytes -= remove(database, key, first, first++)
  return { first, last: sequence, bytes }
}

/** Removes acts by their numbers, both ends included; answers how many bytes they took. */
function remove(database: Database, key: FrameKey, from: number, to: number): number {
  const { bytes } = database.get<{ bytes: number }>(
    'SELECT coalesce(sum(length(labels_before) + length(labels_after)), 0) AS bytes FROM mask_act WHERE instance_id = ? AND frame = ? AND sequence BETWEEN ? AND ?',
    key.instanceId, key.frame, from, to,
  )!
  database.run('DELETE FROM mask_act WHERE instance_id = ? AND frame = ? AND sequence BETWEEN ? AND ?', key.instanceId, key.frame, from, to)
  return bytes
}

/** Where the frame's history stands. The independent reading that is open, if any, hides what lies before it. */
export function readHistory(database: Database, key: FrameKey, { act, revision, history }: Pick<MaskRow, 'act' | 'revision' | 'history'>, reading: OpenReading | null): HistoryState {
  const nameOf = (sequence: number): string | null =>
    database.get<{ name: string }>('SELECT name FROM mask_act WHERE instance_id = ? AND frame = ? AND sequence = ?', key.instanceId, key.frame, sequence)?.name ?? null
  const first = Math.max(history.first, (reading?.fromAct ?? 0) + 1)
  return { revision, undoable: act - first + 1, redoable: history.last - act, undoName: act < first ? null : nameOf(act), redoName: nameOf(act + 1) }
}

/** Acts for the list, newest first: those before `before`, or the newest. */
export function listActs(database: Database, key: FrameKey, limit: number, before: number | null): HistoryAct[] {
  const rows = database.all<Omit<StoredAct, 'labels_before' | 'labels_after'>>(
    `SELECT sequence, name, at, x, y, width, height, author_after_kind, author_after_name FROM mask_act
     WHERE instance_id = ? AND frame = ? AND (? IS NULL OR sequence < ?) ORDER BY sequence DESC LIMIT ?`,
    key.instanceId, key.frame, before, before, limit,
  )
  return rows.map((row) => ({
    sequence: row.sequence,
    name: row.name,
    at: row.at,
    author: { kind: row.author_after_kind, name: row.author_after_name },
    rect: { x: row.x, y: row.y, width: row.width, height: row.height },
  }))
}
