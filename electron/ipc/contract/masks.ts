import { z } from 'zod'
import { call, defineContract, event } from '../contract'
import { bytes, frameIndex, frameKey, id, reviewStatus } from './common'

/** A rectangle of pixels inside a frame: left and top included, width and height in pixels. */
export const rectangle = z.object({
  x: z.number().int().nonnegative(),
  y: z.number().int().nonnegative(),
  width: z.number().int().positive(),
  height: z.number().int().positive(),
})
export type Rectangle = z.infer<typeof rectangle>

/** Who made a mask or a change to it. */
export const author = z.object({
  kind: z.enum(['human', 'model', 'import']),
  /** User name, or model id and name. */
  name: z.string(),
})
export type Author = z.infer<typeof author>

/** Where the frame's one history stands. */
export const historyState = z.object({
  revision: z.number().int().nonnegative(),
  undoable: z.number().int().nonnegative(),
  redoable: z.number().int().nonnegative(),
  /** Plain name of the act that undo / redo would take, or null. */
  undoName: z.string().nullable(),
  redoName: z.string().nullable(),
})
export type HistoryState = z.infer<typeof historyState>

/** One act as the history list shows it. */
export const historyAct = z.object({
  /** Rises by one with each act of the frame. */
  sequence: z.number().int().positive(),
  name: z.string(),
  author,
  /** ISO 8601; empty for acts of a version of the program that did not record it. */
  at: z.string(),
  /** Pixels around all that changed. */
  rect: rectangle,
})
export type HistoryAct = z.infer<typeof historyAct>

export const history = z.object({
  /** Newest first. */
  acts: z.array(historyAct),
  /** The act that is applied last; those after it have been undone. `first - 1` is the beginning. */
  applied: z.number().int().nonnegative(),
  /** Of the whole history, whatever part of it was asked for. */
  first: z.number().int().positive(),
  last: z.number().int().nonnegative(),
})
export type History = z.infer<typeof history>

export const maskState = z.object({
  instanceId: id,
  frame: frameIndex,
  rows: z.number().int().positive(),
  columns: z.number().int().positive(),
  /** Labels (0 = background, 1 = vessel, …), row-major, run-length coded: see `electron/ipc/run-length.ts`. */
  labels: bytes,
  status: reviewStatus,
  lastAuthor: author.nullable(),
  history: historyState,
})
export type MaskState = z.infer<typeof maskState>

/** A change as it must be painted: the labels now inside the rectangle. */
export const patch = z.object({ rect: rectangle, labels: bytes, status: reviewStatus, history: historyState })
export type Patch = z.infer<typeof patch>

export const maskVersion = z.object({
  id,
  number: z.number().int().positive(),
  author,
  reason: z.string(),
  createdAt: z.string(),
  hash: z.string(),
})
export type MaskVersion = z.infer<typeof maskVersion>

/** Masks, one per frame, with one durable history each. A resolved `applyStroke` is on disk. */
export const masksContract = defineContract({
  name: 'masks',
  calls: {
    get: call({ input: frameKey, output: maskState }),
    /** Replaces the labels inside `rect`. Fails with `conflict` when `baseRevision` is not the current one or the frame is approved. */
    applyStroke: call({
      input: frameKey.extend({ baseRevision: z.number().int().nonnegative(), name: z.string().min(1).max(80), rect: rectangle, labels: bytes }),
      output: z.object({ status: reviewStatus, history: historyState }),
      permission: 'annotate',
    }),
    undo: call({ input: frameKey, output: patch, permission: 'annotate' }),
    redo: call({ input: frameKey, output: patch, permission: 'annotate' }),
    /** Up to `limit` acts of the frame, newest first, that come before act `before` (or the newest). */
    history: call({ input: frameKey.extend({ limit: z.number().int().min(1).max(1000), before: z.number().int().positive().optional() }), output: history }),
    /** Undoes or redoes until this act is the last one applied (`first - 1`: none), in one transaction. */
    goTo: call({ input: frameKey.extend({ sequence: z.number().int().nonnegative() }), output: patch, permission: 'annotate' }),
    /** Statuses of all frames of an instance that are not unannotated. */
    statuses: call({ input: z.object({ instanceId: id }), output: z.array(z.object({ frame: frameIndex, status: reviewStatus })) }),
    /** How sure the model was of each mask of an instance that is still as it made it. */
    predictions: call({ input: z.object({ instanceId: id }), output: z.array(z.object({ frame: frameIndex, model: z.string(), uncertainty: z.number() })) }),
    /**
     * Approves the frame's mask: a version is kept and the frame joins the retraining queue. Takes a reviewer or admin; one's own
     * work may be approved as far as the settings of the library allow it.
     */
    approve: call({ input: frameKey, output: z.object({ version: maskVersion }), permission: 'annotate' }),
    /** Takes an approval back, so that the mask can be corrected again. */
    reopen: call({ input: frameKey, output: z.object({ status: reviewStatus }), permission: 'annotate' }),
  },
  events: { changed: event(frameKey.extend({ revision: z.number().int(), status: reviewStatus })) },
})
