import path from 'node:path'
import { readDataFolder, type Sample } from '../data/data-folder'
import { splitByPatient } from '../data/split-by-patient'
import { modelId } from '../model/model-file'
import { readModel } from '../model/model-folder'
import { buildNet } from '../nets/registry'
import type { Net } from '../nets/net'
import type { TrainingHooks } from './hooks'
import { completeSettings, type TrainingChoices, type TrainingSettings } from './settings'
import { fingerprint, loadImages, type LoadedImage } from './training-data'
import { TrainingError } from './training-error'

/** A part of the training images that is left out, by patient: the `part`-th (from 0) of `of`. */
export interface LeftOut {
  part: number
  of: number
}

/** A data folder opened and split for one run. */
export interface PreparedData {
  training: LoadedImage[]
  validation: LoadedImage[]
  settings: TrainingSettings
  description: { folder: string; fingerprint: string; trainingNames: string[]; validationNames: string[] }
}

/**
 * Opens a data folder, splits it by patient and completes the settings.
 *
 * @param leftOut what is not trained on besides, for teachers of other images than they know
 * @param validationNames the validation part, when it is given (that of the teacher); otherwise it is drawn from the seed
 * @throws DataError or TrainingError when the data or the choices do not do
 */
export async function prepareData(data: string, choices: TrainingChoices, validationNames: readonly string[] | null, hooks: TrainingHooks, leftOut: LeftOut | null = null): Promise<PreparedData> {
  const { samples } = await readDataFolder(data)
  const { seed = 1, validationFraction = 0.2 } = choices
  const whole = validationNames ? splitByNames(samples, validationNames) : splitByPatient(samples, { validationFraction, seed })
  const split = leftOut ? { ...whole, training: withoutPart(whole.training, leftOut) } : whole
  const warn = (text: string): void => hooks.onMessage?.(text)
  const training = await loadImages(split.training, hooks.signal, warn)
  const validation = await loadImages(split.validation, hooks.signal, warn)
  if (!showsVessels(training)) throw new TrainingError(`Every mask of the images to train on in ${data} is empty: there is no vessel to learn from.`)
  if (!showsVessels(validation)) throw new TrainingError(`Every mask of the images to validate on in ${data} is empty: a student that finds nothing would be the best.`)
  const pixels = training.reduce((sum, { image }) => sum + image.rows * image.columns, 0) / training.length
  const settings = completeSettings(choices, training.length, pixels)
  hooks.onMessage?.(
    `${training.length} images for training and ${validation.length} for validation; ${settings.epochs} epochs of ${settings.stepsPerEpoch} steps with ${settings.batch} crops of ${settings.crop}².`,
  )
  return {
    training,
    validation,
    settings,
    description: {
      folder: path.resolve(data),
      fingerprint: await fingerprint(split.training, split.validation),
      trainingNames: namesOf(split.training),
      validationNames: namesOf(split.validation),
    },
  }
}

/**
 * The net that will learn: fresh weights from the seed, or those of a model of the same net.
 *
 * @returns the net and the identity of the model it starts from
 */
export async function startingNet(net: string, seed: number, initialModel: string | null | undefined): Promise<{ net: Net; start: string | null }> {
  if (!initialModel) return { net: buildNet(net, { seed }), start: null }
  const { model, weights } = await readModel(initialModel)
  if (model.net !== net) throw new TrainingError(`${initialModel} holds a ${model.net} and cannot be the start of a ${net}.`)
  return { net: buildNet(net, { weights }), start: modelId(model) }
}

function showsVessels(images: readonly LoadedImage[]): boolean {
  return images.some(({ mask }) => mask.includes(1))
}

function namesOf(samples: readonly Sample[]): string[] {
  return samples.map(({ name }) => name)
}

function splitByNames(samples: readonly Sample[], validationNames: readonly string[]): { training: Sample[]; validation: Sample[] } {
  const wanted = new Set(validationNames)
  const validation = samples.filter(({ name }) => wanted.has(name))
  const training = samples.filter(({ name }) => !wanted.has(name))
  if (training.length === 0) throw new TrainingError('No image is left for training.')
  return { training, validation }
}

function withoutPart(samples: readonly Sample[], { part, of }: LeftOut): Sample[] {
  const patients = [...new Set(samples.map(({ patient }) => patient))].sort()
  const kept = samples.filter(({ patient }) => patients.indexOf(patient) % of !== part)
  if (kept.length === 0 || kept.length === samples.length) throw new TrainingError(`Part ${part + 1} of ${of} cannot be left out: the training images are of ${patients.length} patients.`)
  return kept
}
