import path from 'node:path'
import { segmentationWeights } from '../losses/presets'
import { netDefinition } from '../nets/registry'
import type { TrainingHooks, TrainingResult } from './hooks'
import { Learner } from './learner'
import { prepareData, startingNet } from './prepare-run'
import { openRun } from './run-folder'
import type { TrainingChoices } from './settings'
import { runTrainingLoop } from './training-loop'

export interface TrainNetOptions extends TrainingChoices {
  /** Data folder: images/, masks/ and optionally manifest.csv. */
  data: string
  /** A net of the registry. */
  net: string
  /** The run folder; a run in it is gone on with from its last checkpoint. */
  out: string
  /** Model folder of the same net to start from. */
  initialModel?: string | null
  /** Shown in the live curves; by default the net's own role. */
  phase?: 'teacher' | 'student'
}

/**
 * Trains one net on annotations alone (cross-entropy and Dice). Needs native TensorFlow.
 *
 * @throws DataError, TrainingError, TrainingCancelledError, UnknownNetError, ModelError
 */
export async function trainNet(options: TrainNetOptions, hooks: TrainingHooks = {}): Promise<TrainingResult> {
  const definition = netDefinition(options.net)
  const { training, validation, settings, description } = await prepareData(options.data, options, null, hooks)
  const { net, start } = await startingNet(options.net, settings.seed, options.initialModel)
  const learner = new Learner(net, segmentationWeights, null, settings.seed)
  try {
    await openRun(options.out, { format: 'lightvessel-run', formatVersion: 1, kind: 'train', net: options.net, losses: segmentationWeights, settings: { ...settings }, teacher: null, start, data: description })
    const card = {
      data: path.basename(description.folder),
      training: `${training.length} images, ${settings.epochs} epochs of ${settings.stepsPerEpoch} steps, batch ${settings.batch}, crops ${settings.crop}², seed ${settings.seed}`,
      losses: 'cross-entropy + Dice',
    }
    const model = { name: path.basename(path.resolve(options.out)), card }
    await runTrainingLoop({ folder: options.out, phase: options.phase ?? definition.role, learner, settings, training, validation, model }, hooks)
  } finally {
    learner.dispose()
  }
  return { modelFolder: options.out, validationNames: description.validationNames, trainingImages: training.length }
}
