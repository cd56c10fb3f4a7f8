import { create } from 'zustand'
import type { Client } from '../../electron/ipc/contract'
import type { Calibration, FrameKey, InstanceMeasurements, MeasuredPoint, Instance, Measurement, measurementsContract } from '../../electron/ipc/contract/index'
import { useViewer } from '../state/viewer-store'
import { scaleOf } from './length'
import type { Scale } from './length'

/** All that was measured on one image. */
export type ImageMeasurements = Readonly<Pick<InstanceMeasurements, 'measurements' | 'calibration'>>

/** A shape that is being drawn on a frame. */
export type Draft = FrameKey & { readonly points: readonly MeasuredPoint[] }

interface MeasurementsState {
  readonly byInstance: ReadonlyMap<number, ImageMeasurements>
  /** The measurement that Delete removes. */
  readonly chosen: string | null
  /** A shape that is being moved, instead of the stored one. */
  readonly moving: Measurement | null
  /** A shape that is being drawn. */
  readonly draft: Draft | null
  /** A line that was drawn to calibrate by, until the person has said what it is. */
  readonly asking: (FrameKey & { readonly line: Calibration['line'] }) | null
  /** Show millimetres at the detector where nothing better is known. */
  readonly atDetector: boolean
  /** Counts what was done, undone and redone: what shows that is drawn anew. */
  readonly acts: number
}

const none: ImageMeasurements = { measurements: [], calibration: null }

/** Measurements and calibrations of the images that were looked at. Drawing code reads it without going through React. */
export const useMeasurements = create<MeasurementsState>(() => ({ byInstance: new Map(), chosen: null, moving: null, draft: null, asking: null, atDetector: false, acts: 0 }))

/** Keeps what is known up to date for as long as the page lives. */
export function watchMeasurements(client: Client<typeof measurementsContract>): void {
  client.on('changed', ({ instanceId }) => useMeasurements.getState().byInstance.has(instanceId) && void loadMeasurements(client, [instanceId]).catch((error: unknown) => console.error(error)))
}

export async function loadMeasurements(client: Client<typeof measurementsContract>, instanceIds: readonly number[]): Promise<void> {
  if (instanceIds.length === 0) return
  const loaded = await client.list({ instanceIds: [...instanceIds] })
  useMeasurements.setState(({ byInstance, moving }) => ({
    byInstance: new Map([...byInstance, ...loaded.map((each) => [each.instanceId, each] as const)]),
    // The stored shape is the moved one now.
    moving: moving !== null && instanceIds.includes(moving.instanceId) ? null : moving,
  }))
}

/** Asks again for the measurements that are known, when changes of some may have been missed. */
export async function reloadMeasurements(client: Client<typeof measurementsContract>): Promise<void> {
  await loadMeasurements(client, [...useMeasurements.getState().byInstance.keys()])
}

export function measurementsOf(state: Pick<MeasurementsState, 'byInstance'>, instanceId: number | null): ImageMeasurements {
  return instanceId === null ? none : (state.byInstance.get(instanceId) ?? none)
}

/** Everything on one frame, with what is being moved where it is now. */
export function shapesOn(state: MeasurementsState, { instanceId, frame }: FrameKey): readonly Measurement[] {
  const { moving } = state
  const stored = measurementsOf(state, instanceId).measurements.filter((each) => each.frame === frame)
  return moving === null ? stored : stored.map((each) => (each.id === moving.id ? moving : each))
}

export function scaleFor(state: Pick<MeasurementsState, 'byInstance' | 'atDetector'>, instance: Instance): Scale {
  return scaleOf(instance, measurementsOf(state, instance.id).calibration, state.atDetector)
}

/** The scale of the image in the active pane. */
export function scaleOfShown(): Scale {
  const { instance } = useViewer.getState()
  return instance === null ? { unit: 'px' } : scaleFor(useMeasurements.getState(), instance)
}
