import path from 'node:path'
import { presets, scaleDistillation, type LossWeights, type PresetName } from '../losses/presets'
import { modelId, readModel } from '../model/model-folder'
import { buildNet, netDefinition } from '../nets/registry'
import type { FrozenNet } from '../nets/net'
import type { TrainingHooks, TrainingResult } from './hooks'
import { Learner } from './learner'
import { prepareData, startingNet } from './prepare-run'
import { openRun, readRunConfig } from './run-folder'
import type { TrainingChoices } from './settings'
import { TrainingError } from './training-error'
import { runTrainingLoop } from './training-loop'

export interface DistillStudentOptions extends TrainingChoices {
  /** Data folder: images/, masks/ and optionally manifest.csv. */
  data: string
  /** Run or model folder of the teacher. */
  teacher: string
  /** A net of the registry. */
  student: string
  preset: PresetName
  /** Factor on the preset's distillation weights; the annotation's losses keep theirs. Default 1. */
  scale?: number
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
 * @throws DataError, TrainingError, TrainingCancelledError, UnknownNetError, ModelError
 */
export async function distillStudent(options: DistillStudentOptions, hooks: TrainingHooks = {}): Promise<TrainingResult> {
  netDefinition(options.student)
  const preset: LossWeights | undefined = presets[options.preset]
  if (!preset) throw new TrainingError(`There is no preset named "${options.preset}"; the presets are ${Object.keys(presets).join(', ')}.`)
  const losses = scaleDistillation(preset, options.scale ?? 1)
  const teacher = await openTeacher(options.teacher)
  const validationNames = await teachersValidation(options)
  const { training, validation, settings, description } = await prepareData(options.data, options, validationNames, hooks)
  const { net, start } = await startingNet(options.student, settings.seed, options.initialModel)
  const learner = new Learner(net, losses, teacher.net, settings.seed)
  try {
    await openRun(options.out, { format: 'lightvessel-run', formatVersion: 1, kind: 'distill', net: options.student, losses: { ...losses }, settings: { ...settings }, teacher: teacher.id, start, data: description })
    const card = {
      data: path.basename(description.folder),
      training: `${training.length} images, ${settings.epochs} epochs of ${settings.stepsPerEpoch} steps, batch ${settings.batch}, crops ${settings.crop}², seed ${settings.seed}`,
      losses: `preset ${options.preset}: ${Object.entries(losses).map(([name, weight]) => `${name} ${weight}`).join(', ')}`,
      teacher: `${teacher.netName}, ${teacher.id}`,
    }
    const model = { name: path.basename(path.resolve(options.out)), card }
    await runTrainingLoop({ folder: options.out, phase: 'student', learner, settings, training, validation, model }, hooks)
  } finally {
    learner.dispose()
    teacher.net.dispose()
  }
  return { modelFolder: options.out, validationNames: description.validationNames, trainingImages: training.length }
}

async function openTeacher(folder: string): Promise<{ net: FrozenNet; netName: string; id: string }> {
  const { model, weights } = await readModel(folder)
  if (!model.finished) throw new TrainingError(`The training of the teacher in ${folder} is not finished; run its command again to finish it.`)
  const net = buildNet(model.net, { weights })
  const frozen = net.freeze()
  net.dispose()
  return { net: frozen, netName: model.net, id: modelId(model) }
}

/** The validation part of the teacher's own run, when that run was on the same data folder. */
async function teachersValidation({ data, teacher }: DistillStudentOptions): Promise<string[] | null> {
  const run = await readRunConfig(teacher)
  return run && run.data.folder === path.resolve(data) ? run.data.validationNames : null
}
