import { type Command, Option } from 'commander'
import { resolve } from 'node:path'
import { presets, type PresetName } from '../../../ml/losses/presets'
import { distillStudent } from '../../../ml/training/distill-student'
import { addTrainingOptions, runTraining, type TrainingOptions } from '../training-command'

type DistillCommandOptions = TrainingOptions & { teacher: string; student: string; preset: PresetName }

/** `distill`: a student under a trained teacher. */
export function registerDistillCommand(program: Command): void {
  addTrainingOptions(program.command('distill').description('distil a trained teacher into a student; the run folder then holds the student'))
    .requiredOption('--teacher <folder>', 'run or model folder of the teacher')
    .requiredOption('--student <name>', "the student's net, e.g. slim-unet")
    .addOption(new Option('--preset <name>', 'the losses').choices(Object.keys(presets)).default('lightvessel'))
    .action(async ({ teacher, student, preset, ...options }: DistillCommandOptions) => {
      await runTraining(options, (choices, hooks) => distillStudent({ ...choices, teacher: resolve(teacher), student, preset }, hooks))
    })
}
