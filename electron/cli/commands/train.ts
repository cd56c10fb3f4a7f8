import { type Command, InvalidArgumentError } from 'commander'
import type { LeftOut } from '../../../ml/training/prepare-run'
import { trainNet } from '../../../ml/training/train-net'
import { addTrainingOptions, runTraining, type TrainingOptions } from '../training-command'

/** `train`: one net on annotations alone. */
export function registerTrainCommand(program: Command): void {
  addTrainingOptions(program.command('train').description('train a net on a data folder; the run folder then holds the model'))
    .requiredOption('--net <name>', 'the net, e.g. unet-16 or slim-unet')
    .option('--leave-out <part/of>', 'for an out-of-fold teacher: do not train on this part of the training images, by patient, e.g. 1/3', leftOut)
    .action(async ({ net, leaveOut, ...options }: TrainingOptions & { net: string; leaveOut?: LeftOut }) => {
      await runTraining(options, (choices, hooks) => trainNet({ ...choices, net, leaveOut: leaveOut ?? null }, hooks))
    })
}

/** Parses `1/3`: the first of three. */
function leftOut(text: string): LeftOut {
  const [part, of] = (/^(\d+)\/(\d+)$/.exec(text) ?? []).slice(1).map(Number)
  if (part === undefined || of === undefined || part < 1 || part > of || of < 2) throw new InvalidArgumentError('It must be a part and a number of parts, such as 1/3.')
  return { part: part - 1, of }
}
