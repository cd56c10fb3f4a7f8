import { t } from 'i18next'
import type { Client } from '../../electron/ipc/contract'
import type { Calibration, FrameKey, KnownLength, MeasuredShape, Measurement, measurementsContract } from '../../electron/ipc/contract/index'
import { messageOf } from '../shell/message-of'
import { notify } from '../shell/notify'
import { MeasureHistory } from './measure-history'
import { loadMeasurements, measurementsOf, useMeasurements } from './measurement-store'

/** What a person does with measurements. Each act is stored at once and can be undone; failures are told, not thrown. */
export class MeasureActs {
  private readonly histories = new Map<number, MeasureHistory>()

  constructor(private readonly client: Client<typeof measurementsContract>) {}

  /** Asks for what is not known yet of these images, once for all. */
  async load(instanceIds: readonly number[]): Promise<void> {
    const { byInstance } = useMeasurements.getState()
    await loadMeasurements(this.client, instanceIds.filter((id) => !byInstance.has(id)))
  }

  /** What was done to the measurements of one image, on this page. */
  historyOf(instanceId: number): MeasureHistory {
    let history = this.histories.get(instanceId)
    if (history === undefined) this.histories.set(instanceId, (history = new MeasureHistory(failed, changed)))
    return history
  }

  /** Somebody else works here: nobody undoes what another person did. */
  startOver(): void {
    for (const history of this.histories.values()) history.clear()
  }

  add(key: FrameKey, shape: MeasuredShape): void {
    const id = crypto.randomUUID()
    useMeasurements.setState({ chosen: id })
    this.run(key, () => this.put(id, key, shape), () => this.client.remove({ id }))
  }

  /** Gives a measurement its new shape; it is shown there until that is stored. */
  move(before: Measurement, shape: MeasuredShape): void {
    useMeasurements.setState({ moving: { ...before, shape } })
    this.run(before, () => this.put(before.id, before, shape), () => this.put(before.id, before, before.shape))
  }

  remove(measurement: Measurement): void {
    const { id, shape } = measurement
    useMeasurements.setState({ chosen: null })
    this.run(measurement, () => this.client.remove({ id }), () => this.put(id, measurement, shape))
  }

  calibrate(key: FrameKey, line: Calibration['line'], known: KnownLength): void {
    const before = measurementsOf(useMeasurements.getState(), key.instanceId).calibration
    this.run(key, () => this.client.calibrate({ ...keyOf(key), line, known }), () => this.calibrateAs(key.instanceId, before))
  }

  removeCalibration(calibration: Calibration): void {
    const { instanceId } = calibration
    this.run(calibration, () => this.client.removeCalibration({ instanceId }), () => this.calibrateAs(instanceId, calibration))
  }

  private run(key: FrameKey, redo: () => Promise<unknown>, undo: () => Promise<unknown>): void {
    void this.historyOf(key.instanceId).run({ key: keyOf(key), redo, undo })
  }

  private put(id: string, key: FrameKey, shape: MeasuredShape): Promise<Measurement> {
    return this.client.put({ ...keyOf(key), id, shape })
  }

  private calibrateAs(instanceId: number, calibration: Calibration | null): Promise<unknown> {
    if (calibration === null) return this.client.removeCalibration({ instanceId })
    return this.client.calibrate({ ...keyOf(calibration), line: calibration.line, known: calibration.known })
  }
}

function failed(error: unknown): void {
  useMeasurements.setState({ moving: null })
  notify('error', messageOf(error), { title: t('measure.failed'), id: 'measure' })
}

function changed(): void {
  useMeasurements.setState(({ acts }) => ({ acts: acts + 1 }))
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
