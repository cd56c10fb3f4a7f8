import { z } from 'zod'
import { call, defineContract, event } from '../contract'
import { frameKey, id, nothing } from './common'

/** A place in image coordinates: pixel (column, row) covers [column, column + 1) × [row, row + 1). */
export const measuredPoint = z.object({ x: z.number().min(-100_000).max(100_000), y: z.number().min(-100_000).max(100_000) })
export type MeasuredPoint = z.infer<typeof measuredPoint>

/** Chosen by the page, so that a removal that is undone brings the same one back. */
const measurementId = z.string().regex(/^[a-z0-9-]{8,64}$/)

/** A line from the first point to the second, or the angle at the second point. */
export const measuredShape = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('length'), points: z.tuple([measuredPoint, measuredPoint]) }),
  z.object({ kind: z.literal('angle'), points: z.tuple([measuredPoint, measuredPoint, measuredPoint]) }),
])
export type MeasuredShape = z.infer<typeof measuredShape>

/** Drawn by a person on one frame; figures are computed from it when it is shown. */
export const measurement = frameKey.extend({ id: measurementId, shape: measuredShape, author: z.string(), createdAt: z.string() })
export type Measurement = z.infer<typeof measurement>

/** What was known of the line that was drawn. */
export const knownLength = z.discriminatedUnion('kind', [
  /** Outer diameter of a catheter; 1 French is a third of a millimetre. */
  z.object({ kind: z.literal('catheter'), french: z.number().min(2).max(34) }),
  z.object({ kind: z.literal('length'), millimetres: z.number().min(0.1).max(1000) }),
])
export type KnownLength = z.infer<typeof knownLength>

/** How large a pixel of an image is in the plane of the vessel: from a line of known length on one of its frames. */
export const calibration = frameKey.extend({
  line: z.tuple([measuredPoint, measuredPoint]),
  known: knownLength,
  author: z.string(),
  createdAt: z.string(),
})
export type Calibration = z.infer<typeof calibration>

/** All that was measured on one image. */
export const instanceMeasurements = z.object({ instanceId: id, measurements: z.array(measurement), calibration: calibration.nullable() })
export type InstanceMeasurements = z.infer<typeof instanceMeasurements>

/** Measurements and calibrations of images, kept durably: a call that resolves is on disk. */
export const measurementsContract = defineContract({
  name: 'measurements',
  calls: {
    /** An entry for each of the images. */
    list: call({ input: z.object({ instanceIds: z.array(id).max(100_000) }), output: z.array(instanceMeasurements) }),
    /** Adds a measurement, or gives the one with this id another shape. */
    put: call({ input: frameKey.extend({ id: measurementId, shape: measuredShape }), output: measurement }),
    /** Fails with `not-found`. */
    remove: call({ input: z.object({ id: measurementId }), output: nothing }),
    /** Replaces the calibration of the image. Fails with `invalid-input` when the line is shorter than two pixels. */
    calibrate: call({ input: calibration.pick({ instanceId: true, frame: true, line: true, known: true }), output: calibration, permission: 'annotate' }),
    removeCalibration: call({ input: z.object({ instanceId: id }), output: nothing, permission: 'annotate' }),
  },
  events: { changed: event(z.object({ instanceId: id })) },
})
