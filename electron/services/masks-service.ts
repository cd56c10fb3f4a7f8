import type { FrameKey, masksContract } from '../ipc/contract/index'
import type { ActingPerson } from '../ipc/caller'
import type { Implementation } from '../ipc/contract'
import { ServiceEvents } from '../ipc/emitter'
import type { Database } from '../storage/database'
import { MaskReview } from '../storage/mask-review'
import { readPredictions } from '../storage/predictions'
import { MaskStore } from '../storage/mask-store'
import { approvalRefusal, reopeningRefusal } from './review-rules'

export interface MasksServiceOptions {
  readonly database: Database
  /** Bytes that the history of one frame may take, when not the usual ones. */
  readonly historyBudget?: number
}

/** Masks, their histories and their review. */
export class MasksService {
  readonly events = new ServiceEvents<typeof masksContract>()
  readonly store: MaskStore
  readonly review: MaskReview

  constructor(private readonly options: MasksServiceOptions) {
    this.store = new MaskStore(options.database, options.historyBudget)
    this.review = new MaskReview(options.database)
  }

  readonly implementation: Implementation<typeof masksContract> = {
    get: (key) => this.store.get(key),
    applyStroke: ({ instanceId, frame, baseRevision, name, rect, labels }, { person }) => {
      const key = { instanceId, frame }
      return this.announced(key, this.store.applyPatch(key, baseRevision, { name, author: { kind: 'human', name: person.name }, status: 'corrected' }, rect, labels))
    },
    undo: (key, { person }) => this.announced(key, this.store.undo(key, person.name)),
    redo: (key, { person }) => this.announced(key, this.store.redo(key, person.name)),
    history: ({ limit, before, ...key }) => this.store.history(key, limit, before ?? null),
    goTo: ({ sequence, ...key }, { person }) => this.announced(key, this.store.goTo(key, person.name, sequence)),
    statuses: ({ instanceId }) => this.review.statuses(instanceId),
    predictions: ({ instanceId }) => readPredictions(this.options.database, instanceId),
    approve: (key, { person }) => this.announced(key, { version: this.approve(key, person) }),
    reopen: (key, { person }) => {
      const refusal = reopeningRefusal(this.options.database, key, person)
      if (refusal) throw refusal
      return this.announced(key, { status: this.review.reopen(key, person.name) })
    },
  }

  /** Tells every page that a frame's mask or status is another one now; passes the answer on. */
  announced<T>(key: FrameKey, answer: T): T {
    this.events.emit('changed', { instanceId: key.instanceId, frame: key.frame, ...this.store.stand(key) })
    return answer
  }

  private approve(key: FrameKey, person: ActingPerson): ReturnType<MaskReview['approve']> {
    const refusal = approvalRefusal(this.options.database, key, person)
    if (refusal) throw refusal
    return this.review.approve(key, person.name)
  }
}
