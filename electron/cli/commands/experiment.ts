import { type Command } from 'commander'
import { resolve } from 'node:path'
import { readExperiment } from '../../../ml/experiment/experiment-file'
import { KnownResults } from '../../../ml/experiment/job-result'
import { runExperiment } from '../../../ml/experiment/run-experiment'
import { writeReport } from '../../../ml/experiment/write-report'
import { interruptible } from '../command-line'
import { ProgressLine } from '../progress-line'
import { startEngine } from '../start-engine'

/** `experiment`: methods × data sets × weights × seeds, with tables, tests and a report. */
export function registerExperimentCommand(program: Command): void {
  program
    .command('experiment')
    .description('run a matrix of distillation methods and compare them; what is finished is not run again')
    .argument('<file>', 'experiment file (JSON)')
    .requiredOption('--out <folder>', 'folder for runs, tables and report')
    .option('--known <file>', 'list of results (one JSON object a line): jobs in it are not run again, and new results are added to it')
    .option('--json', 'print the summaries as one JSON object on the last line')
    .action(async (file: string, { out, known, json }: { out: string; known?: string; json?: true }) => {
      const experiment = await readExperiment(resolve(file))
      await startEngine('training')
      const progress = new ProgressLine()
      const folder = resolve(out)
      const results = known ? await KnownResults.open(resolve(known)) : null
      const summaries = await interruptible(async (signal) => {
        const result = await runExperiment(experiment, folder, {
          signal,
          ...(results && { known: results }),
          onMessage: (text) => progress.say(text),
          onProgress: ({ done, total, text, shareOfJob }) => progress.update((done + shareOfJob) / total, text),
        })
        progress.say('Writing the report …')
        return writeReport(experiment, result, folder)
      })
      progress.clear()
      if (!summaries) return
      for (const { dataset, method, dice, diceDeviation } of summaries) console.error(`${dataset.padEnd(12)} ${method.padEnd(18)} Dice ${dice.toFixed(4)} ± ${diceDeviation.toFixed(4)}`)
      console.error(`Report: ${folder}/report.html`)
      if (json) console.log(JSON.stringify({ name: experiment.name, summaries }))
    })
}
