import { createHash } from 'node:crypto'
import { z } from 'zod'

export const modelFormat = 'lightvessel-model'
export const modelFormatVersion = 1

const modelFigures = z.object({
  dice: z.number(),
  dicePooled: z.number(),
  iou: z.number(),
  sensitivity: z.number(),
  specificity: z.number(),
  auc: z.number(),
  clDice: z.number(),
  images: z.number().int().nonnegative(),
})

/** Figures of a model on one data set: means over images unless named pooled. */
export type ModelFigures = z.infer<typeof modelFigures>

/** One entry of TensorFlow.js's weights manifest. */
const weightsGroup = z.object({
  paths: z.array(z.string()).length(1),
  weights: z.array(z.object({ name: z.string(), shape: z.array(z.number().int().nonnegative()), dtype: z.literal('float32') })),
})

/** What `model.json` holds. */
export const modelFile = z.object({
  format: z.literal(modelFormat),
  formatVersion: z.literal(modelFormatVersion),
  /** For people. */
  name: z.string().min(1),
  role: z.enum(['student', 'teacher']),
  /** A net of the registry. */
  net: z.string(),
  /** Channels per level, from full resolution to the bottleneck. */
  widths: z.array(z.number().int().positive()),
  /** Learned numbers, counted on the built net. */
  parameters: z.number().int().positive(),
  preprocessing: z.object({
    /** `exposed-field`: zero mean, unit deviation over the pixels outside the collimator, clamped (ml/data/normalise). */
    normalisation: z.literal('exposed-field'),
    /** Square root of the pixels of a typical training image. */
    side: z.number().positive(),
  }),
  /** Probability from which a pixel is vessel, 0..1; chosen on the validation part. */
  threshold: z.number().gt(0).lt(1),
  /** Components smaller than this share of the image are removed. */
  smallestComponent: z.number().nonnegative().lt(1),
  /** Components that nowhere reach this probability are removed; 0 keeps them all. */
  seedThreshold: z.number().min(0).max(1).default(0),
  weightsManifest: z.array(weightsGroup).length(1),
  weightsSha256: z.string().regex(/^[0-9a-f]{64}$/),
  createdAt: z.string(),
  /** False while its training goes on, or was interrupted. */
  finished: z.boolean(),
  /** Figures on the validation part of its training data; null for a model that had none. */
  validation: modelFigures.nullable(),
  /** The model card: plain key/value text. */
  card: z.record(z.string(), z.string()),
})
export type ModelFile = z.infer<typeof modelFile>

/** A model folder cannot be used; the message names the file and the cause. */
export class ModelError extends Error {
  override readonly name = 'ModelError'
}

/** Stable: the first 16 hex digits of a hash over weights and everything that changes predictions. Libraries, runs and model cards call a model by it. */
export function modelId(file: ModelFile): string {
  const { weightsSha256, net, widths, preprocessing, threshold, smallestComponent, seedThreshold } = file
  const configuration = [weightsSha256, net, widths, preprocessing.normalisation, preprocessing.side, threshold, smallestComponent, ...(seedThreshold > 0 ? [seedThreshold] : [])]
  return createHash('sha256').update(JSON.stringify(configuration)).digest('hex').slice(0, 16)
}
