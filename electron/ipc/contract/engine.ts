import { z } from 'zod'
import { call, defineContract } from '../contract'
import { bytes, nothing } from './common'
import { comparisonFigures } from './comparison'
import { engineStatus } from './engine-status'
import { figures } from './models'
import { distillationConfig, metricPoint, netChoice } from './distillation'

/** One grey frame as raw samples. */
export const rawFrame = z.object({
  rows: z.number().int().positive(),
  columns: z.number().int().positive(),
  /** Little-endian samples: 1 byte each for 8 bits allocated, 2 for 16. */
  pixels: bytes,
  bitsAllocated: z.union([z.literal(8), z.literal(16)]),
  signed: z.boolean(),
  samplesPerPixel: z.union([z.literal(1), z.literal(3)]),
  /** MONOCHROME1: dark and bright are exchanged before the net sees it. */
  inverted: z.boolean(),
})
export type RawFrame = z.infer<typeof rawFrame>

/** What the engine process answers. Only the services talk to it; the renderer never does. */
export const engineContract = defineContract({
  name: 'engine',
  calls: {
    info: call({ input: nothing, output: engineStatus.pick({ backend: true, version: true, device: true, notice: true }) }),
    nets: call({ input: nothing, output: z.array(netChoice) }),
    segment: call({
      input: z.object({ modelFolder: z.string(), frame: rawFrame }),
      output: z.object({
        /** Vessel probability, 0..255, row-major. */
        probability: bytes,
        /** Binary mask after threshold and component clean-up, 0/1, row-major. */
        mask: bytes,
        /** Of the mask, 0 (sure) … 1. */
        uncertainty: z.number(),
        inferenceMs: z.number(),
        postprocessMs: z.number(),
      }),
    }),
    /** Figures of two masks (row-major, non-zero = vessel): here, where their cost holds up neither strokes nor frames. */
    compare: call({ input: z.object({ rows: z.number().int().positive(), columns: z.number().int().positive(), a: bytes, b: bytes }), output: comparisonFigures }),
    /** Opens every image of a data folder with its mask. Fails with `invalid-input` when it is no data folder. */
    inspectData: call({
      input: z.object({ data: z.string() }),
      output: z.object({
        total: z.number().int(),
        readable: z.array(z.object({ name: z.string(), patient: z.string(), vesselPixels: z.number().int(), pixels: z.number().int() })),
        /** One sentence for each sample that cannot be read. */
        problems: z.array(z.string()),
      }),
    }),
    evaluate: call({
      input: z.object({ modelFolder: z.string(), data: z.string(), names: z.array(z.string()).optional() }),
      output: figures,
      progress: z.object({ done: z.number().int(), total: z.number().int() }),
    }),
    /** Trains (teacher first when asked) in `runFolder`, from its last checkpoint when there is one; cancelling leaves a checkpoint. */
    distill: call({
      input: z.object({
        runFolder: z.string(),
        data: z.string(),
        teacher: z.discriminatedUnion('kind', [z.object({ kind: z.literal('folder'), path: z.string() }), z.object({ kind: z.literal('train'), net: z.string(), epochs: z.number().int() })]),
        studentNet: z.string(),
        initialModelFolder: z.string().nullable(),
        settings: distillationConfig.pick({ preset: true, scale: true, epochs: true, crop: true, batch: true, seed: true }),
      }),
      output: z.object({ teacherFolder: z.string(), studentFolder: z.string(), validationNames: z.array(z.string()), trainingImages: z.number().int() }),
      progress: metricPoint.omit({ runId: true }),
    }),
  },
  events: {},
})
