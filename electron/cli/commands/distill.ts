import { type Command, Option } from 'commander'
import { resolve } from 'node:path'
import { presets, type PresetName } from '../../../ml/losses/presets'
import { distillStudent } from '../../../ml/training/distill-student'
import { factor } from '../command-line'
import { addTrainingOptions, runTraining, type TrainingOptions } from '../training-command'

type DistillCommandOptions = TrainingOptions & { teacher: string[]; outOfFold?: true; unlabelled?: string; student: string; preset: PresetName; scale: number }

/** `distill`: a student under a trained teacher. */
export function registerDistillCommand(program: Command): void {
  addTrainingOptions(program.command('distill').description('distil a trained teacher into a student; the run folder then holds the student'))
    .requiredOption('--teacher <folders...>', 'run or model folder of the teacher; several teach by their mean probability')
    .option('--out-of-fold', 'each of several teachers teaches only the images that it was not trained on (see train --leave-out)')
    .option('--unlabelled <folder>', 'pictures without masks for the distillation to learn from as well')
    .requiredOption('--student <name>', "the student's net, e.g. slim-unet")
    .addOption(new Option('--preset <name>', 'the losses').choices(Object.keys(presets)).default('lightvessel'))
    .option('--scale <factor>', "factor on the weights of the preset's distillation", factor, 1)
    .action(async ({ teacher, outOfFold, unlabelled, student, preset, scale, ...options }: DistillCommandOptions) => {
      const teaching = { teacher: teacher.map((folder) => resolve(folder)), outOfFold: outOfFold ?? false, unlabelled: unlabelled ? resolve(unlabelled) : null }
      await runTraining(options, (choices, hooks) => distillStudent({ ...choices, ...teaching, student, preset, scale }, hooks))
    })
}
