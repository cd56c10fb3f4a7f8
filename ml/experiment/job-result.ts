import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import { writeAtomically } from '../model/write-atomically'

/** The figures of one test image; null where the image leaves one undefined. */
export const imageFigures = z.object({
  name: z.string(),
  dice: z.number(),
  iou: z.number(),
  sensitivity: z.number().nullable(),
  specificity: z.number().nullable(),
  auc: z.number().nullable(),
  clDice: z.number(),
  /** 95 % Hausdorff distance in pixels. */
  hd95: z.number().nullable(),
  /** Difference of the numbers of components. */
  betti0Error: z.number(),
  /** Sensitivity on vessels up to three pixels wide. */
  thinVesselRecall: z.number().nullable(),
  /** Pixels; for the pooled Dice. */
  truePositive: z.number(),
  falsePositive: z.number(),
  falseNegative: z.number(),
})
export type ImageFigures = z.infer<typeof imageFigures>

const jobResult = z.object({
  parameters: z.number().int(),
  /** Dice on the validation part of the fold's training images. */
  validationDice: z.number(),
  /** Median per test image; null for tuning runs. */
  msPerImage: z.number().nullable(),
  /** Empty for tuning runs: they never see the test part. */
  images: z.array(imageFigures),
})
export type JobResult = z.infer<typeof jobResult>

const resultName = 'result.json'

/** The result of a finished job, or null. A damaged file counts as none: the job is evaluated again. */
export async function readJobResult(folder: string): Promise<JobResult | null> {
  try {
    return jobResult.parse(JSON.parse(await readFile(path.join(folder, resultName), 'utf8')))
  } catch {
    return null
  }
}

export async function writeJobResult(folder: string, result: JobResult): Promise<void> {
  await writeAtomically(path.join(folder, resultName), `${JSON.stringify(result)}\n`)
}
