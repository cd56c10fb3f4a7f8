import { z } from 'zod'
import { call, defineContract } from '../contract'
import { bytes, frameIndex, frameKey, id } from './common'
import { instance } from './library'
import { author } from './masks'

/** Where one side of a comparison comes from. Each means something on every frame, so that a choice stays while somebody scrolls. */
export const maskSource = z.discriminatedUnion('kind', [
  /** The mask as it is now. */
  z.object({ kind: z.literal('current') }),
  /** What a student predicted last on this frame, before anybody corrected it. */
  z.object({ kind: z.literal('predicted') }),
  /** The mask as a reviewer returned it last. */
  z.object({ kind: z.literal('returned') }),
  /** The kept version of this number. */
  z.object({ kind: z.literal('version'), number: z.number().int().positive() }),
  /** The finished reading of this number: 1 is the first reader's. */
  z.object({ kind: z.literal('reading'), number: z.number().int().positive() }),
  /** The mask as it was after this act of the frame's history; 0 is before the first. */
  z.object({ kind: z.literal('act'), sequence: z.number().int().nonnegative() }),
  /** What a model of the registry says; never stored. */
  z.object({ kind: z.literal('model'), modelId: z.string().min(1) }),
])
export type MaskSource = z.infer<typeof maskSource>

/** What is compared: everything labelled as vessel, or one label. */
export const comparisonBasis = z.union([z.literal('vessel'), z.number().int().min(1).max(255)])
export type ComparisonBasis = z.infer<typeof comparisonBasis>

/** How the masks of two sides agree. Pixels and lengths are those of the image. */
export const comparisonFigures = z.object({
  agreement: z.number().int(),
  onlyA: z.number().int(),
  onlyB: z.number().int(),
  dice: z.number(),
  clDice: z.number(),
  /** Null when a mask is empty. */
  hausdorff95: z.number().nullable(),
  bettiZeroError: z.number().int(),
  lengthA: z.number(),
  lengthB: z.number(),
  /** Centreline of A that B does not cover, and the other way round. */
  missedLength: z.number(),
  addedLength: z.number(),
})
export type ComparisonFigures = z.infer<typeof comparisonFigures>

export const labelAgreement = z.object({ label: z.number().int(), pixelsA: z.number().int(), pixelsB: z.number().int(), dice: z.number() })
export type LabelAgreement = z.infer<typeof labelAgreement>

/** Figures of a frame; null, with the sides that are missing, where a side has no mask there. */
export const frameComparison = frameKey.extend({ missing: z.array(z.enum(['a', 'b'])), figures: comparisonFigures.nullable() })
export type FrameComparison = z.infer<typeof frameComparison>

/** What a frame offers besides its current mask and the models. */
export const comparisonChoices = z.object({
  /** Whether its history holds a prediction of a student. */
  predicted: z.boolean(),
  /** Whether a reviewer has returned it. */
  returned: z.boolean(),
  versions: z.array(z.object({ number: z.number().int(), author, reason: z.string(), createdAt: z.string() })),
  readings: z.array(z.object({ number: z.number().int(), reader: z.string(), finishedAt: z.string() })),
  /** The history's last acts, newest first. */
  acts: z.array(z.object({ sequence: z.number().int(), name: z.string(), author })),
})
export type ComparisonChoices = z.infer<typeof comparisonChoices>

/** An approved frame and how each model does on it. */
export const comparedCase = frameKey.extend({
  seriesId: id,
  patientId: z.string(),
  sourceName: z.string(),
  /** Zero-based. */
  frame: frameIndex,
  version: z.number().int(),
  approvedBy: z.string(),
  approvedAt: z.string(),
  /** In the order of the models asked for; A is the person's mask, B the model's. */
  models: z.array(z.object({ modelId: z.string(), figures: comparisonFigures })),
})
export type ComparedCase = z.infer<typeof comparedCase>

/** With the images of the cases, each once: what it takes to show them. */
export const comparedCases = z.object({ cases: z.array(comparedCase), images: z.array(instance) })
export type ComparedCases = z.infer<typeof comparedCases>

const sides = { a: maskSource, b: maskSource, basis: comparisonBasis }

/** Masks of one frame from two sides, and figures of how they agree. Nothing is stored. */
export const comparisonContract = defineContract({
  name: 'comparison',
  calls: {
    choices: call({ input: frameKey, output: comparisonChoices }),
    /** The labels of one side, run-length coded, or null where it has none. Fails with `forbidden` what an open independent reading hides. */
    mask: call({ input: frameKey.extend({ source: maskSource }), output: z.object({ labels: bytes.nullable(), hash: z.string().nullable() }) }),
    frame: call({ input: frameKey.extend(sides), output: frameComparison.extend({ byLabel: z.array(labelAgreement) }) }),
    /** Every frame of a series, in order; each is reported as it is done. */
    series: call({
      input: z.object({ seriesId: id, ...sides }),
      output: z.array(frameComparison),
      progress: z.object({ done: z.number().int(), total: z.number().int(), row: frameComparison }),
    }),
    /** Every approved frame against the models, one model after the other. */
    cases: call({
      input: z.object({ modelIds: z.array(z.string().min(1)).min(1).max(8) }),
      output: comparedCases,
      progress: z.object({ done: z.number().int(), total: z.number().int() }),
    }),
  },
  events: {},
})
