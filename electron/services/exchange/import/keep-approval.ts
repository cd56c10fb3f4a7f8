import type { Author, FrameKey } from '../../../ipc/contract/index'
import type { Database } from '../../../storage/database'
import { readMask } from '../../../storage/mask-rows'

/** That somebody approved a mask, and when. */
export interface Approval {
  readonly approvedBy: string
  /** ISO 8601. */
  readonly approvedAt: string
}

/**
 * Keeps an approval that came with a mask as a version of it: who approved what stays known, but the frame is not approved here,
 * and does not join the retraining queue, until somebody of this library approves it.
 */
export function keepApproval(database: Database, key: FrameKey, author: Author, { approvedBy, approvedAt }: Approval): void {
  const mask = readMask(database, key)!
  const { next } = database.get<{ next: number }>('SELECT coalesce(max(number), 0) + 1 AS next FROM mask_version WHERE instance_id = ? AND frame = ?', key.instanceId, key.frame)!
  database.run(
    'INSERT INTO mask_version (instance_id, frame, number, author_kind, author_name, reason, created_at, hash, labels) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)',
    key.instanceId, key.frame, next, author.kind, author.name, `${approvedReason}${approvedBy}`, approvedAt, mask.hash, mask.labels,
  )
}

const approvedReason = 'approved by '

/** The last approval of exactly these labels, whether here or where they came from; null when there was none. */
export function approvalOf(database: Database, { instanceId, frame }: FrameKey, hash: string): Approval | null {
  const found = database.get<{ reason: string; at: string }>(
    'SELECT reason, created_at AS at FROM mask_version WHERE instance_id = ? AND frame = ? AND hash = ? ORDER BY number DESC LIMIT 1',
    instanceId, frame, hash,
  )
  return found?.reason.startsWith(approvedReason) ? { approvedBy: found.reason.slice(approvedReason.length), approvedAt: found.at } : null
}
