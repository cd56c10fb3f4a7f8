import path from 'node:path'
import { bettiZeroError } from '../metrics/betti-error'
import { hausdorff95 } from '../metrics/hausdorff'
import { thinVesselRecall } from '../metrics/thin-vessels'
import { ModelError, readModelFile } from '../model/model-folder'
import { distillStudent } from '../training/distill-student'
import { evaluateImages, type FurtherFigures } from '../training/evaluate-model'
import type { TrainingHooks } from '../training/hooks'
import { trainNet } from '../training/train-net'
import { bestScale } from './best-scale'
import type { Experiment } from './experiment-file'
import { makeFoldFolders, type FoldFolders } from './fold-folders'
import { studentJobName, teacherJobName } from './job-definition'
import { imageFigures, type ImageFigures, type JobName, type JobResult, type KnownResults, readJobResult, writeJobResult } from './job-result'
import { comparisonJobs, teacherFolder, tuningJobs, type StudentJob } from './plan-experiment'

export interface ExperimentHooks {
  /** A job that is in this list is not run again; one that is finished and not in it is added. */
  known?: KnownResults
  signal?: AbortSignal
  onMessage?: (text: string) => void
  /** Jobs done and to be done, and what the present one does. */
  onProgress?: (progress: { done: number; total: number; text: string; shareOfJob: number }) => void
}

/** One method on one fold with one seed, with what it reached. */
export interface FinishedJob extends StudentJob {
  result: JobResult
}

export interface ExperimentResult {
  teachers: { dataset: string; fold: string; result: JobResult }[]
  /** Validation Dice of every factor that was tried. */
  tuning: FinishedJob[]
  students: FinishedJob[]
}

/**
 * Runs the matrix in FOLDER, one training at a time: teachers, tuning, comparison. What is finished is not run again, what was
 * interrupted goes on from its last checkpoint. Needs native TensorFlow.
 *
 * @throws ExperimentError, DataError, TrainingError, TrainingCancelledError
 */
export async function runExperiment(experiment: Experiment, folder: string, hooks: ExperimentHooks = {}): Promise<ExperimentResult> {
  return new ExperimentRunner(experiment, folder, hooks).run()
}

class ExperimentRunner {
  private done = 0
  private total = 0
  private readonly folds = new Map<string, FoldFolders>()
  /** Folders of teachers that were seen to be finished and the experiment's own. */
  private readonly teachersHere = new Set<string>()

  constructor(
    private readonly experiment: Experiment,
    private readonly folder: string,
    private readonly hooks: ExperimentHooks,
  ) {}

  async run(): Promise<ExperimentResult> {
    const { datasets } = this.experiment
    const tuningPlan = tuningJobs(this.experiment)
    const foldCount = datasets.reduce((sum, { folds }) => sum + folds.length, 0)
    this.total = (this.experiment.teacher ? foldCount : 0) + tuningPlan.length + comparisonJobs(this.experiment, () => 1).length
    const teachers: ExperimentResult['teachers'] = []
    for (const dataset of datasets) {
      for (const fold of dataset.folds) {
        this.folds.set(`${dataset.name}/${fold.name}`, await makeFoldFolders(dataset, fold.name, path.join(this.folder, 'data', dataset.name, fold.name)))
        if (this.experiment.teacher) teachers.push({ dataset: dataset.name, fold: fold.name, result: await this.teacher(dataset.name, fold.name) })
      }
    }
    const tuning: FinishedJob[] = []
    for (const job of tuningPlan) tuning.push({ ...job, result: await this.student(job, 'tuning') })
    const students: FinishedJob[] = []
    for (const job of comparisonJobs(this.experiment, (dataset, method) => bestScale(tuning, dataset, method))) {
      students.push({ ...job, result: await this.student(job, 'comparison') })
    }
    return { teachers, tuning, students }
  }

  private async teacher(dataset: string, fold: string): Promise<JobResult> {
    const { test } = this.folds.get(`${dataset}/${fold}`)!
    return this.job(await teacherJobName(this.experiment, dataset, fold), test, `teacher of ${dataset} ${fold}`, (hooks) => this.trainTeacher(dataset, fold, hooks))
  }

  private async trainTeacher(dataset: string, fold: string, hooks: TrainingHooks): Promise<void> {
    const { net, start, ...choices } = this.experiment.teacher!
    await trainNet({ ...choices, net, initialModel: start, data: this.folds.get(`${dataset}/${fold}`)!.train, out: path.join(this.folder, teacherFolder(dataset, fold)) }, hooks)
  }

  private async student(job: StudentJob, purpose: 'tuning' | 'comparison'): Promise<JobResult> {
    const { net, ...choices } = this.experiment.student
    const { dataset, fold, method, scale, seed } = job
    const name = await studentJobName(this.experiment, job)
    const out = path.join(this.folder, name.folder)
    const data = this.folds.get(`${dataset}/${fold}`)!
    const given = { ...choices, seed, data: data.train, losses: method.losses, initialModel: method.start, out }
    return this.job(name, purpose === 'comparison' ? data.test : null, `${method.name} × ${scale}, ${dataset} ${fold}, seed ${seed}`, async (hooks) => {
      if (!this.experiment.teacher) return trainNet({ ...given, net }, hooks)
      await this.needTeacher(dataset, fold)
      return distillStudent({ ...given, teacher: path.join(this.folder, teacherFolder(dataset, fold)), student: net, preset: method.preset, scale, unlabelled: method.unlabelled }, hooks)
    })
  }

  /** A teacher whose result is known from elsewhere may not be here, or unfinished; one that is here may be of another experiment, which is refused. */
  private async needTeacher(dataset: string, fold: string): Promise<void> {
    const folder = teacherFolder(dataset, fold)
    if (this.teachersHere.has(folder)) return
    const { signal, onMessage } = this.hooks
    if (!(await isFinished(path.join(this.folder, folder)))) onMessage?.(`The teacher of ${dataset} ${fold} is not here and is trained first.`)
    await this.trainTeacher(dataset, fold, signal ? { signal } : {})
    this.teachersHere.add(folder)
  }

  /** @param test data folder to evaluate on, or null for tuning, which looks at the validation part only */
  private async job(name: JobName, test: string | null, title: string, train: (hooks: TrainingHooks) => Promise<unknown>): Promise<JobResult> {
    const { known, signal, onMessage, onProgress } = this.hooks
    signal?.throwIfAborted()
    const out = path.join(this.folder, name.folder)
    let result = known?.get(name) ?? (await readJobResult(out, name.definition))
    if (!result) {
      onMessage?.(`[${this.done + 1}/${this.total}] ${title}`)
      await train({
        ...(signal ? { signal } : {}),
        onPoint: ({ step, totalSteps, loss }) => onProgress?.({ done: this.done, total: this.total, text: `${title}, loss ${loss.toFixed(3)}`, shareOfJob: step / totalSteps }),
      })
      const { parameters, validation } = await readModelFile(out)
      const tested = test ? await evaluateImages({ modelFolder: out, data: test, ...(signal ? { signal } : {}) }, shapeFigures) : null
      result = { parameters, validationDice: validation!.dice, msPerImage: tested?.msPerImage ?? null, images: tested?.images.map((image) => imageFigures.parse(image)) ?? [] }
      await writeJobResult(out, name.definition, result)
      if (result.validationDice === 0) onMessage?.(`${title}: nothing was learned, the Dice coefficient of the validation is 0.`)
    }
    await known?.add(name, result)
    this.done++
    onProgress?.({ done: this.done, total: this.total, text: title, shareOfJob: 0 })
    return result
  }
}

/** Whether FOLDER holds a model whose training is over. */
async function isFinished(folder: string): Promise<boolean> {
  try {
    return (await readModelFile(folder)).finished
  } catch (error) {
    if (error instanceof ModelError) return false
    throw error
  }
}

const shapeFigures: FurtherFigures<Pick<ImageFigures, 'hd95' | 'betti0Error' | 'thinVesselRecall'>> = (mask, truth, rows, columns) => ({
  hd95: hausdorff95(mask, truth, rows, columns),
  betti0Error: bettiZeroError(mask, truth, rows, columns),
  thinVesselRecall: thinVesselRecall(mask, truth, rows, columns),
})
