import path from 'node:path'
import { describeWeights, presets, scaleDistillation, withWeights, type LossWeights, type PresetName } from '../losses/presets'
import { lossNeeds } from '../losses/total-loss'
import { netDefinition } from '../nets/registry'
import type { TrainingHooks, TrainingResult } from './hooks'
import { Learner } from './learner'
import { openTeaching } from './open-teaching'
import { prepareData, startingNet } from './prepare-run'
import { openRun } from './run-folder'
import type { TrainingChoices } from './settings'
import { fingerprintOf, loadUnlabelled, unlabelledCrops } from './training-data'
import { TrainingError } from './training-error'
import { runTrainingLoop } from './training-loop'

export interface DistillStudentOptions extends TrainingChoices {
  /** Data folder: images/, masks/ and optionally manifest.csv. */
  data: string
  /** Run or model folder of the teacher; several teach together, by the mean of their probabilities. */
  teacher: string | readonly string[]
  /** Each of several teachers teaches only images that it was not trained on. */
  outOfFold?: boolean
  /** Folder of pictures without masks; the distillation's losses, not the annotation's, learn from them as well. */
  unlabelled?: string | null
  /** A net of the registry. */
  student: string
  preset: PresetName
  /** Factor on the preset's distillation weights; the annotation's losses keep theirs. Default 1. */
  scale?: number
  /** Weights set anew or added to the preset's, such as `{ cldice: 0.3 }`. */
  losses?: LossWeights
  /** The run folder; a run in it is gone on with from its last checkpoint. */
  out: string
  /** Model folder of the student's net to start from. */
  initialModel?: string | null
}

/**
 * Trains a student under a teacher: the annotation's losses, and those of the preset. When the teacher was trained on the
 * same data folder, its validation part is used again, so that no validation image has been seen by either. Needs native
 * TensorFlow.
 *
 * @throws DataError, TrainingError, TrainingCancelledError, UnknownNetError, ModelError, LossError
 */
export async function distillStudent(options: DistillStudentOptions, hooks: TrainingHooks = {}): Promise<TrainingResult> {
  netDefinition(options.student)
  const preset: LossWeights | undefined = presets[options.preset]
  if (!preset) throw new TrainingError(`There is no preset named "${options.preset}"; the presets are ${Object.keys(presets).join(', ')}.`)
  const losses = withWeights(scaleDistillation(preset, options.scale ?? 1), options.losses ?? {})
  const unlabelled = options.unlabelled ? await loadUnlabelled(options.unlabelled, hooks.signal) : []
  if (unlabelled.length > 0 && !lossNeeds(losses).teacher) throw new TrainingError('Images without annotation teach nothing with these losses: none of them looks at the teacher.')
  const teaching = await openTeaching(options)
  try {
    const { training, validation, settings, description } = await prepareData(options.data, options, teaching.validationNames, hooks)
    const teachers = teaching.teachersOf(description.trainingNames)
    const { net, start } = await startingNet(options.student, settings.seed, options.initialModel)
    const learner = new Learner(net, losses, teaching.net, settings.seed, unlabelledCrops(settings.batch, unlabelled))
    try {
      await openRun(options.out, { format: 'lightvessel-run', formatVersion: 1, kind: 'distill', net: options.student, losses: { ...losses }, settings: { ...settings }, teacher: teaching.id, outOfFold: teachers !== null, unlabelled: unlabelled.length > 0 ? fingerprintOf(unlabelled) : null, start, data: description })
      const card = {
        data: path.basename(description.folder) + (unlabelled.length > 0 ? ` and ${unlabelled.length} images without annotation` : ''),
        training: `${training.length} images, ${settings.epochs} epochs of ${settings.stepsPerEpoch} steps, batch ${settings.batch}, crops ${settings.crop}², seed ${settings.seed}`,
        losses: `preset ${options.preset}: ${describeWeights(losses)}`,
        teacher: `${teaching.netNames.join(', ')}, ${teaching.id}${teachers ? ', each for the images it was not trained on' : ''}`,
      }
      const model = { name: path.basename(path.resolve(options.out)), card }
      await runTrainingLoop({ folder: options.out, phase: 'student', learner, settings, training, unlabelled, teachers, validation, model }, hooks)
    } finally {
      learner.dispose()
    }
    return { modelFolder: options.out, validationNames: description.validationNames, trainingImages: training.length }
  } finally {
    teaching.net.dispose()
  }
}
