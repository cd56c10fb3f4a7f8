import { mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { setUpChromium } from './steps/chromium.mjs'
import { prepare } from './steps/prepare.mjs'
import { inRoot, runScript, StepError } from './steps/project.mjs'
import { runCommand } from './steps/run-command.mjs'

/**
 * `npm test [-- STEP …]`: prepares what is missing, then types, lint, unit (with the layers), integration and end-to-end
 * tests, or only the steps that are named. Ends with one line, `N passed, N failed, N skipped`, that counts every test
 * (types and lint as one each). The exit code is 0 only when nothing failed.
 */
const steps = { types, lint, unit: () => vitest('unit'), integration: () => vitest('integration'), e2e: endToEnd }
const resultsFolder = inRoot('.build', 'test-results')

await runScript(async () => {
  const wanted = process.argv.slice(2)
  const unknown = wanted.find((name) => !Object.hasOwn(steps, name))
  if (unknown) throw new StepError(`There is no step ${unknown}; the steps are ${Object.keys(steps).join(', ')}.`)
  await prepare({ log: console.log })
  removeLeftovers()
  mkdirSync(resultsFolder, { recursive: true })
  const total = { passed: 0, failed: 0, skipped: 0 }
  for (const [name, step] of Object.entries(steps)) {
    if (wanted.length > 0 && !wanted.includes(name)) continue
    console.log(`\n── ${name} ──`)
    const started = Date.now()
    const counts = await step()
    for (const key of Object.keys(total)) total[key] += counts[key]
    console.log(`${name}: ${sentence(counts)} in ${Math.round((Date.now() - started) / 1000)} s`)
  }
  console.log(`\n${sentence(total)}`)
  return total.failed > 0 ? 1 : 0
})

/** Bundles that killed tests left; those of the last hour may belong to tests that are running. */
function removeLeftovers() {
  for (const name of readdirSync(inRoot('.build'))) {
    const folder = inRoot('.build', name)
    if (/^test-\w{6}$/.test(name) && Date.now() - statSync(folder).mtimeMs > 3_600_000) rmSync(folder, { recursive: true, force: true })
  }
}

function sentence({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`
}

function asOneTest(code) {
  return { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: 0 }
}

function packageProgram(...parts) {
  return inRoot('node_modules', ...parts)
}

async function types() {
  return asOneTest(await runCommand(process.execPath, [packageProgram('typescript', 'bin', 'tsc'), '--noEmit', '-p', 'tsconfig.json']))
}

async function lint() {
  const places = ['electron', 'renderer', 'ml', 'test', 'build']
  return asOneTest(await runCommand(process.execPath, [packageProgram('oxlint', 'bin', 'oxlint'), '-c', 'build/oxlint.json', '--deny-warnings', ...places]))
}

async function vitest(project) {
  const file = inRoot('.build', 'test-results', `${project}.json`)
  rmSync(file, { force: true })
  const parameters = ['run', '--config', 'build/vitest.config.ts', '--project', project, '--reporter=default', '--reporter=json', `--outputFile.json=${file}`]
  const environment = { ...process.env, VITE_CONFIG_NATIVE_IGNORE_WARNING: 'true' }
  const code = await runCommand(process.execPath, [packageProgram('vitest', 'vitest.mjs'), ...parameters], { env: environment })
  const report = readReport(file)
  // A file that could not even be loaded has no tests to count.
  const brokenFiles = report?.testResults.filter((result) => result.status === 'failed' && result.assertionResults.length === 0).length ?? 0
  return honest(code, {
    passed: report?.numPassedTests ?? 0,
    failed: (report?.numFailedTests ?? 0) + brokenFiles,
    skipped: (report?.numPendingTests ?? 0) + (report?.numTodoTests ?? 0),
  })
}

async function endToEnd() {
  const file = inRoot('.build', 'test-results', 'e2e.json')
  rmSync(file, { force: true })
  const environment = { ...process.env, PLAYWRIGHT_JSON_OUTPUT_NAME: file, ...(await setUpChromium({ log: console.log })) }
  const parameters = ['test', '--config', 'build/playwright.config.ts', '--reporter=list,json']
  const code = await runCommand(process.execPath, [packageProgram('@playwright', 'test', 'cli.js'), ...parameters], { env: environment })
  const report = readReport(file)
  return honest(code, {
    passed: (report?.stats.expected ?? 0) + (report?.stats.flaky ?? 0),
    failed: (report?.stats.unexpected ?? 0) + (report?.errors.length ?? 0),
    skipped: report?.stats.skipped ?? 0,
  })
}

/** A runner that failed without a failed test (it crashed, or an error came outside any test) counts as one. */
function honest(code, counts) {
  return code !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts
}

function readReport(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    // The runner ended before it could write: its exit code says so.
    return null
  }
}
