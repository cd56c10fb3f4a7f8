import type { Command } from 'commander'
import { trainNet } from '../../../ml/training/train-net'
import { addTrainingOptions, runTraining, type TrainingOptions } from '../training-command'

/** `train`: one net on annotations alone. */
export function registerTrainCommand(program: Command): void {
  addTrainingOptions(program.command('train').description('train a net on a data folder; the run folder then holds the model'))
    .requiredOption('--net <name>', 'the net, e.g. unet-16 or slim-unet')
    .action(async ({ net, ...options }: TrainingOptions & { net: string }) => {
      await runTraining(options, (choices, hooks) => trainNet({ ...choices, net }, hooks))
    })
}
