import { createHash } from 'node:crypto'
import path from 'node:path'
import { picturesWithoutMasks } from '../data/data-folder'
import { presets } from '../losses/presets'
import { modelId } from '../model/model-file'
import { readModelFile } from '../model/model-folder'
import type { Experiment } from './experiment-file'
import type { JobName } from './job-result'
import { studentFolder, teacherFolder, type StudentJob } from './plan-experiment'

/**
 * Names the training of a fold's teacher: a hash of what its result follows from.
 *
 * @throws ModelError when what the teacher starts from cannot be read
 */
export async function teacherJobName({ datasets, teacher }: Experiment, dataset: string, fold: string): Promise<JobName> {
  return { folder: teacherFolder(dataset, fold), definition: hashOf({ teacher: await definitionOf(teacher), ...foldOf(datasets, dataset, fold) }) }
}

/**
 * Names the training of a student: a hash of what its result follows from, so that methods, seeds and data sets may be added
 * to an experiment, and the result of a changed one is not taken for it: that needs another folder to run in.
 *
 * @throws ModelError or DataError when what the teacher or the method starts from or learns from besides cannot be read
 */
export async function studentJobName({ datasets, teacher, student }: Experiment, job: StudentJob): Promise<JobName> {
  const { dataset, fold, scale, seed, method: { preset, losses, start, unlabelled } } = job
  const method = { weights: presets[preset], losses, start: start && (await idOf(start)), unlabelled: unlabelled !== null && (await picturesWithoutMasks(unlabelled)).map((file) => path.basename(file)) }
  return { folder: studentFolder(job), definition: hashOf({ teacher: await definitionOf(teacher), student, method, scale, seed, ...foldOf(datasets, dataset, fold) }) }
}

/** A start counts by what it is, not by where it lies; without one, a teacher is named as before there were any. */
async function definitionOf(teacher: Experiment['teacher']): Promise<object | null> {
  if (teacher === null) return null
  const { start, ...rest } = teacher
  return start === null ? rest : { ...rest, start: await idOf(start) }
}

const idOf = async (folder: string): Promise<string> => modelId(await readModelFile(folder))

function foldOf(datasets: Experiment['datasets'], dataset: string, fold: string): object {
  return { dataset, fold: datasets.find(({ name }) => name === dataset)!.folds.find(({ name }) => name === fold)! }
}

const hashOf = (content: object): string => createHash('sha256').update(JSON.stringify(content)).digest('hex').slice(0, 12)
