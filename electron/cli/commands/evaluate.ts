import { type Command, Option } from 'commander'
import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { readRunConfig } from '../../../ml/training/run-folder'
import { evaluateModel } from '../../../ml/training/evaluate-model'
import { TrainingError } from '../../../ml/training/training-error'
import { interruptible } from '../command-line'
import { ProgressLine } from '../progress-line'
import { startEngine, warnIfUnfinished } from '../start-engine'

interface EvaluateCommandOptions {
  model: string
  data: string
  namesFile?: string
  split?: 'training' | 'validation'
  run?: string
  json?: true
}

/** `evaluate`: figures of a model on a data folder, or on the part of it that a run kept for validation. */
export function registerEvaluateCommand(program: Command): void {
  program
    .command('evaluate')
    .description('measure a model on a data folder')
    .requiredOption('--model <folder>', 'run or model folder')
    .requiredOption('--data <folder>', 'data folder: images/NAME.*, masks/NAME.*')
    .addOption(new Option('--names-file <file>', 'text file with one image name per line: only these').conflicts('split'))
    .addOption(new Option('--split <part>', 'only the images that a run used for this part').choices(['training', 'validation']))
    .option('--run <folder>', 'the run of --split (default: the one of --model)')
    .option('--json', 'print one JSON object on the last line')
    .action(evaluate)
}

async function evaluate(options: EvaluateCommandOptions): Promise<void> {
  const names = await chosenNames(options)
  await warnIfUnfinished(resolve(options.model))
  await startEngine('inference')
  const progress = new ProgressLine()
  const result = await interruptible((signal) =>
    evaluateModel({
      modelFolder: resolve(options.model),
      data: resolve(options.data),
      ...(names ? { names } : {}),
      signal,
      onProgress: ({ done, total }) => progress.update(done / total, `image ${done} of ${total}`),
    }),
  )
  progress.clear()
  if (!result) return
  if (options.json) {
    const { dice, dicePooled, iou, sensitivity, specificity, auc, clDice, images, msPerImage, parameters } = result
    console.log(JSON.stringify({ dice, dicePooled, iou, sensitivity, specificity, auc, clDice, images, msPerImage, parameters }))
    return
  }
  for (const [name, value] of Object.entries(result)) console.log(`${name.padEnd(12)} ${Number.isInteger(value) ? value : value.toFixed(4)}`)
}

async function chosenNames({ model, namesFile, split, run }: EvaluateCommandOptions): Promise<string[] | null> {
  if (namesFile) return (await readFile(resolve(namesFile), 'utf8')).split(/\r?\n/).map((line) => line.trim()).filter((line) => line !== '')
  if (!split) return null
  const folder = resolve(run ?? model)
  const config = await readRunConfig(folder)
  if (!config) throw new TrainingError(`${folder} holds no run, so that its ${split} part is not known.`)
  return split === 'training' ? config.data.trainingNames : config.data.validationNames
}
