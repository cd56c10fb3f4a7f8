import type { Author, FrameKey, MaskState, Patch, Rectangle, ReviewStatus } from '../ipc/contract/index'
import { decodeRuns, encodeRuns } from '../ipc/run-length'
import { ServiceError } from '../ipc/service-error'
import { writeAudit } from './audit-log'
import type { Database } from './database'
import { changedRectangle, cutLabels, pasteLabels } from './label-rectangle'
import { actToRedo, actToUndo, addAct, readHistory, type MaskAct } from './mask-acts'
import { auditSubject, emptyMask, hashLabels, readFrameSize, readMask, writeMask, type MaskRow } from './mask-rows'

/** A change of a frame's mask by a person or a model. */
export interface MaskChange {
  readonly name: string
  readonly author: Author
  readonly status: ReviewStatus
}

/**
 * The masks, one per frame, each with one history for every kind of change. Every method that changes something is one transaction:
 * when it returns, mask, history and audit entry are on disk together.
 */
export class MaskStore {
  /** Decoded labels of the frame that was changed last: strokes come in series on one frame. */
  private latest: { hash: string; labels: Uint8Array } | null = null

  constructor(private readonly database: Database) {}

  get(key: FrameKey): MaskState {
    const size = readFrameSize(this.database, key)
    const mask = readMask(this.database, key) ?? emptyMask(size)
    return { ...key, ...size, labels: mask.labels, status: mask.status, lastAuthor: mask.author, history: readHistory(this.database, key, mask) }
  }

  status(key: FrameKey): ReviewStatus {
    return this.database.get<{ status: ReviewStatus }>('SELECT status FROM mask WHERE instance_id = ? AND frame = ?', key.instanceId, key.frame)?.status ?? 'unannotated'
  }

  /** Replaces the labels inside a rectangle. `baseRevision` is the one that the person saw when the stroke began. */
  applyPatch(key: FrameKey, baseRevision: number, change: MaskChange, rect: Rectangle, runs: Uint8Array): Pick<MaskState, 'status' | 'history'> {
    const size = readFrameSize(this.database, key)
    const inside = labelsInside(rect, size, runs)
    return this.database.transaction(() => {
      const mask = this.changeable(key, size)
      if (baseRevision !== mask.revision) {
        throw new ServiceError('conflict', `The mask of this frame was changed elsewhere (it is at revision ${mask.revision}, the stroke began at ${baseRevision}); load it again.`, {
          revision: mask.revision,
        })
      }
      const after = this.decoded(mask, size).slice()
      pasteLabels(after, size.columns, rect, inside)
      return this.record(key, size, mask, after, change, rect)
    })
  }

  /** Replaces the whole mask, as one act over the area that differs. */
  replace(key: FrameKey, change: MaskChange, after: Uint8Array): Pick<MaskState, 'status' | 'history'> {
    const size = readFrameSize(this.database, key)
    if (after.length !== size.rows * size.columns) throw new ServiceError('invalid-input', `The mask has ${after.length} pixels; the frame has ${size.columns}×${size.rows}.`)
    return this.database.transaction(() => {
      const mask = this.changeable(key, size)
      return this.record(key, size, mask, after, change, changedRectangle(this.decoded(mask, size), after, size.columns))
    })
  }

  undo(key: FrameKey, who: string): Patch {
    return this.step(key, who, 'undo')
  }

  redo(key: FrameKey, who: string): Patch {
    return this.step(key, who, 'redo')
  }

  private record(key: FrameKey, size: { rows: number; columns: number }, mask: MaskRow, after: Uint8Array, change: MaskChange, rect: Rectangle): Pick<MaskState, 'status' | 'history'> {
    const { database } = this
    const before = this.decoded(mask, size)
    // The act refers to the mask's row, so a frame's first act needs the row first.
    if (mask.revision === 0) writeMask(database, key, mask)
    const sequence = addAct(database, key, mask.act, {
      name: change.name,
      rect,
      labelsBefore: encodeRuns(cutLabels(before, size.columns, rect)),
      labelsAfter: encodeRuns(cutLabels(after, size.columns, rect)),
      statusBefore: mask.status,
      statusAfter: change.status,
      authorBefore: mask.author,
      authorAfter: change.author,
    })
    const changed = this.store(key, mask, after, { act: sequence, status: change.status, author: change.author })
    writeAudit(database, { who: change.author.name, act: `mask: ${change.name}`, subject: auditSubject(key), oldHash: mask.hash, newHash: changed.hash })
    return { status: changed.status, history: readHistory(database, key, changed) }
  }

  private step(key: FrameKey, who: string, direction: 'undo' | 'redo'): Patch {
    const { database } = this
    const size = readFrameSize(database, key)
    return database.transaction(() => {
      const mask = this.changeable(key, size)
      const act = direction === 'undo' ? actToUndo(database, key, mask.act) : actToRedo(database, key, mask.act)
      if (!act) throw new ServiceError('conflict', `There is nothing to ${direction} on this frame.`)
      const target = stateBy(act, direction)
      const after = this.decoded(mask, size).slice()
      pasteLabels(after, size.columns, act.rect, decodeRuns(target.labels, act.rect.width * act.rect.height))
      const changed = this.store(key, mask, after, target)
      writeAudit(database, { who, act: `${direction}: ${act.name}`, subject: auditSubject(key), oldHash: mask.hash, newHash: changed.hash })
      return { rect: act.rect, labels: target.labels, status: changed.status, history: readHistory(database, key, changed) }
    })
  }

  private store(key: FrameKey, mask: MaskRow, labels: Uint8Array, state: Pick<MaskRow, 'act' | 'status' | 'author'>): MaskRow {
    const { act, status, author } = state
    const changed: MaskRow = { labels: encodeRuns(labels), hash: hashLabels(labels), revision: mask.revision + 1, act, status, author }
    writeMask(this.database, key, changed)
    this.latest = { hash: changed.hash, labels }
    return changed
  }

  private changeable(key: FrameKey, size: { rows: number; columns: number }): MaskRow {
    const mask = readMask(this.database, key) ?? emptyMask(size)
    if (mask.status === 'approved') throw new ServiceError('conflict', 'The mask of this frame is approved; reopen it before changing it.')
    return mask
  }

  /** Shared: never write into it. The hash names the content, so a rolled-back change cannot be taken for it. */
  private decoded(mask: MaskRow, size: { rows: number; columns: number }): Uint8Array {
    if (this.latest?.hash !== mask.hash) this.latest = { hash: mask.hash, labels: decodeRuns(mask.labels, size.rows * size.columns) }
    return this.latest.labels
  }
}

function labelsInside(rect: Rectangle, size: { rows: number; columns: number }, runs: Uint8Array): Uint8Array {
  if (rect.x + rect.width > size.columns || rect.y + rect.height > size.rows) {
    throw new ServiceError('invalid-input', `The rectangle ${rect.width}×${rect.height} at (${rect.x}, ${rect.y}) is not inside the frame of ${size.columns}×${size.rows}.`)
  }
  try {
    return decodeRuns(runs, rect.width * rect.height)
  } catch (error) {
    if (error instanceof RangeError) throw new ServiceError('invalid-input', `The labels do not fill the rectangle: ${error.message}.`)
    throw error
  }
}

/** Where an act leads when it is taken back or done again. */
function stateBy(act: MaskAct, direction: 'undo' | 'redo'): Pick<MaskRow, 'act' | 'status' | 'author' | 'labels'> {
  return direction === 'undo'
    ? { act: act.sequence - 1, status: act.statusBefore, author: act.authorBefore, labels: act.labelsBefore }
    : { act: act.sequence, status: act.statusAfter, author: act.authorAfter, labels: act.labelsAfter }
}
