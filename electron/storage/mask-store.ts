import type { Author, FrameKey, History, MaskState, Patch, Rectangle, ReviewStatus } from '../ipc/contract/index'
import { decodeRuns, encodeRuns } from '../ipc/run-length'
import { ServiceError } from '../ipc/service-error'
import { writeAudit } from './audit-log'
import type { Database } from './database'
import { changedRectangle, cutLabels, pasteLabels } from '../ipc/label-rectangle'
import { addAct, historyBudget, listActs, readAct, readHistory, type MaskAct } from './mask-acts'
import { statusOfContent } from './handovers'
import { writePrediction, type Prediction } from './predictions'
import { openReading, requireAfterReadingStart, requireReader, type OpenReading } from './open-reading'
import { auditSubject, emptyMask, hashLabels, readFrameSize, readMask, writeMask, type MaskRow } from './mask-rows'

/** A change of a frame's mask by a person or a model. */
export interface MaskChange {
  readonly name: string
  readonly author: Author
  readonly status: ReviewStatus
  /** The person who had a model or a file change it; the author himself when left out. */
  readonly askedBy?: string
  /** What the model says about its mask: kept with the mask's content. */
  readonly prediction?: Prediction
}

/**
 * The masks, one per frame, each with one history for every kind of change. Every method that changes something is one transaction:
 * when it returns, mask, history and audit entry are on disk together.
 */
export class MaskStore {
  /** Decoded labels of the frame that was changed last: strokes come in series on one frame. */
  private latest: { hash: string; labels: Uint8Array } | null = null

  constructor(
    private readonly database: Database,
    /** Bytes that the history of one frame may take. */
    private readonly budget = historyBudget,
  ) {}

  get(key: FrameKey): MaskState {
    const size = readFrameSize(this.database, key)
    const mask = readMask(this.database, key) ?? emptyMask(size)
    return { ...key, ...size, labels: mask.labels, status: mask.status, lastAuthor: mask.author, history: readHistory(this.database, key, mask, this.openReading(key)) }
  }

  /** Where the frame's mask stands, without its labels. */
  stand({ instanceId, frame }: FrameKey): { status: ReviewStatus; revision: number } {
    const found = this.database.get<{ status: ReviewStatus; revision: number }>('SELECT status, revision FROM mask WHERE instance_id = ? AND frame = ?', instanceId, frame)
    return found ?? { status: 'unannotated', revision: 0 }
  }

  status(key: FrameKey): ReviewStatus {
    return this.stand(key).status
  }

  /** The independent reading of the frame that somebody is at. */
  openReading(key: FrameKey): OpenReading | null {
    return openReading(this.database, key)
  }

  /** Replaces the labels inside a rectangle. `baseRevision` is the one that the person saw when the stroke began. */
  applyPatch(key: FrameKey, baseRevision: number, change: MaskChange, rect: Rectangle, runs: Uint8Array): Pick<MaskState, 'status' | 'history'> {
    const size = readFrameSize(this.database, key)
    const inside = labelsInside(rect, size, runs)
    return this.database.transaction(() => {
      const { mask, reading } = this.changeable(key, size, change)
      if (baseRevision !== mask.revision) {
        throw new ServiceError('conflict', `The mask of this frame was changed elsewhere (it is at revision ${mask.revision}, the stroke began at ${baseRevision}); load it again.`, {
          revision: mask.revision,
        })
      }
      const after = this.decoded(mask, size).slice()
      pasteLabels(after, size.columns, rect, inside)
      return this.record(key, size, mask, reading, after, change, rect)
    })
  }

  /** Replaces the whole mask, as one act over the area that differs. */
  replace(key: FrameKey, change: MaskChange, after: Uint8Array): Pick<MaskState, 'status' | 'history'> {
    const size = readFrameSize(this.database, key)
    if (after.length !== size.rows * size.columns) throw new ServiceError('invalid-input', `The mask has ${after.length} pixels; the frame has ${size.columns}×${size.rows}.`)
    return this.database.transaction(() => {
      const { mask, reading } = this.changeable(key, size, change)
      return this.record(key, size, mask, reading, after, change, changedRectangle(this.decoded(mask, size), after, size.columns))
    })
  }

  undo(key: FrameKey, who: string): Patch {
    return this.walk(key, who, (mask) => {
      if (mask.act < mask.history.first) throw new ServiceError('conflict', 'There is nothing to undo on this frame.')
      return mask.act - 1
    })
  }

  redo(key: FrameKey, who: string): Patch {
    return this.walk(key, who, (mask) => {
      if (mask.act >= mask.history.last) throw new ServiceError('conflict', 'There is nothing to redo on this frame.')
      return mask.act + 1
    })
  }

  /** Undoes or redoes until the act with this number is the last one applied; the number before the first act undoes all. */
  goTo(key: FrameKey, who: string, sequence: number): Patch {
    return this.walk(key, who, ({ history }) => {
      if (sequence < history.first - 1 || sequence > history.last) throw new ServiceError('conflict', 'That act is not in the history of this frame (any more); load it again.')
      return sequence
    })
  }

  /** The acts of a frame, newest first. */
  history(key: FrameKey, limit: number, before: number | null): History {
    const { act, history } = readMask(this.database, key) ?? emptyMask(readFrameSize(this.database, key))
    // While somebody reads the frame independently, the list begins with that reading.
    const first = Math.max(history.first, (this.openReading(key)?.fromAct ?? 0) + 1)
    return { acts: listActs(this.database, key, limit, before).filter(({ sequence }) => sequence >= first), applied: act, first, last: history.last }
  }

  private record(key: FrameKey, size: { rows: number; columns: number }, mask: MaskRow, reading: OpenReading | null, after: Uint8Array, change: MaskChange, rect: Rectangle): Pick<MaskState, 'status' | 'history'> {
    const { database } = this
    const before = this.decoded(mask, size)
    // The act refers to the mask's row, so a frame's first act needs the row first.
    if (mask.revision === 0) writeMask(database, key, mask)
    const history = addAct(database, key, mask, {
      name: change.name,
      rect,
      labelsBefore: encodeRuns(cutLabels(before, size.columns, rect)),
      labelsAfter: encodeRuns(cutLabels(after, size.columns, rect)),
      statusBefore: mask.status,
      statusAfter: change.status,
      authorBefore: mask.author,
      authorAfter: change.author,
    }, this.budget)
    const changed = this.store(key, mask, after, { act: history.last, history, status: change.status, author: change.author })
    if (change.prediction) writePrediction(database, key, changed.hash, change.prediction)
    const { author, askedBy } = change
    writeAudit(database, { who: askedBy ?? author.name, act: `mask: ${change.name}`, subject: auditSubject(key), oldHash: mask.hash, newHash: changed.hash, reason: askedBy === undefined ? '' : `by ${author.name}` })
    return { status: changed.status, history: readHistory(database, key, changed, reading) }
  }

  /** Takes acts back, or does them again, one after the other until `target` is the last one applied; all in one transaction. */
  private walk(key: FrameKey, who: string, target: (mask: MaskRow) => number): Patch {
    const { database } = this
    const size = readFrameSize(database, key)
    return database.transaction(() => {
      const { mask, reading } = this.changeable(key, size, { author: { kind: 'human', name: who } })
      const to = target(mask)
      requireAfterReadingStart(reading, to)
      const direction = to < mask.act ? 'undo' : 'redo'
      const labels = this.decoded(mask, size).slice()
      let state: Pick<MaskRow, 'act' | 'status' | 'author'> = mask
      let rect: Rectangle | null = null
      let name = ''
      while (state.act !== to) {
        const act = readAct(database, key, direction === 'undo' ? state.act : state.act + 1)
        if (!act) throw new ServiceError('storage', 'The history of this frame has a gap; nothing was changed.')
        const step = stateBy(act, direction)
        pasteLabels(labels, size.columns, act.rect, decodeRuns(step.labels, act.rect.width * act.rect.height))
        rect = rect ? around(rect, act.rect) : act.rect
        name = act.name
        state = step
      }
      const changed = this.store(key, mask, labels, { ...state, history: mask.history })
      const steps = Math.abs(to - mask.act)
      writeAudit(database, { who, act: steps === 1 ? `${direction}: ${name}` : `${direction}: ${steps} acts`, subject: auditSubject(key), oldHash: mask.hash, newHash: changed.hash })
      rect ??= { x: 0, y: 0, width: 1, height: 1 }
      return { rect, labels: encodeRuns(cutLabels(labels, size.columns, rect)), status: changed.status, history: readHistory(database, key, changed, reading) }
    })
  }

  private store(key: FrameKey, mask: MaskRow, labels: Uint8Array, state: Pick<MaskRow, 'act' | 'history' | 'status' | 'author'>): MaskRow {
    const { act, history, author } = state
    const hash = hashLabels(labels)
    const status = statusOfContent(this.database, key, hash, state.status)
    const changed: MaskRow = { labels: encodeRuns(labels), hash, revision: mask.revision + 1, act, history, status, author }
    writeMask(this.database, key, changed)
    this.latest = { hash: changed.hash, labels }
    return changed
  }

  private changeable(key: FrameKey, size: { rows: number; columns: number }, by: Pick<MaskChange, 'author' | 'askedBy'>): { mask: MaskRow; reading: OpenReading | null } {
    const mask = readMask(this.database, key) ?? emptyMask(size)
    if (mask.status === 'approved') throw new ServiceError('conflict', 'The mask of this frame is approved; reopen it before changing it.')
    const reading = this.openReading(key)
    requireReader(reading, by)
    return { mask, reading }
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

function around(one: Rectangle, other: Rectangle): Rectangle {
  const x = Math.min(one.x, other.x)
  const y = Math.min(one.y, other.y)
  return { x, y, width: Math.max(one.x + one.width, other.x + other.width) - x, height: Math.max(one.y + one.height, other.y + other.height) - y }
}
