import { TrainingError } from './training-error'

/** What the caller may choose about a training; what is left out gets the default. */
export interface TrainingChoices {
  /** Passes over the training part; by default as many as make about 1,800 steps, at least 8. */
  epochs?: number
  /** Side of the training crops in pixels, a multiple of 16. Default 128. */
  crop?: number
  /** Crops per step. Default 4. */
  batch?: number
  /** Decides split, initial weights, crops and augmentation. Default 1. */
  seed?: number
  /** Share of the images kept for validation, whole patients. Default 0.2. */
  validationFraction?: number
}

export interface TrainingSettings extends Required<TrainingChoices> {
  cropsPerImage: number
  stepsPerEpoch: number
  totalSteps: number
  learningRate: number
  /** Epochs between two validations on full frames. */
  validateEvery: number
  /** Validations without a better Dice after which training ends early. */
  patience: number
}

const wantedSteps = 1800
const fewestEpochs = 8

/**
 * Completes the choices for a data set. An epoch is one pass in which every training image gives enough crops to cover
 * its area (at most 16).
 *
 * @param images number of training images
 * @param pixels mean number of pixels of a training image
 * @throws TrainingError when a choice is out of range
 */
export function completeSettings(choices: TrainingChoices, images: number, pixels: number): TrainingSettings {
  const { crop = 128, batch = 4, seed = 1, validationFraction = 0.2 } = choices
  requireRange('crop', crop, 32, 1024)
  requireRange('batch', batch, 1, 256)
  requireRange('seed', seed, 0, 1_000_000)
  if (crop % 16 !== 0) throw new TrainingError(`The crop must be a multiple of 16 pixels, not ${crop}.`)
  const cropsPerImage = Math.min(16, Math.max(1, Math.round(pixels / crop ** 2)))
  const stepsPerEpoch = Math.max(1, Math.round((images * cropsPerImage) / batch))
  const epochs = choices.epochs ?? Math.max(fewestEpochs, Math.round(wantedSteps / stepsPerEpoch))
  requireRange('number of epochs', epochs, 1, 10_000)
  return {
    epochs,
    crop,
    batch,
    seed,
    validationFraction,
    cropsPerImage,
    stepsPerEpoch,
    totalSteps: epochs * stepsPerEpoch,
    learningRate: 2e-3,
    validateEvery: Math.max(1, Math.round(epochs / 20)),
    patience: 10,
  }
}

function requireRange(what: string, value: number, low: number, high: number): void {
  if (!Number.isSafeInteger(value) || value < low || value > high) throw new TrainingError(`The ${what} must be a whole number from ${low} to ${high}, not ${value}.`)
}
