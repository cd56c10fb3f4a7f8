import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, expect, it } from 'vitest'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'lightvessel-download-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Runs a download of its own making with little patience; what it said, and whether it came through. */
function download(program: string): { good: boolean; states: { megabytes: number; stillSeconds: number }[]; seconds: number } {
  const step = pathToFileURL(join(process.cwd(), 'build/steps/patient-command.mjs')).href
  const script = `
    const { runWhileGrowing } = await import('${step}')
    const states = [], start = performance.now()
    const good = await runWhileGrowing(process.execPath, ['-e', ${JSON.stringify(program)}, ${JSON.stringify(folder)}], { folders: [${JSON.stringify(folder)}], patienceMs: 1500, everyMs: 300, onState: (state) => states.push(state) })
    console.log(JSON.stringify({ good, states, seconds: (performance.now() - start) / 1000 }))`
  return JSON.parse(execFileSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' })) as ReturnType<typeof download>
}

it('a download of which nothing arrives is given up, and it is said while it waits', () => {
  const { good, states, seconds } = download("setInterval(() => {}, 1000); require('node:child_process').spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60000)'], { stdio: 'inherit' })")
  expect(good).toBe(false)
  expect(states.at(-1)!.stillSeconds).toBeGreaterThan(0)
  expect(seconds).toBeLessThan(30)
})

it('a slow download that grows is waited for', () => {
  const { good, states } = download("const file = process.argv[1] + '/part'; let left = 12; const timer = setInterval(() => { require('node:fs').appendFileSync(file, Buffer.alloc(2 ** 18)); if (--left === 0) clearInterval(timer) }, 300)")
  expect(good).toBe(true)
  expect(states.at(-1)!.megabytes).toBeGreaterThan(0)
})
