import { createHash } from 'node:crypto'
import { appendFile, readFile } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import { ExperimentError, type Experiment } from './experiment-file'
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
const knownResult = jobResult.extend({ job: z.string(), protocol: z.string() })

/** Results by the folder of the job, relative to the experiment's. */
export type KnownResults = ReadonlyMap<string, JobResult>

const resultName = 'result.json'

/**
 * A list of results, one JSON object a line, as `appendKnownResult` writes it; empty when the file is not there yet.
 *
 * @param protocol see `protocolOf`
 * @throws ExperimentError when a line is no result, or was reached under another protocol
 */
export async function readKnownResults(file: string, protocol: string): Promise<KnownResults> {
  let text: string
  try {
    text = await readFile(file, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return new Map()
    throw error
  }
  const lines = text.split('\n').filter((line) => line !== '')
  return new Map(
    lines.map((line, index) => {
      const { job, protocol: itsOwn, ...result } = parsedLine(line, `Line ${index + 1} of ${file}`)
      if (itsOwn !== protocol) throw new ExperimentError(`Line ${index + 1} of ${file} was reached with other data, nets or lengths of training than the experiment names.`)
      return [job, result] as const
    }),
  )
}

export async function appendKnownResult(file: string, protocol: string, job: string, result: JobResult): Promise<void> {
  await appendFile(file, `${JSON.stringify({ job, protocol, ...rounded(result) })}\n`)
}

/** Names what all jobs of an experiment have in common: folds, nets, lengths of training. Methods and seeds may be added to it. */
export function protocolOf({ datasets, teacher, student }: Pick<Experiment, 'datasets' | 'teacher' | 'student'>): string {
  const folds = datasets.map(({ name, folds }) => ({ name, folds }))
  return createHash('sha256').update(JSON.stringify({ folds, teacher, student })).digest('hex').slice(0, 12)
}

function parsedLine(line: string, where: string): z.infer<typeof knownResult> {
  try {
    return knownResult.parse(JSON.parse(line))
  } catch {
    throw new ExperimentError(`${where} is not a result.`)
  }
}

/** Figures with five digits: what is kept for reading needs no more. */
function rounded(result: JobResult): JobResult {
  return JSON.parse(JSON.stringify(result, (_, value: unknown) => (typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(5)) : value))) as JobResult
}

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
