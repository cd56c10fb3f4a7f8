import { z } from 'zod'
import { call, defineContract } from '../contract'
import { frameKey, id } from './common'

/** Milliseconds of one segmentation, by part. */
export const segmentationTiming = z.object({
  frameMs: z.number(),
  inferenceMs: z.number(),
  postprocessMs: z.number(),
  storeMs: z.number(),
  totalMs: z.number(),
})

export const segmentationContract = defineContract({
  name: 'segmentation',
  calls: {
    /** Segments one frame by the published student; the result becomes the frame's mask (one undoable act). */
    segmentFrame: call({
      input: frameKey,
      output: frameKey.extend({ modelId: z.string(), modelName: z.string(), vesselFraction: z.number(), timing: segmentationTiming }),
      permission: 'annotate',
    }),
    /** Segments every frame of the instance; frames that a person has corrected or approved are left as they are. */
    segmentRun: call({
      input: z.object({ instanceId: id, fromFrame: z.number().int().nonnegative().optional() }),
      output: z.object({ segmented: z.number().int(), kept: z.number().int() }),
      progress: z.object({ done: z.number().int(), total: z.number().int(), frame: z.number().int() }),
      permission: 'annotate',
    }),
  },
  events: {},
})
