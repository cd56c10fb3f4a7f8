import { appendFile, readFile } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import { writeAtomically } from '../model/write-atomically'
import { ExperimentError } from './experiment-file'

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
const definedResult = jobResult.extend({ definition: z.string() })
const knownResult = definedResult.extend({ job: z.string() })

/** A job of an experiment: where its run lies, and what it is (see `teacherJobName`, `studentJobName`). */
export interface JobName {
  /** The job's folder, relative to the experiment's. */
  folder: string
  definition: string
}

const resultName = 'result.json'

/** Results that were reached before, here or elsewhere, each good for the job with the same definition only. */
export class KnownResults {
  private readonly results = new Map<string, JobResult>()

  /** @param file list of results, one JSON object a line */
  private constructor(private readonly file: string) {}

  /**
   * Opens a list of results; a new one when the file is not there yet.
   *
   * @throws ExperimentError when a line is no result
   */
  static async open(file: string): Promise<KnownResults> {
    const known = new KnownResults(file)
    let text: string
    try {
      text = await readFile(file, 'utf8')
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return known
      throw error
    }
    for (const [index, line] of text.split('\n').entries()) {
      if (line === '') continue
      const { job, definition, ...result } = parsedLine(line, `Line ${index + 1} of ${file}`)
      known.results.set(keyOf({ folder: job, definition }), result)
    }
    return known
  }

  get(job: JobName): JobResult | null {
    return this.results.get(keyOf(job)) ?? null
  }

  /** Adds a line, unless the job is in the list already. */
  async add(job: JobName, result: JobResult): Promise<void> {
    if (this.get(job)) return
    await appendFile(this.file, `${JSON.stringify({ job: job.folder, definition: job.definition, ...rounded(result) })}\n`)
    this.results.set(keyOf(job), result)
  }
}

const keyOf = ({ folder, definition }: JobName): string => `${folder} ${definition}`

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

/** The result of a finished job in FOLDER, or null. One of another definition, or a damaged file, counts as none. */
export async function readJobResult(folder: string, definition: string): Promise<JobResult | null> {
  try {
    const { definition: itsOwn, ...result } = definedResult.parse(JSON.parse(await readFile(path.join(folder, resultName), 'utf8')))
    return itsOwn === definition ? result : null
  } catch {
    return null
  }
}

export async function writeJobResult(folder: string, definition: string, result: JobResult): Promise<void> {
  await writeAtomically(path.join(folder, resultName), `${JSON.stringify({ definition, ...result })}\n`)
}
