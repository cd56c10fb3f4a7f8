import path from 'node:path'
import { parseArgs } from 'node:util'
import { loadTypeScript } from './steps/load-typescript.mjs'
import { prepare } from './steps/prepare.mjs'
import { runScript, StepError } from './steps/project.mjs'
import { wholeNumber } from './steps/whole-number.mjs'

const usage = 'Usage: npm run fuzz -- dicom [--count N] [--seed S] [--from FIRST] [--replay FILE]'

/**
 * `npm run fuzz -- dicom --count N --seed S`: reads N seeded mutants of the real files through the reader threads and prints one
 * line of JSON. Ends with 1 when one of them crashed, hung, took too much memory or failed without a declared cause; these are
 * kept in .build/fuzz, and `--replay FILE` reads one again.
 */
await runScript(async () => {
  const options = readOptions()
  await prepare({ log: console.error })
  const { run } = await loadTypeScript('test/fuzz/dicom.ts', 'fuzz-program')
  const { result, good } = await run(options)
  console.log(JSON.stringify(result))
  return good ? 0 : 1
})

function readOptions() {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: { count: { type: 'string', default: '1000' }, seed: { type: 'string', default: '1' }, from: { type: 'string', default: '0' }, replay: { type: 'string' } },
    })
    if (positionals.length !== 1 || positionals[0] !== 'dicom') throw new Error('What is fuzzed must be named: dicom.')
    const replay = values.replay === undefined ? null : path.resolve(process.env.INIT_CWD ?? process.cwd(), values.replay)
    return { count: wholeNumber(values, 'count'), seed: wholeNumber(values, 'seed'), from: wholeNumber(values, 'from'), replay }
  } catch (error) {
    throw new StepError(`${error.message}\n${usage}`)
  }
}
