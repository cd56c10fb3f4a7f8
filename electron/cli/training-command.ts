import { type Command, InvalidArgumentError, Option } from 'commander'
import { resolve } from 'node:path'
import { readModelFile } from '../../ml/model/model-folder'
import { describeDiagnosis } from '../../ml/training/diagnosis'
import type { TrainingHooks, TrainingResult } from '../../ml/training/hooks'
import type { TrainingChoices } from '../../ml/training/settings'
import { interruptible, share, wholeNumber } from './command-line'
import { ProgressLine } from './progress-line'
import { startEngine } from './start-engine'

/** The options that `train` and `distill` have in common. */
export interface TrainingOptions extends TrainingChoices {
  data: string
  out: string
  init?: string
  loss?: Record<string, number>
  diagnose?: true
  json?: true
}

export function addTrainingOptions(command: Command): Command {
  return command
    .requiredOption('--data <folder>', 'data folder: images/NAME.*, masks/NAME.*, optionally manifest.csv')
    .requiredOption('--out <folder>', 'run folder; a run that is in it already is gone on with')
    .option('--epochs <number>', 'passes over the training images (default: as many as make about 1,800 steps)', wholeNumber(1, 10_000))
    .option('--crop <pixels>', 'side of the training crops, a multiple of 16 (default: 128)', wholeNumber(32, 1024))
    .option('--batch <number>', 'crops per step (default: 4)', wholeNumber(1, 256))
    .option('--seed <number>', 'decides split, initial weights and augmentation (default: 1)', wholeNumber(0, 1_000_000))
    .option('--validation-fraction <share>', 'share of the images kept for validation, by patient (default: 0.2)', share)
    .option('--init <model>', 'model folder of the same net to start from')
    .option('--loss <name=weight>', 'set or add the weight of a loss, e.g. cldice=0.3 or deep=1; may be given several times', weightOf)
    .option('--diagnose', 'look inside at every validation: the norms of the gradients of each term, the similarity maps of FSD, the scores of the critics; printed and kept in the curves')
    .addOption(new Option('--json', 'print one JSON object on the last line'))
}

/** Runs one training command from start to its report. Interrupted, it leaves a checkpoint and exits with 130. */
export async function runTraining(options: TrainingOptions, train: (choices: TrainingChoices & { data: string; out: string; initialModel: string | null; losses: Record<string, number> }, hooks: TrainingHooks) => Promise<TrainingResult>): Promise<void> {
  await startEngine('training')
  const { data, out, init, loss, diagnose = false, json, ...choices } = options
  const progress = new ProgressLine()
  const started = Date.now()
  const result = await interruptible((signal) =>
    train(
      { ...choices, data: resolve(data), out: resolve(out), initialModel: init ? resolve(init) : null, losses: loss ?? {} },
      {
        signal,
        diagnose,
        onMessage: (text) => progress.say(text),
        onPoint: ({ epoch, step, totalSteps, loss, validationDice, diagnosis, secondsLeft }) => {
          if (validationDice !== null) progress.say(`epoch ${epoch}: loss ${loss.toFixed(4)}, validation Dice ${validationDice.toFixed(4)}`)
          if (diagnosis) for (const line of describeDiagnosis(diagnosis)) progress.say(`  ${line}`)
          progress.update(step / totalSteps, `epoch ${epoch}, step ${step}/${totalSteps}, loss ${loss.toFixed(4)}`, secondsLeft)
        },
      },
    ),
  )
  progress.clear()
  if (!result) return
  const model = await readModelFile(result.modelFolder)
  const seconds = Math.round((Date.now() - started) / 1000)
  console.error(`${result.modelFolder}: ${model.net}, ${model.parameters} parameters, validation Dice ${model.validation?.dice.toFixed(4)}, ${seconds} s`)
  if (json) {
    const { net, parameters, threshold, validation } = model
    console.log(JSON.stringify({ model: result.modelFolder, net, parameters, threshold, validation, validationNames: result.validationNames, trainingImages: result.trainingImages, seconds }))
  }
}

/** Parses `NAME=WEIGHT`; collects over several. */
function weightOf(text: string, before: Record<string, number> = {}): Record<string, number> {
  const [, name, weight] = /^([a-z0-9-]+)=(\d+(?:\.\d+)?(?:e-?\d+)?)$/i.exec(text) ?? []
  if (name === undefined) throw new InvalidArgumentError('It must be a name and a number, such as cldice=0.3.')
  return { ...before, [name]: Number(weight) }
}
