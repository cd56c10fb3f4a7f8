import { t } from 'i18next'
import type { Client } from '../../electron/ipc/contract'
import type { Calibration, FrameKey, KnownLength, MeasuredShape, Measurement, measurementsContract } from '../../electron/ipc/contract/index'
import { messageOf } from '../shell/message-of'
import { notify } from '../shell/notify'
import { MeasureHistory } from './measure-history'
import { loadMeasurements, measurementsOf, useMeasurements } from './measurement-store'

/** What a person does with measurements. Each act is stored at once and can be undone; failures are told, not thrown. */
export class MeasureActs {
  readonly history = new MeasureHistory((error) => {
    useMeasurements.setState({ moving: null })
    notify('error', messageOf(error), { title: t('measure.failed'), id: 'measure' })
  })

  constructor(private readonly client: Client<typeof measurementsContract>) {}

  async load(instanceId: number): Promise<void> {
    if (!useMeasurements.getState().byInstance.has(instanceId)) await loadMeasurements(this.client, instanceId)
  }

  add(key: FrameKey, shape: MeasuredShape): void {
    const id = crypto.randomUUID()
    useMeasurements.setState({ chosen: id })
    void this.history.run({ redo: () => this.put(id, key, shape), undo: () => this.client.remove({ id }) })
  }

  /** Gives a measurement its new shape; it is shown there until that is stored. */
  move(before: Measurement, shape: MeasuredShape): void {
    useMeasurements.setState({ moving: { ...before, shape } })
    void this.history.run({ redo: () => this.put(before.id, before, shape), undo: () => this.put(before.id, before, before.shape) })
  }

  remove(measurement: Measurement): void {
    const { id, shape } = measurement
    useMeasurements.setState({ chosen: null })
    void this.history.run({ redo: () => this.client.remove({ id }), undo: () => this.put(id, measurement, shape) })
  }

  calibrate(key: FrameKey, line: Calibration['line'], known: KnownLength): void {
    const before = measurementsOf(useMeasurements.getState(), key.instanceId).calibration
    void this.history.run({
      redo: () => this.client.calibrate({ ...keyOf(key), line, known }),
      undo: () => this.calibrateAs(key.instanceId, before),
    })
  }

  removeCalibration(calibration: Calibration): void {
    void this.history.run({
      redo: () => this.client.removeCalibration({ instanceId: calibration.instanceId }),
      undo: () => this.calibrateAs(calibration.instanceId, calibration),
    })
  }

  private put(id: string, key: FrameKey, shape: MeasuredShape): Promise<Measurement> {
    return this.client.put({ ...keyOf(key), id, shape })
  }

  private calibrateAs(instanceId: number, calibration: Calibration | null): Promise<unknown> {
    if (calibration === null) return this.client.removeCalibration({ instanceId })
    return this.client.calibrate({ ...keyOf(calibration), line: calibration.line, known: calibration.known })
  }
}

/** Nothing but the key: contracts refuse fields that they do not know. */
function keyOf({ instanceId, frame }: FrameKey): FrameKey {
  return { instanceId, frame }
}

let shared: MeasureActs | null = null

/** Sets up the acts of this page; tools, which are made outside of React, reach them by `measureActs`. */
export function setUpMeasureActs(client: Client<typeof measurementsContract>): void {
  shared = new MeasureActs(client)
}

export function measureActs(): MeasureActs {
  if (shared === null) throw new Error('measureActs is used before the page is set up')
  return shared
}
