import type { Author, FrameKey, MaskVersion } from '../ipc/contract/index'
import type { Database } from './database'
import type { MaskRow } from './mask-rows'

interface StoredVersion {
  id: number
  number: number
  author_kind: Author['kind']
  author_name: string
  reason: string
  created_at: string
  hash: string
}

const columns = 'id, number, author_kind, author_name, reason, created_at, hash'

/** Keeps the mask for good, under the frame's next number. Call it inside the transaction of the act that it belongs to. */
export function keepVersion(database: Database, key: FrameKey, mask: Pick<MaskRow, 'hash' | 'labels'>, { author, reason, at }: { author: Author; reason: string; at: string }): MaskVersion {
  const { next } = database.get<{ next: number }>('SELECT coalesce(max(number), 0) + 1 AS next FROM mask_version WHERE instance_id = ? AND frame = ?', key.instanceId, key.frame)!
  const { lastId } = database.run(
    'INSERT INTO mask_version (instance_id, frame, number, author_kind, author_name, reason, created_at, hash, labels) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)',
    key.instanceId, key.frame, next, author.kind, author.name, reason, at, mask.hash, mask.labels,
  )
  return { id: lastId, number: next, author, reason, createdAt: at, hash: mask.hash }
}

const approvedBy = 'approved by '
const adjudicatedBy = ', adjudicated by '

/** Why a version was kept that somebody approved. `basis` says which readings its mask was decided from (`adjudicatedReadings`). */
export function approvalReason(who: string, basis: string | null = null): string {
  return `${approvedBy}${who}${basis === null ? '' : `, ${basis}`}`
}

/** Who approved a version with this reason, without whoever else it names; null when it was kept for another reason. */
export function approverIn(reason: string): string | null {
  return reason.startsWith(approvedBy) ? reason.slice(approvedBy.length).split(adjudicatedBy)[0]! : null
}

/** Oldest first. */
export function listVersions(database: Database, key: FrameKey): MaskVersion[] {
  return database.all<StoredVersion>(`SELECT ${columns} FROM mask_version WHERE instance_id = ? AND frame = ? ORDER BY number`, key.instanceId, key.frame).map(versionOf)
}

/** Labels of a version (run-length coded) by its number on the frame; null when there is no such version. */
export function versionLabels(database: Database, key: FrameKey, number: number): { labels: Uint8Array; hash: string } | null {
  return database.get<{ labels: Uint8Array; hash: string }>('SELECT labels, hash FROM mask_version WHERE instance_id = ? AND frame = ? AND number = ?', key.instanceId, key.frame, number) ?? null
}

/** Labels (run-length coded) of the mask as a reviewer returned it last; null when it never was. */
export function returnedLabels(database: Database, key: FrameKey): { labels: Uint8Array; hash: string } | null {
  return (
    database.get<{ labels: Uint8Array; hash: string }>(
      `SELECT labels, hash FROM mask_version WHERE instance_id = ? AND frame = ?
         AND hash = (SELECT hash FROM review_note WHERE instance_id = ? AND frame = ? AND act = 'return' ORDER BY id DESC LIMIT 1) LIMIT 1`,
      key.instanceId, key.frame, key.instanceId, key.frame,
    ) ?? null
  )
}

function versionOf(row: StoredVersion): MaskVersion {
  return { id: row.id, number: row.number, author: { kind: row.author_kind, name: row.author_name }, reason: row.reason, createdAt: row.created_at, hash: row.hash }
}
