import { createHash } from 'node:crypto'
import type { FrameKey, Rectangle, ReviewStatus } from '../../../electron/ipc/contract/index'
import { pasteLabels } from '../../../electron/ipc/label-rectangle'

/** What every frame's network gives here. */
export function segmentedLabels(size: number): Uint8Array {
  return new Uint8Array(size).map((_, index) => ((index >> 3) % 5 === 0 ? 1 : 0))
}

interface Act {
  readonly before: Uint8Array
  readonly after: Uint8Array
  readonly statusBefore: ReviewStatus
  readonly statusAfter: ReviewStatus
}

/** What a frame must look like: as the one who edits believes it, from the answers that came. */
export class FrameModel {
  labels: Uint8Array
  status: ReviewStatus = 'unannotated'
  revision = 0
  private history: Act[] = []
  private place = 0

  constructor(
    readonly key: FrameKey,
    readonly rows: number,
    readonly columns: number,
  ) {
    this.labels = new Uint8Array(rows * columns)
  }

  /** Number of the act that is applied last; 0 before any. */
  get applied(): number {
    return this.place
  }

  /** Number of acts, those that have been taken back included. */
  get acts(): number {
    return this.history.length
  }

  copy(): FrameModel {
    const copy = new FrameModel(this.key, this.rows, this.columns)
    Object.assign(copy, { labels: this.labels, status: this.status, revision: this.revision })
    copy.history = [...this.history]
    copy.place = this.place
    return copy
  }

  paint(rect: Rectangle, inside: Uint8Array): void {
    const after = this.labels.slice()
    pasteLabels(after, this.columns, rect, inside)
    this.act(after, 'corrected')
  }

  segment(): void {
    this.act(segmentedLabels(this.labels.length), 'predicted')
  }

  /** Undoes or redoes until the act of this number is applied last, which is one change. */
  goTo(place: number): void {
    const act = this.history[place < this.place ? place : place - 1]!
    const back = place < this.place
    this.place = place
    this.set(back ? act.before : act.after, back ? act.statusBefore : act.statusAfter)
  }

  /** Difference between what is stored and this, in words; null when there is none. */
  difference(stored: { revision: number; status: ReviewStatus; labels: Uint8Array }): string | null {
    if (stored.revision !== this.revision) return `revision ${stored.revision} instead of ${this.revision}`
    if (stored.status !== this.status) return `status ${stored.status} instead of ${this.status}`
    return hash(stored.labels) === hash(this.labels) ? null : `other labels at revision ${this.revision}`
  }

  private act(after: Uint8Array, status: ReviewStatus): void {
    this.history = [...this.history.slice(0, this.place), { before: this.labels, after, statusBefore: this.status, statusAfter: status }]
    this.place++
    this.set(after, status)
  }

  private set(labels: Uint8Array, status: ReviewStatus): void {
    this.labels = labels
    this.status = status
    this.revision++
  }
}

const hash = (labels: Uint8Array): string => createHash('sha256').update(labels).digest('hex')
