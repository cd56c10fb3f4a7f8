import type { Implementation } from '../ipc/contract'
import type { LabelBook, labelsContract } from '../ipc/contract/index'
import { ServiceEvents } from '../ipc/emitter'
import type { Database } from '../storage/database'
import { LabelStore } from '../storage/label-store'

export interface LabelsServiceOptions {
  readonly database: Database
  readonly userName: string
}

/** Label schemes; every page hears of every change. */
export class LabelsService {
  readonly events = new ServiceEvents<typeof labelsContract>()
  readonly store: LabelStore

  constructor(private readonly options: LabelsServiceOptions) {
    this.store = new LabelStore(options.database)
  }

  readonly implementation: Implementation<typeof labelsContract> = {
    get: () => this.store.book(),
    chooseScheme: ({ schemeId }) => this.changed(() => this.store.chooseScheme(schemeId)),
    createScheme: ({ name, labelIds }) => this.changed((who) => this.store.createScheme(name, labelIds, who)),
    renameScheme: ({ schemeId, name }) => this.changed((who) => this.store.renameScheme(schemeId, name, who)),
    removeScheme: ({ schemeId }) => this.changed((who) => this.store.removeScheme(schemeId, who)),
    createLabel: ({ schemeId, ...label }) => this.changed((who) => this.store.createLabel(schemeId, label, who)),
    addLabel: ({ schemeId, labelId }) => this.changed((who) => this.store.addLabel(schemeId, labelId, who)),
    changeLabel: (change) => this.changed((who) => this.store.changeLabel(change, who)),
    moveLabel: ({ schemeId, labelId, position }) => this.changed(() => this.store.moveLabel(schemeId, labelId, position)),
    removeLabel: ({ schemeId, labelId, confirmed }) => this.changed((who) => this.store.removeLabel(schemeId, labelId, confirmed, who)),
  }

  /** Tells every page what the labels are now; an import may have brought new ones. */
  announce(): LabelBook {
    const book = this.store.book()
    this.events.emit('changed', book)
    return book
  }

  private changed(act: (who: string) => void): LabelBook {
    act(this.options.userName)
    return this.announce()
  }
}
