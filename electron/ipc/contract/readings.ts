import { z } from 'zod'
import { call, defineContract, event } from '../contract'
import { frameKey, id, reviewStatus } from './common'
import { comparisonFigures } from './comparison'
import { instance } from './library'
import { historyState, rectangle } from './masks'
import { calibration } from './measurements'

/** One person's mask of a frame, made without seeing another's. */
export const reading = z.object({
  id,
  /** Counts on each frame from 1. */
  number: z.number().int().positive(),
  reader: z.string(),
  startedAt: z.string(),
  /** Null while the reader is at it. */
  finishedAt: z.string().nullable(),
  /** Number of the kept version that holds it; null while it is open. */
  version: z.number().int().nullable(),
})
export type Reading = z.infer<typeof reading>

export const frameReadings = z.object({
  readings: z.array(reading),
  /** Whether the person who asks is the one with an open reading: then everything before it is hidden from them. */
  blind: z.boolean(),
  /** Readings whose differences were decided on this frame, if the mask still rests on that. */
  adjudicated: z.object({ first: z.number().int(), second: z.number().int(), by: z.string() }).nullable(),
})
export type FrameReadings = z.infer<typeof frameReadings>

/** Which mask the differences are decided for. */
export const wholeDecision = z.enum(['first', 'second', 'agreement', 'union'])
export type WholeDecision = z.infer<typeof wholeDecision>

/** A connected area in which two readings differ; `labels` where both found vessel and named it differently. */
export const differenceRegion = z.object({
  side: z.enum(['a', 'b', 'labels']),
  pixels: z.number().int(),
  rect: rectangle,
  /** One of its pixels. */
  x: z.number().int(),
  y: z.number().int(),
})
export type DifferenceRegion = z.infer<typeof differenceRegion>

const whereDecided = z.union([
  z.object({ regions: z.array(z.number().int().nonnegative()).min(1).max(100_000) }),
  z.object({ x: z.number().int().nonnegative(), y: z.number().int().nonnegative() }),
])

const pair = { first: z.number().int().positive(), second: z.number().int().positive() }
const changed = z.object({ status: reviewStatus, history: historyState })

/** One pair of readings of one frame. */
export const readPair = frameKey.extend({
  seriesId: id,
  patientId: z.string(),
  sourceName: z.string(),
  first: reading,
  second: reading,
  figures: comparisonFigures,
  /** What is known of the size of a pixel, for those who show distances in millimetres. */
  imagerPixelSpacing: instance.shape.imagerPixelSpacing,
  calibratedPixelSpacing: instance.shape.calibratedPixelSpacing,
  calibration: calibration.nullable(),
})
export type ReadPair = z.infer<typeof readPair>

const spread = z.object({ mean: z.number(), deviation: z.number().nullable() })

export const agreementReport = z.object({
  pairs: z.array(readPair),
  /** Over the pairs; null without any. */
  summary: z
    .object({
      dice: spread,
      clDice: spread,
      /** Over the pairs in which both found vessel. */
      hausdorff95: spread.nullable(),
      /** Difference of the vessel areas, first minus second, in pixels: mean and limits of agreement (1.96 SD). */
      area: z.object({ bias: z.number(), lower: z.number().nullable(), upper: z.number().nullable() }),
    })
    .nullable(),
})
export type AgreementReport = z.infer<typeof agreementReport>

/** Two people on one frame: independent readings, their agreement, and deciding where they differ. */
export const readingsContract = defineContract({
  name: 'readings',
  calls: {
    list: call({ input: frameKey, output: frameReadings }),
    /** Keeps the present mask as its author's reading and begins the caller's: from the student's prediction, or empty. One undoable act. */
    start: call({ input: frameKey.extend({ from: z.enum(['prediction', 'empty']) }), output: changed, permission: 'annotate' }),
    /** Keeps the mask as the caller's reading. */
    finish: call({ input: frameKey, output: reading, permission: 'annotate' }),
    /** Gives the caller's open reading up: the mask is again what it was before. */
    discard: call({ input: frameKey, output: changed, permission: 'annotate' }),
    /** The largest first; the same order for `decide`. */
    differences: call({ input: frameKey.extend(pair), output: z.array(differenceRegion) }),
    /** The mask becomes that of one reading, what both agree on, or what either found. */
    adjudicate: call({ input: frameKey.extend({ ...pair, take: wholeDecision }), output: changed, permission: 'review' }),
    /** The labels of one reading inside some of the regions, by their place in `differences` or by one of their pixels. */
    decide: call({ input: frameKey.extend({ ...pair, where: whereDecided, take: z.enum(['first', 'second']) }), output: changed, permission: 'review' }),
    /** Every pair of finished readings in the library. */
    agreement: call({ input: z.object({}).strict(), output: agreementReport, progress: z.object({ done: z.number().int(), total: z.number().int() }) }),
  },
  /** A reading of the frame was begun, finished or given up. */
  events: { changed: event(frameKey) },
})
