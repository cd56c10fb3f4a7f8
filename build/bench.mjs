import { existsSync, readdirSync } from 'node:fs'
import os from 'node:os'
import { parseArgs } from 'node:util'
import { setUpChromium } from './steps/chromium.mjs'
import { loadTypeScript } from './steps/load-typescript.mjs'
import { prepare } from './steps/prepare.mjs'
import { inRoot, runScript, StepError } from './steps/project.mjs'

const usage = 'Usage: npm run bench -- NAME [--json] [--host browser|desktop] [--minutes N]'

/**
 * `npm run bench -- NAME [--json] [--host browser|desktop] [--minutes N]`: runs test/bench/NAME.bench.ts, the one door to the
 * benchmarks. `--host` is for those that open the window, `--minutes` for those that watch for some time. A benchmark exports
 * `run({ host, minutes })` and returns `{ samples: { part: [milliseconds, …] }, ratios: { name: number } }`, and where it has rivals
 * `skipped: { rival: reason }` and `versions: { rival: version }`.
 */
await runScript(async () => {
  const { names, json, host, minutes } = readOptions()
  const known = existsSync(inRoot('test', 'bench')) ? readdirSync(inRoot('test', 'bench')).filter((file) => file.endsWith('.bench.ts')).map((file) => file.slice(0, -'.bench.ts'.length)) : []
  const [name] = names
  if (names.length !== 1 || !known.includes(name)) throw new StepError(`${usage}; the benchmarks are: ${known.join(', ') || 'none yet'}.`)
  // Standard output belongs to the result: its last line may be JSON.
  await prepare({ log: console.error })
  Object.assign(process.env, await setUpChromium({ log: console.error }))
  const { run } = await loadTypeScript(`test/bench/${name}.bench.ts`, 'bench')
  const { samples, ratios = {}, ...rivals } = await run({ host, minutes })
  const medians = mapped(samples, (values) => quantile(values, 0.5))
  const p95 = mapped(samples, (values) => quantile(values, 0.95))
  if (json) console.log(JSON.stringify({ name, medians, p95, ratios, ...rivals, machine: machine() }))
  else printTable(samples, medians, p95, ratios)
})

function readOptions() {
  try {
    const { values, positionals } = parseArgs({ allowPositionals: true, options: { json: { type: 'boolean', default: false }, host: { type: 'string', default: 'browser' }, minutes: { type: 'string' } } })
    if (!['browser', 'desktop'].includes(values.host)) throw new Error(`--host takes browser or desktop, not ${values.host}.`)
    if (values.minutes !== undefined && !(Number(values.minutes) > 0)) throw new Error(`--minutes takes a number above 0, not ${values.minutes}.`)
    return { names: positionals, json: values.json, host: values.host, minutes: values.minutes === undefined ? null : Number(values.minutes) }
  } catch (error) {
    throw new StepError(`${error.message}\n${usage}.`)
  }
}

function quantile(values, share) {
  const sorted = [...values].sort((left, right) => left - right)
  const position = (sorted.length - 1) * share
  const below = sorted[Math.floor(position)]
  return Number((below + (sorted[Math.ceil(position)] - below) * (position - Math.floor(position))).toFixed(2))
}

function mapped(samples, act) {
  return Object.fromEntries(Object.entries(samples).map(([part, values]) => [part, act(values)]))
}

function machine() {
  return { cpu: os.cpus()[0]?.model ?? 'unknown', cores: os.availableParallelism(), memoryGb: Math.round(os.totalmem() / 2 ** 30), node: process.version, platform: `${os.platform()} ${os.release()}` }
}

function printTable(samples, medians, p95, ratios) {
  const width = Math.max(24, ...[...Object.keys(samples), ...Object.keys(ratios)].map((name) => name.length))
  for (const part of Object.keys(samples)) console.log(`${part.padEnd(width)} median ${String(medians[part]).padStart(9)}   p95 ${String(p95[part]).padStart(9)}   n ${samples[part].length}`)
  for (const [name, value] of Object.entries(ratios)) console.log(`${name.padEnd(width)} ${value}`)
}
