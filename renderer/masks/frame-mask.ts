import type { Author, FrameKey, HistoryState, MaskState, ReviewStatus } from '../../electron/ipc/contract/index'
import { decodeRuns } from '../../electron/ipc/run-length'
import { countLabels } from './label-counts'
import type { CountedImage } from './label-counts'
import type { Stroke } from './stroke'

export type SaveState = 'saved' | 'saving' | 'failed'

/** What the page shows of a mask besides its pixels. Replaced, never changed, so that React sees every change. */
export interface MaskFacts {
  readonly status: ReviewStatus
  readonly lastAuthor: Author | null
  readonly history: HistoryState
  readonly save: SaveState
  /** Acts that wait to be saved or taken back. */
  readonly waiting: number
  readonly saveError: string | null
}

/** One act that must reach the store before the next one of the same frame. */
export interface WaitingAct {
  readonly kind: 'stroke' | 'other'
  run(): Promise<void>
  /** Of a stroke: whether this state of the store holds it already, because only the answer was lost. */
  readonly isStored?: (state: MaskState) => boolean
}

/** The mask of one frame as the page holds it, independent of what is shown. */
export class FrameMask implements CountedImage {
  readonly key: FrameKey
  readonly rows: number
  readonly columns: number
  /** The same array for as long as this object lives; reloading writes into it. */
  readonly labels: Uint8Array
  facts: MaskFacts
  /** Apart from the facts because they change with every move of the brush. */
  readonly counts: Int32Array
  /** How often pixels have changed since it was loaded. */
  changes = 0
  stroke: Stroke | null = null
  readonly waiting: WaitingAct[] = []
  draining = false
  /** The services are replacing it: nobody paints meanwhile. */
  locked = false
  /** The newest revision heard of from the services. */
  heardRevision = 0

  constructor(state: MaskState) {
    this.key = { instanceId: state.instanceId, frame: state.frame }
    this.rows = state.rows
    this.columns = state.columns
    this.labels = decodeRuns(state.labels, state.rows * state.columns)
    this.counts = countLabels(this.labels)
    this.facts = factsOf(state)
  }

  /** Labelled (non-zero) pixels. */
  get pixels(): number {
    return this.labels.length - this.counts[0]!
  }

  /** Takes over the state in the store, throwing away whatever was painted here. */
  replace(state: MaskState): void {
    this.labels.set(decodeRuns(state.labels, this.rows * this.columns))
    countLabels(this.labels, this.counts)
    this.facts = factsOf(state)
  }

  change(facts: Partial<MaskFacts>): void {
    this.facts = { ...this.facts, ...facts }
  }

  /** Nothing of it would be lost by forgetting it. */
  get settled(): boolean {
    return this.stroke === null && this.waiting.length === 0
  }
}

function factsOf(state: MaskState): MaskFacts {
  return { status: state.status, lastAuthor: state.lastAuthor, history: state.history, save: 'saved', waiting: 0, saveError: null }
}
