import { spawn } from 'node:child_process'
import { copyFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { build } from 'esbuild'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bundleForNode } from '../support/bundle-for-node'
import { conformanceCases } from '../support/conformance-cases'
import { electronCommand, electronRuntime } from '../support/electron-runtime'

interface Report {
  readonly results: Record<string, string | null>
  readonly hostile: Record<string, unknown>
  readonly preferences: Record<string, unknown>
  readonly url: boolean
  readonly log: string[]
}

const runtime = electronRuntime()
if (runtime.reason) console.warn(`SKIPPED RPC over Electron: ${runtime.reason}`)

describe.skipIf(runtime.program === null)('RPC over Electron', () => {
  let report: Report
  const folders: string[] = []

  beforeAll(async () => {
    const main = await bundleForNode('test/support/conformance-electron-main.ts')
    const preload = await bundleForNode('electron/desktop/preload.ts', false)
    const folder = dirname(main)
    folders.push(folder, dirname(preload))
    copyFileSync(preload, join(folder, 'preload.cjs'))
    mkdirSync(join(folder, 'page'))
    writeFileSync(join(folder, 'page', 'index.html'), '<!doctype html><meta charset="utf-8"><title>conformance</title><body><script type="module" src="/page.js"></script>')
    await build({ entryPoints: ['test/support/conformance-page.ts'], outfile: join(folder, 'page', 'page.js'), bundle: true, format: 'esm', target: 'chrome130', logLevel: 'error' })
    report = await runElectron(main, folder)
  })
  afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true })))

  for (const { name } of conformanceCases) {
    it(name, () => {
      expect(Object.keys(report.results)).toContain(name)
      expect(report.results[name]).toBeNull()
    })
  }

  it('a page gets the bridge and nothing else', () => {
    expect(report.hostile).toEqual({
      nodeReachable: false, bridge: ['connect', 'pathForFile'], evalRefused: true, networkRefused: true, windowRefused: true, notifications: 'denied', traversal: 404, frameEmpty: true,
    })
    expect(report.preferences).toMatchObject({ sandbox: true, contextIsolation: true, nodeIntegration: false, webviewTag: false })
    expect(report.url).toBe(true)
  })
})

function runElectron(main: string, folder: string): Promise<Report> {
  const [command, parameters] = electronCommand(runtime.program!, [main, `--folder=${folder}`])
  const child = spawn(command, parameters, { stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => (output += text))
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => child.kill('SIGKILL'), 120_000)
    child.once('close', () => {
      clearTimeout(timer)
      const line = output.split('\n').find((text) => text.startsWith('{"results"'))
      if (line) resolve(JSON.parse(line) as Report)
      else reject(new Error(`Electron gave no report:\n${output.slice(-4000)}`))
    })
  })
}
