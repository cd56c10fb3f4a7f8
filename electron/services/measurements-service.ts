import type { Implementation } from '../ipc/contract'
import type { measurementsContract } from '../ipc/contract/index'
import { ServiceEvents } from '../ipc/emitter'
import { ServiceError } from '../ipc/service-error'
import type { Database } from '../storage/database'
import { MeasurementStore } from '../storage/measurement-store'

export interface MeasurementsServiceOptions {
  readonly database: Database
}

/** Lines, angles and calibrations of images. */
export class MeasurementsService {
  readonly events = new ServiceEvents<typeof measurementsContract>()
  private readonly store: MeasurementStore

  constructor({ database }: MeasurementsServiceOptions) {
    this.store = new MeasurementStore(database)
  }

  readonly implementation: Implementation<typeof measurementsContract> = {
    list: ({ instanceIds }) => this.store.ofInstances(instanceIds),
    put: ({ id, instanceId, frame, shape }, { person }) => this.announced(instanceId, this.store.put(id, { instanceId, frame }, shape, person.name)),
    remove: ({ id }) => this.announced(this.store.remove(id), {}),
    calibrate: (wanted, { person }) => {
      const [from, to] = wanted.line
      if (Math.hypot(to.x - from.x, to.y - from.y) < 2) throw new ServiceError('invalid-input', 'The line is too short to calibrate by: draw it from edge to edge.')
      return this.announced(wanted.instanceId, this.store.calibrate(wanted, person.name))
    },
    removeCalibration: ({ instanceId }, { person }) => {
      this.store.removeCalibration(instanceId, person.name)
      return this.announced(instanceId, {})
    },
  }

  private announced<T>(instanceId: number, answer: T): T {
    this.events.emit('changed', { instanceId })
    return answer
  }
}
