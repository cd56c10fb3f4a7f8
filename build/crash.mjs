import { parseArgs } from 'node:util'
import { loadTypeScript } from './steps/load-typescript.mjs'
import { prepare } from './steps/prepare.mjs'
import { runScript, StepError } from './steps/project.mjs'
import { wholeNumber } from './steps/whole-number.mjs'

/**
 * `npm run crash -- --count N --seed S`: kills the host N times at random moments of a scripted edit, opens the library after each
 * and prints one line of JSON. Ends with 1 when acknowledged work was lost, or a library did not open unharmed.
 */
await runScript(async () => {
  const options = readOptions()
  await prepare({ log: console.error })
  const { run } = await loadTypeScript('test/crash/edit.ts', 'crash-program')
  const { result, good } = await run(options)
  console.log(JSON.stringify(result))
  return good ? 0 : 1
})

function readOptions() {
  try {
    const { values } = parseArgs({ options: { count: { type: 'string', default: '100' }, seed: { type: 'string', default: '1' } } })
    return { count: wholeNumber(values, 'count'), seed: wholeNumber(values, 'seed') }
  } catch (error) {
    throw new StepError(`${error.message}\nUsage: npm run crash -- [--count N] [--seed S]`)
  }
}
