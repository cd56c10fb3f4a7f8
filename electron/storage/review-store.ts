import type { FrameKey, ReviewStatus } from '../ipc/contract/index'
import { ServiceError } from '../ipc/service-error'
import { writeAudit } from './audit-log'
import type { Database } from './database'
import { readHandover, writeHandover } from './handovers'
import { auditSubject, readFrameSize, readMask, type MaskRow } from './mask-rows'
import { keepVersion } from './mask-versions'
import { requireNoOpenReading } from './open-reading'
import { addReviewNote } from './review-notes'

/** A mask on its way from annotator to reviewer and back; each step is one transaction with its note and audit entry. */
export class ReviewStore {
  constructor(private readonly database: Database) {}

  /**
   * Hands the mask in. Fails with `conflict` when there is none, it is approved, somebody is reading the frame independently, or it was
   * returned and neither changed nor answered.
   */
  submit(key: FrameKey, who: string, comment: string): ReviewStatus {
    return this.step(key, (mask) => {
      if (mask.status === 'approved') throw new ServiceError('conflict', 'The mask of this frame is approved already.')
      requireNoOpenReading(this.database, key, 'handing the mask in')
      if (mask.status === 'returned' && comment === '') {
        throw new ServiceError('conflict', 'This mask was returned and has not been changed since: correct it, or answer the reviewer.')
      }
      writeHandover(this.database, key, { submittedHash: mask.hash, returnedHash: null })
      const status = mask.status === 'returned' ? 'corrected' : mask.status
      this.record(key, mask, status, { who, act: 'submit', comment })
      return status
    })
  }

  /** Gives the mask back. Fails with `conflict` when there is none, it was returned already, or somebody is reading the frame independently. */
  return(key: FrameKey, who: string, comment: string): ReviewStatus {
    return this.step(key, (mask) => {
      if (mask.status === 'returned') throw new ServiceError('conflict', 'The mask of this frame was returned already.')
      requireNoOpenReading(this.database, key, 'returning the mask')
      this.database.run('DELETE FROM approval WHERE instance_id = ? AND frame = ?', key.instanceId, key.frame)
      writeHandover(this.database, key, { submittedHash: null, returnedHash: mask.hash })
      // What was returned can be compared with what it becomes.
      keepVersion(this.database, key, mask, { author: mask.author!, reason: `returned by ${who}`, at: new Date().toISOString() })
      this.record(key, mask, 'returned', { who, act: 'return', comment })
      return 'returned'
    })
  }

  note(key: FrameKey, who: string, comment: string): void {
    this.step(key, (mask) => this.record(key, mask, mask.status, { who, act: 'note', comment }))
  }

  /**
   * All that the worklist and the review of a frame rest on, as one text: as long as it is the same, both are. Strokes on a mask that
   * its annotator is at leave it as it is.
   */
  standing({ instanceId, frame }: FrameKey): string {
    const facts = this.database.get(
      `SELECT status, author_kind, author_name, submitted_hash = hash AS submitted, CASE status WHEN 'predicted' THEN hash END AS predicted,
         (SELECT max(id) FROM review_note WHERE review_note.instance_id = mask.instance_id AND review_note.frame = mask.frame) AS note
       FROM mask LEFT JOIN frame_review ON frame_review.instance_id = mask.instance_id AND frame_review.frame = mask.frame
       WHERE mask.instance_id = ? AND mask.frame = ?`,
      instanceId, frame,
    )
    return JSON.stringify(facts ?? null)
  }

  /** Whether the mask as it is now was handed in. */
  isSubmitted(key: FrameKey): boolean {
    const mask = readMask(this.database, key)
    return mask !== null && mask.status !== 'approved' && readHandover(this.database, key).submittedHash === mask.hash
  }

  private step<Answer>(key: FrameKey, work: (mask: MaskRow) => Answer): Answer {
    readFrameSize(this.database, key)
    return this.database.transaction(() => {
      const mask = readMask(this.database, key)
      if (!mask?.author) throw new ServiceError('conflict', 'This frame has no mask yet: segment it or draw one first.')
      return work(mask)
    })
  }

  private record(key: FrameKey, mask: MaskRow, status: ReviewStatus, note: { who: string; act: 'submit' | 'return' | 'note'; comment: string }): void {
    this.database.run('UPDATE mask SET status = ? WHERE instance_id = ? AND frame = ?', status, key.instanceId, key.frame)
    addReviewNote(this.database, key, { ...note, hash: mask.hash })
    writeAudit(this.database, { who: note.who, act: `mask: ${note.act}`, subject: auditSubject(key), oldHash: mask.hash, newHash: mask.hash, reason: note.comment })
  }
}
