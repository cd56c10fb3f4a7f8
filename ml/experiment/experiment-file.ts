import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import { picturesWithoutMasks } from '../data/data-folder'
import { LossError } from '../losses/loss'
import { presets, withWeights, type LossWeights, type PresetName } from '../losses/presets'
import { lossNeeds } from '../losses/total-loss'
import { readModelFile } from '../model/model-folder'
import { netDefinition } from '../nets/registry'

const word = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9+._-]*$/, 'letters, digits and + . _ - only')

/** Which images of a data folder: parts of its patients in order, those with a value in a column of its manifest, or names. */
const selection = z.union([
  z.object({ parts: z.array(z.number().int().nonnegative()).min(1), of: z.number().int().min(2) }).strict(),
  z.object({ column: z.string().transform((text) => text.toLowerCase()), values: z.array(z.coerce.string()).min(1) }).strict(),
  z.object({ names: z.array(z.string()).min(1) }).strict(),
])
export type Selection = z.infer<typeof selection>

const dataset = z.object({
  name: word,
  /** Data folder, relative to the experiment file. */
  folder: z.string(),
  folds: z.array(z.object({ name: word, train: selection, test: selection }).strict()).min(1),
})
export type ExperimentDataset = z.infer<typeof dataset>

const training = z.object({
  epochs: z.number().int().positive(),
  crop: z.number().int().positive().default(128),
  batch: z.number().int().positive().default(4),
  /** Share of each fold's training images kept for choosing epochs, thresholds and weights. */
  validationFraction: z.number().gt(0).lt(1).default(0.2),
})

const method = z.object({
  name: word,
  preset: z.string().refine((name): name is PresetName => name in presets, { error: (issue) => `there is no preset "${String(issue.input)}"` }),
  /** Factors on the preset's distillation weights that are tried in tuning; one factor is taken as it is. */
  scales: z.array(z.number().positive()).min(1).default([1]),
  /** Weights set anew or added to the preset's, such as `{ "cldice": 0.3 }`. */
  losses: z.record(z.string(), z.number().nonnegative()).default({}),
  /** Model folder of the student's net to start from, relative to the experiment file; null for random weights. */
  start: z.string().nullable().default(null),
  /** Folder of pictures without masks that the distillation learns from as well, relative to the experiment file. */
  unlabelled: z.string().nullable().default(null),
})
export type ExperimentMethod = z.infer<typeof method>

const experimentFile = z
  .object({
    name: word,
    description: z.string().default(''),
    datasets: z.array(dataset).min(1),
    /** Null when no method needs one. */
    teacher: training
      .extend({
        net: z.string(),
        seed: z.number().int().nonnegative().default(1),
        /** Model folder of the teacher's net to start from, relative to the experiment file; null for random weights. */
        start: z.string().nullable().default(null),
      })
      .nullable(),
    student: training.extend({ net: z.string() }),
    methods: z.array(method).min(1),
    seeds: z.array(z.number().int().nonnegative()).min(1),
    /** Tuning runs use this seed, on the first fold of each data set; none of `seeds`, so that nothing is chosen on what is reported. */
    tuningSeed: z.number().int().nonnegative().default(1001),
    /** Every method is compared with these, image by image. */
    baselines: z.array(word).default(['none', 'kd']),
  })
  .strict()
export type Experiment = z.infer<typeof experimentFile>

/** An experiment file that cannot be used; the message names the file and the cause. */
export class ExperimentError extends Error {
  override readonly name = 'ExperimentError'
}

/**
 * Reads and checks an experiment file. Folders in it become absolute.
 *
 * @throws ExperimentError; UnknownNetError; ModelError or DataError when what the teacher or a method starts from or learns from besides is not there
 */
export async function readExperiment(file: string): Promise<Experiment> {
  let content: unknown
  try {
    content = JSON.parse(await readFile(file, 'utf8'))
  } catch (cause) {
    throw new ExperimentError(`${file} cannot be read as JSON: ${(cause as Error).message}`, { cause })
  }
  const parsed = experimentFile.safeParse(content)
  if (!parsed.success) {
    const issue = parsed.error.issues[0]!
    throw new ExperimentError(`${file}: ${issue.path.join('.') || 'the file'}: ${issue.message}.`)
  }
  const experiment = parsed.data
  for (const [what, names] of [['data set', experiment.datasets], ['method', experiment.methods]] as const) {
    const twice = names.find(({ name }, index) => names.findIndex((other) => other.name === name) !== index)
    if (twice) throw new ExperimentError(`${file} names the ${what} "${twice.name}" twice.`)
  }
  if (experiment.seeds.includes(experiment.tuningSeed)) throw new ExperimentError(`${file}: the tuning seed ${experiment.tuningSeed} is one of the seeds that are reported.`)
  const base = path.dirname(path.resolve(file))
  const absolute = (folder: string | null): string | null => (folder === null ? null : path.resolve(base, folder))
  const complete = {
    ...experiment,
    datasets: experiment.datasets.map((one) => ({ ...one, folder: path.resolve(base, one.folder) })),
    teacher: experiment.teacher && { ...experiment.teacher, start: absolute(experiment.teacher.start) },
    methods: experiment.methods.map((one) => ({ ...one, start: absolute(one.start), unlabelled: absolute(one.unlabelled) })),
  }
  for (const net of [complete.student.net, ...(complete.teacher ? [complete.teacher.net] : [])]) netDefinition(net)
  if (complete.teacher?.start) await checkStart(complete.teacher.start, complete.teacher.net, 'it', (why) => new ExperimentError(`${file}: the teacher ${why}`))
  for (const each of complete.methods) await checkMethod(each, complete, file)
  return complete
}

/** What would stop the method when its turn comes, hours later. */
async function checkMethod({ name, preset, losses, start, unlabelled }: ExperimentMethod, { student, teacher }: Experiment, file: string): Promise<void> {
  const refuse = (why: string): ExperimentError => new ExperimentError(`${file}: the method "${name}" ${why}`)
  const needs = lossNeeds(weightsOf(preset, losses, refuse))
  if (needs.teacher && !teacher) throw refuse('needs a teacher, and the experiment has none.')
  if (start !== null) await checkStart(start, student.net, 'the student', refuse)
  if (unlabelled === null) return
  if (!needs.teacher) throw refuse('has images without annotation, and none of its losses looks at a teacher.')
  await picturesWithoutMasks(unlabelled)
}

async function checkStart(start: string, wanted: string, who: 'it' | 'the student', refuse: (why: string) => ExperimentError): Promise<void> {
  const { net } = await readModelFile(start)
  if (net !== wanted) throw refuse(`starts from a ${net}, and ${who} is a ${wanted}.`)
}

function weightsOf(preset: PresetName, losses: LossWeights, refuse: (why: string) => ExperimentError): LossWeights {
  try {
    return withWeights(presets[preset], losses)
  } catch (error) {
    if (error instanceof LossError) throw refuse(`has losses that do not do: ${error.message}`)
    throw error
  }
}
