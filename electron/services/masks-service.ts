import type { FrameKey, masksContract } from '../ipc/contract/index'
import type { Implementation } from '../ipc/contract'
import { ServiceEvents } from '../ipc/emitter'
import type { Database } from '../storage/database'
import { MaskReview } from '../storage/mask-review'
import { MaskStore } from '../storage/mask-store'

export interface MasksServiceOptions {
  readonly database: Database
  readonly userName: string
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
    applyStroke: ({ instanceId, frame, baseRevision, name, rect, labels }) => {
      const { userName } = this.options
      const key = { instanceId, frame }
      return this.announced(key, this.store.applyPatch(key, baseRevision, { name, author: { kind: 'human', name: userName }, status: 'corrected' }, rect, labels))
    },
    undo: (key) => this.announced(key, this.store.undo(key, this.options.userName)),
    redo: (key) => this.announced(key, this.store.redo(key, this.options.userName)),
    history: ({ limit, before, ...key }) => this.store.history(key, limit, before ?? null),
    goTo: ({ sequence, ...key }) => this.announced(key, this.store.goTo(key, this.options.userName, sequence)),
    versions: (key) => this.review.versions(key),
    statuses: ({ instanceId }) => this.review.statuses(instanceId),
    approve: (key) => this.announced(key, { version: this.review.approve(key, this.options.userName) }),
    reopen: (key) => this.announced(key, { status: this.review.reopen(key, this.options.userName) }),
    queue: () => this.review.queue(),
  }

  /** Tells every page that a frame's mask or status is another one now; passes the answer on. */
  announced<T>(key: FrameKey, answer: T): T {
    const { status, history } = this.store.get(key)
    this.events.emit('changed', { instanceId: key.instanceId, frame: key.frame, revision: history.revision, status })
    return answer
  }
}
