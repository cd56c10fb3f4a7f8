import { z } from 'zod'
import { call, defineContract, event } from '../contract'
import { id, nothing } from './common'

/** The presets of `ml/losses/presets.ts`, in the groups in which a person chooses among them. */
export const presetGroups = {
  own: ['lightvessel', 'lightvessel+kd', 'fsd', 'asd'],
  baselines: ['none', 'kd'],
  rivals: ['at', 'fsp', 'sp', 'skd', 'skd-pairwise', 'skd-holistic', 'ifvd', 'cwd', 'cwd-feature', 'emkd', 'coco', 'mgd', 'dist', 'fitnet'],
  variants: ['lightvessel-class', 'fsd-affinity', 'fsd-channel', 'fsd-class', 'asd-image', 'asd-prediction', 'asd-wasserstein', 'asd-similarity'],
} as const
export const preset = z.enum([...presetGroups.own, ...presetGroups.baselines, ...presetGroups.rivals, ...presetGroups.variants])

export const distillationConfig = z.object({
  name: z.string().trim().min(1).max(80),
  dataset: z.discriminatedUnion('kind', [z.object({ kind: z.literal('queue') }), z.object({ kind: z.literal('folder'), path: z.string().min(1) })]),
  /** A trained teacher (model id), or a net to be trained first on the same data. */
  teacher: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('model'), modelId: z.string() }),
    z.object({ kind: z.literal('train'), net: z.string(), epochs: z.number().int().min(1).max(10_000) }),
  ]),
  student: z.object({
    net: z.string(),
    /** Start from the published student's weights when its net is the same. */
    startFromPublished: z.boolean(),
  }),
  preset,
  /** Factor on the weights of the preset's distillation; those of the annotation's losses stay. */
  scale: z.number().positive().max(1000),
  epochs: z.number().int().min(1).max(10_000),
  crop: z.number().int().min(32).max(512).multipleOf(16),
  batch: z.number().int().min(1).max(64),
  seed: z.number().int().nonnegative(),
})
export type DistillationConfig = z.infer<typeof distillationConfig>

export const runState = z.enum(['queued', 'running', 'paused', 'finished', 'cancelled', 'failed'])
export type RunState = z.infer<typeof runState>

/** One point of the live curves. */
export const metricPoint = z.object({
  runId: id,
  phase: z.enum(['teacher', 'student']),
  epoch: z.number().int(),
  step: z.number().int(),
  totalSteps: z.number().int(),
  /** Weighted total and each term by name (segmentation, fsd, asd, critic, kd). */
  loss: z.number(),
  terms: z.record(z.string(), z.number()),
  /** Present at the end of an epoch that was validated. */
  validationDice: z.number().nullable(),
  learningRate: z.number(),
  /** Estimated seconds until the whole run is finished. */
  secondsLeft: z.number().nullable(),
})
export type MetricPoint = z.infer<typeof metricPoint>

export const run = z.object({
  id,
  config: distillationConfig,
  state: runState,
  /** Plain words: what it does now, or why it failed. */
  message: z.string(),
  createdAt: z.string(),
  finishedAt: z.string().nullable(),
  /** Images in the training / validation part, split by patient. */
  samples: z.object({ training: z.number().int(), validation: z.number().int() }).nullable(),
  last: metricPoint.nullable(),
  modelId: z.string().nullable(),
  /** Null for a run of a library that knew no persons yet. */
  startedBy: z.string().nullable(),
})
export type Run = z.infer<typeof run>

export const netChoice = z.object({ name: z.string(), role: z.enum(['student', 'teacher']), parameters: z.number().int(), description: z.string() })

export const distillationContract = defineContract({
  name: 'distillation',
  calls: {
    /** The nets that can be chosen, with parameter counts from the built graph. */
    nets: call({ input: nothing, output: z.array(netChoice) }),
    /** Says what a start would do, without starting: number of samples, split, problems in plain words. */
    inspectDataset: call({
      input: distillationConfig.shape.dataset,
      output: z.object({ samples: z.number().int(), patients: z.number().int(), problems: z.array(z.string()) }),
    }),
    start: call({ input: distillationConfig, output: z.object({ runId: id }), permission: 'research' }),
    pause: call({ input: z.object({ runId: id }), output: nothing, permission: 'research' }),
    /** Continues a paused, failed or interrupted run from its last checkpoint. */
    resume: call({ input: z.object({ runId: id }), output: nothing, permission: 'research' }),
    cancel: call({ input: z.object({ runId: id }), output: nothing, permission: 'research' }),
    list: call({ input: nothing, output: z.array(run) }),
    metrics: call({ input: z.object({ runId: id }), output: z.array(metricPoint) }),
  },
  events: { metric: event(metricPoint), changed: event(z.object({ runId: id, state: runState, message: z.string() })) },
})
