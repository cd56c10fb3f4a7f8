import { createHash } from 'node:crypto'
import type { Author, FrameKey, ReviewStatus } from '../ipc/contract/index'
import { ServiceError } from '../ipc/service-error'
import { encodeRuns } from '../ipc/run-length'
import type { Database } from './database'

/** The mask of a frame as stored; `labels` are run-length coded. A frame that nobody has touched has no row. */
export interface MaskRow {
  readonly labels: Uint8Array
  readonly hash: string
  readonly revision: number
  /** The act that is applied last. */
  readonly act: number
  readonly history: HistoryEnds
  readonly status: ReviewStatus
  readonly author: Author | null
}

/** Sequence numbers of the first and the last act that are kept (last = first - 1: none), and the bytes they take. */
export interface HistoryEnds {
  readonly first: number
  readonly last: number
  readonly bytes: number
}

interface StoredMask {
  labels: Uint8Array
  hash: string
  revision: number
  act: number
  first_act: number
  last_act: number
  history_bytes: number
  status: ReviewStatus
  author_kind: Author['kind'] | null
  author_name: string | null
}

/** Size of a frame of the instance; fails with `not-found` when there is no such frame. */
export function readFrameSize(database: Database, { instanceId, frame }: FrameKey): { rows: number; columns: number } {
  const found = database.get<{ rows: number; columns: number; frames: number }>(
    'SELECT image_rows AS rows, image_columns AS columns, frames FROM instance WHERE id = ?',
    instanceId,
  )
  if (!found) throw new ServiceError('not-found', `There is no image ${instanceId} in the library (any more).`)
  if (frame >= found.frames) throw new ServiceError('not-found', `Image ${instanceId} has ${found.frames} frames; there is no frame ${frame + 1}.`)
  return { rows: found.rows, columns: found.columns }
}

export function readMask(database: Database, key: FrameKey): MaskRow | null {
  const row = database.get<StoredMask>(
    'SELECT labels, hash, revision, act, first_act, last_act, history_bytes, status, author_kind, author_name FROM mask WHERE instance_id = ? AND frame = ?',
    key.instanceId,
    key.frame,
  )
  if (!row) return null
  const history = { first: row.first_act, last: row.last_act, bytes: row.history_bytes }
  return { labels: row.labels, hash: row.hash, revision: row.revision, act: row.act, history, status: row.status, author: authorOf(row.author_kind, row.author_name) }
}

export function writeMask(database: Database, key: FrameKey, mask: MaskRow): void {
  database.run(
    `INSERT INTO mask (instance_id, frame, labels, hash, revision, act, first_act, last_act, history_bytes, status, author_kind, author_name) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (instance_id, frame) DO UPDATE SET labels = excluded.labels, hash = excluded.hash, revision = excluded.revision, act = excluded.act,
       first_act = excluded.first_act, last_act = excluded.last_act, history_bytes = excluded.history_bytes, status = excluded.status, author_kind = excluded.author_kind, author_name = excluded.author_name`,
    key.instanceId, key.frame, mask.labels, mask.hash, mask.revision, mask.act, mask.history.first, mask.history.last, mask.history.bytes, mask.status, mask.author?.kind ?? null, mask.author?.name ?? null,
  )
}

/** Empty masks by number of pixels: pages ask for those of every frame that they pass. */
const emptyMasks = new Map<number, MaskRow>()

/** The mask of a frame that has none: background everywhere. */
export function emptyMask({ rows, columns }: { rows: number; columns: number }): MaskRow {
  const size = rows * columns
  let mask = emptyMasks.get(size)
  if (!mask) {
    const labels = new Uint8Array(size)
    mask = { labels: encodeRuns(labels), hash: hashLabels(labels), revision: 0, act: 0, history: { first: 1, last: 0, bytes: 0 }, status: 'unannotated', author: null }
    emptyMasks.set(size, mask)
  }
  return mask
}

/** SHA-256 (hex) over the label bytes, row-major. */
export function hashLabels(labels: Uint8Array): string {
  return createHash('sha256').update(labels).digest('hex')
}

export function authorOf(kind: Author['kind'] | null, name: string | null): Author | null {
  return kind === null || name === null ? null : { kind, name }
}

/** A frame as the audit log names it. */
export function auditSubject({ instanceId, frame }: FrameKey): string {
  return `image ${instanceId} frame ${frame}`
}
