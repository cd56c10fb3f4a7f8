import path from 'node:path'
import { describeWeights, segmentationWeights, withWeights, type LossWeights } from '../losses/presets'
import { netDefinition } from '../nets/registry'
import type { TrainingHooks, TrainingResult } from './hooks'
import { Learner } from './learner'
import { prepareData, startingNet, type LeftOut } from './prepare-run'
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
  /** Weights set anew or added to cross-entropy and Dice, such as `{ cldice: 0.3, deep: 1 }`. */
  losses?: LossWeights
  /** Left out for a teacher that is to teach these images. */
  leaveOut?: LeftOut | null
  /** Shown in the live curves; by default the net's own role. */
  phase?: 'teacher' | 'student'
}

/**
 * Trains one net on annotations alone (by default with cross-entropy and Dice). Needs native TensorFlow.
 *
 * @throws DataError, TrainingError, TrainingCancelledError, UnknownNetError, ModelError
 */
export async function trainNet(options: TrainNetOptions, hooks: TrainingHooks = {}): Promise<TrainingResult> {
  const definition = netDefinition(options.net)
  const { training, validation, settings, description } = await prepareData(options.data, options, null, hooks, options.leaveOut)
  const { net, start } = await startingNet(options.net, settings.seed, options.initialModel)
  const losses = withWeights(segmentationWeights, options.losses ?? {})
  const learner = new Learner(net, losses, null, settings.seed)
  try {
    await openRun(options.out, { format: 'lightvessel-run', formatVersion: 1, kind: 'train', net: options.net, losses: { ...losses }, settings: { ...settings }, teacher: null, outOfFold: false, unlabelled: null, start, data: description })
    const card = {
      data: path.basename(description.folder),
      training: `${training.length} images, ${settings.epochs} epochs of ${settings.stepsPerEpoch} steps, batch ${settings.batch}, crops ${settings.crop}², seed ${settings.seed}`,
      losses: describeWeights(losses),
    }
    const model = { name: path.basename(path.resolve(options.out)), card }
    await runTrainingLoop({ folder: options.out, phase: options.phase ?? definition.role, learner, settings, training, validation, model }, hooks)
  } finally {
    learner.dispose()
  }
  return { modelFolder: options.out, validationNames: description.validationNames, trainingImages: training.length }
}
