import type { FrameKey, MaskVersion, ReviewStatus } from '../ipc/contract/index'
import { ServiceError } from '../ipc/service-error'
import { writeAudit } from './audit-log'
import type { Database } from './database'
import { writeHandover } from './handovers'
import { auditSubject, readFrameSize, readMask } from './mask-rows'
import { addReviewNote } from './review-notes'
import { approvalReason, keepVersion } from './mask-versions'
import { adjudicatedReadings, requireNoOpenReading } from './open-reading'

/** An approved frame as it waits for retraining. */
export interface QueuedFrame extends FrameKey {
  readonly approvedAt: string
  readonly approvedBy: string
  readonly seriesId: number
  readonly patientId: string
  readonly sourceName: string
  /** Number of the version that was approved. */
  readonly version: number
}

/** Approvals: a version of the mask is kept for good and the frame joins the queue; taking one back leaves the version. */
export class MaskReview {
  constructor(private readonly database: Database) {}

  approve(key: FrameKey, who: string): MaskVersion {
    const { database } = this
    readFrameSize(database, key)
    return database.transaction(() => {
      const mask = readMask(database, key)
      if (!mask?.author) throw new ServiceError('conflict', 'This frame has no mask yet: segment it or draw one before approving.')
      if (mask.status === 'approved') throw new ServiceError('conflict', 'The mask of this frame is approved already.')
      requireNoOpenReading(database, key, 'approving')
      const at = new Date().toISOString()
      const basis = adjudicatedReadings(database, key)
      const version = keepVersion(database, key, mask, { author: mask.author, reason: approvalReason(who, basis), at })
      database.run('INSERT INTO approval (instance_id, frame, version_id, approved_at, approved_by) VALUES (?, ?, ?, ?, ?)', key.instanceId, key.frame, version.id, at, who)
      this.setStatus(key, 'approved')
      writeHandover(database, key, { submittedHash: null, returnedHash: null })
      addReviewNote(database, key, { who, act: 'approve', comment: '', hash: mask.hash })
      writeAudit(database, { who, act: 'mask: approve', subject: auditSubject(key), oldHash: mask.hash, newHash: mask.hash, reason: `version ${version.number}${basis === null ? '' : `, ${basis}`}` })
      return version
    })
  }

  reopen(key: FrameKey, who: string): ReviewStatus {
    const { database } = this
    readFrameSize(database, key)
    return database.transaction(() => {
      const mask = readMask(database, key)
      if (mask?.status !== 'approved') throw new ServiceError('conflict', 'The mask of this frame is not approved, so there is nothing to reopen.')
      database.run('DELETE FROM approval WHERE instance_id = ? AND frame = ?', key.instanceId, key.frame)
      this.setStatus(key, 'corrected')
      addReviewNote(database, key, { who, act: 'reopen', comment: '', hash: mask.hash })
      writeAudit(database, { who, act: 'mask: reopen', subject: auditSubject(key), oldHash: mask.hash, newHash: mask.hash })
      return 'corrected'
    })
  }

  /** Statuses of the frames of an instance that are not unannotated. */
  statuses(instanceId: number): { frame: number; status: ReviewStatus }[] {
    readFrameSize(this.database, { instanceId, frame: 0 })
    return this.database.all("SELECT frame, status FROM mask WHERE instance_id = ? AND status <> 'unannotated' ORDER BY frame", instanceId)
  }

  queue(): QueuedFrame[] {
    return this.database.all(
      `SELECT approval.instance_id AS instanceId, approval.frame, approved_at AS approvedAt, approved_by AS approvedBy,
         series.id AS seriesId, study.patient_id AS patientId, instance.source_name AS sourceName, mask_version.number AS version
       FROM approval JOIN mask_version ON mask_version.id = version_id JOIN instance ON instance.id = approval.instance_id JOIN series ON series.id = instance.series_id JOIN study ON study.id = series.study_id
       ORDER BY position`,
    )
  }

  private setStatus(key: FrameKey, status: ReviewStatus): void {
    this.database.run('UPDATE mask SET status = ? WHERE instance_id = ? AND frame = ?', status, key.instanceId, key.frame)
  }
}
