import { z } from 'zod'
import { call, defineContract } from '../contract'
import { bytes, frameIndex, frameKey } from './common'

/** Moved along with the vessels; as the student sees each frame; or the student's view with what the person corrected moved along. */
export const propagationMethod = z.enum(['fused', 'motion', 'student'])
export type PropagationMethod = z.infer<typeof propagationMethod>

/** A mask that is proposed for a frame; nothing is stored until the page applies it as an act of the person. */
export const proposal = z.object({
  frame: frameIndex,
  /** Run-length coded; null for a frame that keeps the mask a person has worked on. */
  labels: bytes.nullable(),
  /** The Dice that can be expected, 0 … 1. */
  confidence: z.number(),
})
export type Proposal = z.infer<typeof proposal>

export const propagationContract = defineContract({
  name: 'propagation',
  calls: {
    /**
     * Takes the mask of `frame` through the frames from `first` to `last` (its own left out), forwards and backwards, and reports a proposal
     * for each. Masks that a person corrected or returned are proposed for only when `overReviewed`; approved ones never.
     */
    propagate: call({
      input: frameKey.extend({ first: frameIndex, last: frameIndex, method: propagationMethod, overReviewed: z.boolean() }),
      output: z.object({ proposed: z.number().int(), kept: z.number().int() }),
      progress: proposal.extend({ done: z.number().int(), total: z.number().int() }),
    }),
  },
  events: {},
})
