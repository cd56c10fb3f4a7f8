import { z } from 'zod'
import { call, defineContract, event } from '../contract'
import { nothing } from './common'

/** Figures of one model on one data set (per-image means unless named pooled). */
export const figures = z.object({
  dice: z.number(),
  dicePooled: z.number(),
  iou: z.number(),
  sensitivity: z.number(),
  specificity: z.number(),
  auc: z.number(),
  clDice: z.number(),
  images: z.number().int(),
})
export type Figures = z.infer<typeof figures>

export const model = z.object({
  /** Stable: the first 16 hex digits of the hash over weights and configuration. */
  id: z.string(),
  name: z.string(),
  role: z.enum(['student', 'teacher']),
  net: z.string(),
  parameters: z.number().int(),
  origin: z.enum(['shipped', 'run']),
  runId: z.number().int().nullable(),
  createdAt: z.string(),
  threshold: z.number(),
  /** Figures on the validation part of its run; null for a model that has none. */
  validation: figures.nullable(),
  /** Figures of the then-published student on the same validation frames, for comparison. */
  currentOnSameFrames: figures.nullable(),
  published: z.boolean(),
  /** The model card: plain key/value text. */
  card: z.record(z.string(), z.string()),
})
export type Model = z.infer<typeof model>

export const modelsContract = defineContract({
  name: 'models',
  calls: {
    list: call({ input: nothing, output: z.array(model) }),
    /**
     * Makes a student the one used. Fails with `conflict` and `details: { reasons: string[] }` when its validation
     * is worse than that of the current one, unless `override` gives the reason (kept in the audit).
     */
    publish: call({ input: z.object({ modelId: z.string(), override: z.string().min(3).optional() }), output: z.object({ published: z.string(), previous: z.string().nullable() }), permission: 'research' }),
    /** Returns to the student that was published before. */
    rollback: call({ input: nothing, output: z.object({ published: z.string(), previous: z.string().nullable() }), permission: 'research' }),
  },
  events: { changed: event(z.object({ published: z.string() })) },
})
