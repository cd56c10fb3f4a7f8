import { appendFile } from 'node:fs/promises'
import * as tf from '../backend/tf'
import type { GreyImage } from '../inference/grey-image'
import { saveModel, type ModelDescription } from '../model/model-folder'
import { explainWriteError } from '../model/write-error'
import { buildNet } from '../nets/registry'
import { WeightsError, type WeightValues } from '../nets/parameters'
import { loadCheckpoint, saveCheckpoint, underPrefix, withPrefix, type Checkpoint } from './checkpoint'
import type { Diagnosis } from './diagnosis'
import type { TrainingHooks } from './hooks'
import { learningRate } from './learning-rate'
import type { Learner, StepResult } from './learner'
import { metricsFile, truncateMetrics, type MetricPoint } from './run-folder'
import type { TrainingSettings } from './settings'
import { TrainingCancelledError, TrainingError } from './training-error'
import { batchOfStep, type LoadedImage } from './training-data'
import { bestCleanUp, bestThreshold, predictAll } from './validation'

export interface LoopInput {
  folder: string
  phase: 'teacher' | 'student'
  learner: Learner
  settings: TrainingSettings
  training: readonly LoadedImage[]
  /** Images without annotation that take part. */
  unlabelled?: readonly GreyImage[]
  /** For several teachers of different images: how many, and which one teaches each training image. */
  teachers?: { count: number; ofImage: readonly number[] } | null
  validation: readonly LoadedImage[]
  /** Of the model that is saved; threshold, clean-up and figures are found here. */
  model: Pick<ModelDescription, 'name' | 'card'>
}

/** A checkpoint is written at least this often. */
const checkpointSeconds = 60
/** A run's curves have about this many points. */
const pointsPerRun = 500
/** A better validation Dice is better by at least this. */
const leastProgress = 1e-4

interface Best {
  epoch: number
  dice: number
  threshold: number
  weights: WeightValues
}

/** Trains from the folder's last checkpoint to the end; the folder then holds the model with the best validation Dice. */
export async function runTrainingLoop(input: LoopInput, hooks: TrainingHooks): Promise<void> {
  await new TrainingLoop(input, hooks).run()
}

class TrainingLoop {
  /** Square root of the pixels of a typical training image. */
  private readonly side: number
  private step = 0
  private best: Best | null = null
  private withoutProgress = 0
  private lastCheckpoint = Date.now()
  private readonly sinceLastPoint: StepResult[] = []
  /** Of the step just done, when they were measured. */
  private diagnosis: Diagnosis | null = null
  /** Moving average of the seconds per step, validation included. */
  private secondsPerStep: number | null = null

  constructor(
    private readonly input: LoopInput,
    private readonly hooks: TrainingHooks,
  ) {
    this.side = median(input.training.map(({ image }) => Math.sqrt(image.rows * image.columns)))
  }

  async run(): Promise<void> {
    const { folder, settings } = this.input
    const checkpoint = await loadCheckpoint(folder)
    if (checkpoint?.finished) {
      this.hooks.onMessage?.(`${folder} is finished already.`)
      return
    }
    if (checkpoint) this.resume(checkpoint)
    await truncateMetrics(folder, this.step)
    while (this.step < settings.totalSteps && this.withoutProgress < settings.patience) {
      if (this.hooks.signal?.aborted) await this.stop()
      const started = performance.now()
      await this.oneStep()
      const seconds = (performance.now() - started) / 1000
      this.secondsPerStep = 0.98 * (this.secondsPerStep ?? seconds) + 0.02 * seconds
      // The process answers others between two steps.
      await new Promise((resolve) => setImmediate(resolve))
    }
    if (this.withoutProgress >= settings.patience) this.hooks.onMessage?.(`Ended early: no better validation Dice in ${settings.patience} validations.`)
    await this.save(true)
    await this.checkpoint(true)
  }

  private async oneStep(): Promise<void> {
    const { learner, settings, training, unlabelled, teachers } = this.input
    const started = performance.now()
    const rate = learningRate(this.step, settings.totalSteps, settings.learningRate)
    const { images, annotation, sources } = batchOfStep(training, this.step, settings, unlabelled)
    const chosen = teachers ? chosenTeachers(sources, images.shape[0], teachers) : null
    const endOfEpoch = (this.step + 1) % settings.stepsPerEpoch === 0
    const epoch = Math.ceil((this.step + 1) / settings.stepsPerEpoch)
    const validates = endOfEpoch && (epoch % settings.validateEvery === 0 || this.step + 1 === settings.totalSteps)
    const place = { step: this.step, progress: this.step / settings.totalSteps, ...(chosen && { teachers: chosen }) }
    try {
      this.sinceLastPoint.push(learner.step(images, annotation, { ...place, rate }))
      this.diagnosis = this.hooks.diagnose && validates ? learner.diagnose(images, annotation, place) : null
    } finally {
      tf.dispose(chosen ? [images, annotation, chosen] : [images, annotation])
    }
    this.step++
    this.secondsPerStep ??= (performance.now() - started) / 1000
    const validationDice = validates ? await this.validate(epoch) : null
    if (validates || this.step % Math.max(1, Math.ceil(settings.totalSteps / pointsPerRun)) === 0) await this.point(epoch, rate, validationDice)
    if (validates || Date.now() - this.lastCheckpoint > checkpointSeconds * 1000) await this.checkpoint(false)
  }

  /** Mean Dice of the averaged weights on the whole validation frames, at the best threshold. */
  private async validate(epoch: number): Promise<number> {
    const { learner, validation } = this.input
    const averaged = buildNet(learner.net.definition.name, { seed: 0 })
    learner.average.writeTo(averaged)
    const frozen = averaged.freeze()
    try {
      const { threshold, dice } = bestThreshold(await predictAll(frozen, validation, this.side), validation)
      if (this.best === null || dice > this.best.dice + leastProgress) {
        this.best = { epoch, dice, threshold, weights: await averaged.parameters.values() }
        this.withoutProgress = 0
        await this.save(false)
      } else {
        this.withoutProgress++
      }
      return dice
    } finally {
      frozen.dispose()
      averaged.dispose()
    }
  }

  /** Saves the best weights as the folder's model; at the end with clean-up and figures. */
  private async save(finished: boolean): Promise<void> {
    const { folder, model, learner, validation } = this.input
    const best = this.best!
    const description = { ...model, net: learner.net.definition.name, preprocessing: { normalisation: 'exposed-field' as const, side: this.side }, threshold: best.threshold }
    if (!finished) {
      await saveModel(folder, { ...description, smallestComponent: 0, seedThreshold: 0, finished, validation: null }, best.weights)
      return
    }
    const net = buildNet(learner.net.definition.name, { weights: best.weights })
    const frozen = net.freeze()
    try {
      const { cleanUp, figures } = bestCleanUp(await predictAll(frozen, validation, this.side), validation, best.threshold)
      await saveModel(folder, { ...description, ...cleanUp, finished, validation: figures }, best.weights)
    } finally {
      frozen.dispose()
      net.dispose()
    }
  }

  private async point(epoch: number, rate: number, validationDice: number | null): Promise<void> {
    const { folder, phase, settings } = this.input
    const results = this.sinceLastPoint.splice(0)
    const names = new Set(results.flatMap(({ terms }) => Object.keys(terms)))
    const point: MetricPoint = {
      phase,
      epoch,
      step: this.step,
      totalSteps: settings.totalSteps,
      loss: mean(results.map(({ loss }) => loss)),
      terms: Object.fromEntries([...names].map((name) => [name, mean(results.flatMap(({ terms }) => terms[name] ?? []))])),
      ...(this.diagnosis && { diagnosis: this.diagnosis }),
      validationDice,
      learningRate: rate,
      secondsLeft: this.secondsPerStep === null ? null : Math.round(this.secondsPerStep * (settings.totalSteps - this.step)),
    }
    try {
      await appendFile(metricsFile(folder), `${JSON.stringify(point)}\n`)
    } catch (error) {
      throw explainWriteError(error, metricsFile(folder))
    }
    this.hooks.onPoint?.(point)
  }

  private async stop(): Promise<never> {
    await this.checkpoint(false)
    throw new TrainingCancelledError(`Stopped at step ${this.step} of ${this.input.settings.totalSteps}; the same command goes on from there.`)
  }

  private async checkpoint(finished: boolean): Promise<void> {
    const { optimiserSteps, criticSteps, values } = await this.input.learner.state()
    const best = this.best && { epoch: this.best.epoch, dice: this.best.dice, threshold: this.best.threshold }
    const all = new Map([...values, ...withPrefix('best/', this.best?.weights ?? new Map())])
    await saveCheckpoint(this.input.folder, { step: this.step, optimiserSteps, criticSteps, best, validationsWithoutProgress: this.withoutProgress, finished, values: all })
    this.lastCheckpoint = Date.now()
  }

  private resume(checkpoint: Checkpoint): void {
    try {
      this.input.learner.restore(checkpoint)
    } catch (error) {
      if (error instanceof WeightsError) throw new TrainingError(`The checkpoint in ${this.input.folder} is of another net: ${error.message}`)
      throw error
    }
    this.step = checkpoint.step
    this.withoutProgress = checkpoint.validationsWithoutProgress
    this.best = checkpoint.best && { ...checkpoint.best, weights: underPrefix('best/', checkpoint.values) }
    this.hooks.onMessage?.(`Going on from step ${this.step} of ${this.input.settings.totalSteps}.`)
  }
}

/** B×count: 1 for the teacher of each crop. Crops of images that nobody annotated are taught in turn: no teacher knows them. */
function chosenTeachers(sources: readonly number[], crops: number, { count, ofImage }: NonNullable<LoopInput['teachers']>): tf.Tensor2D {
  const chosen = new Float32Array(crops * count)
  for (let crop = 0; crop < crops; crop++) chosen[crop * count + (crop < sources.length ? ofImage[sources[crop]!]! : crop % count)] = 1
  return tf.tensor2d(chosen, [crops, count])
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

function median(values: number[]): number {
  return values.sort((one, other) => one - other)[Math.floor(values.length / 2)]!
}
