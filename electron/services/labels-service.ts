import type { Implementation } from '../ipc/contract'
import type { LabelBook, labelsContract } from '../ipc/contract/index'
import { ServiceEvents } from '../ipc/emitter'
import type { Database } from '../storage/database'
import { LabelStore } from '../storage/label-store'

export interface LabelsServiceOptions {
  readonly database: Database
}

/** Label schemes; every page hears of every change. */
export class LabelsService {
  readonly events = new ServiceEvents<typeof labelsContract>()
  readonly store: LabelStore

  constructor({ database }: LabelsServiceOptions) {
    this.store = new LabelStore(database)
  }

  readonly implementation: Implementation<typeof labelsContract> = {
    get: () => this.store.book(),
    chooseScheme: ({ schemeId }) => this.changed(() => this.store.chooseScheme(schemeId)),
    createScheme: ({ name, labelIds }, { person }) => this.changed(() => this.store.createScheme(name, labelIds, person.name)),
    renameScheme: ({ schemeId, name }, { person }) => this.changed(() => this.store.renameScheme(schemeId, name, person.name)),
    removeScheme: ({ schemeId }, { person }) => this.changed(() => this.store.removeScheme(schemeId, person.name)),
    createLabel: ({ schemeId, ...label }, { person }) => this.changed(() => this.store.createLabel(schemeId, label, person.name)),
    addLabel: ({ schemeId, labelId }, { person }) => this.changed(() => this.store.addLabel(schemeId, labelId, person.name)),
    changeLabel: (change, { person }) => this.changed(() => this.store.changeLabel(change, person.name)),
    moveLabel: ({ schemeId, labelId, position }) => this.changed(() => this.store.moveLabel(schemeId, labelId, position)),
    removeLabel: ({ schemeId, labelId, confirmed }, { person }) => this.changed(() => this.store.removeLabel(schemeId, labelId, confirmed, person.name)),
  }

  /** Tells every page what the labels are now; an import may have brought new ones. */
  announce(): LabelBook {
    const book = this.store.book()
    this.events.emit('changed', book)
    return book
  }

  private changed(act: () => void): LabelBook {
    act()
    return this.announce()
  }
}
