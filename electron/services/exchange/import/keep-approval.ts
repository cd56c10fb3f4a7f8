import type { Author, FrameKey } from '../../../ipc/contract/index'
import type { Database } from '../../../storage/database'
import { readMask } from '../../../storage/mask-rows'
import { approvalReason, approverIn, keepVersion } from '../../../storage/mask-versions'

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
  keepVersion(database, key, readMask(database, key)!, { author, reason: approvalReason(approvedBy), at: approvedAt })
}

/** The last approval of exactly these labels, whether here or where they came from; null when there was none. */
export function approvalOf(database: Database, { instanceId, frame }: FrameKey, hash: string): Approval | null {
  const found = database.get<{ reason: string; at: string }>(
    'SELECT reason, created_at AS at FROM mask_version WHERE instance_id = ? AND frame = ? AND hash = ? ORDER BY number DESC LIMIT 1',
    instanceId, frame, hash,
  )
  const approvedBy = found ? approverIn(found.reason) : null
  return approvedBy === null ? null : { approvedBy, approvedAt: found!.at }
}
