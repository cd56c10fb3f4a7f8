import type { EngineAccess } from '../engine/engine-access'
import type { Implementation } from '../ipc/contract'
import type { engineStatusContract } from '../ipc/contract/index'
import { ServiceEvents } from '../ipc/emitter'

/** Tells the pages which engine runs and how it is. */
export class EngineStatusService {
  readonly events = new ServiceEvents<typeof engineStatusContract>()
  readonly implementation: Implementation<typeof engineStatusContract>

  constructor(engine: Pick<EngineAccess, 'status' | 'onStatus'>) {
    this.implementation = { get: () => engine.status() }
    engine.onStatus((status) => this.events.emit('changed', status))
  }
}
