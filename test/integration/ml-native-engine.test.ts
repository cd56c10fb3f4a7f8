import { execFile } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

/** The set-up of native TensorFlow on machines that lack something. It runs in a process of its own with a PATH made for the case. */
let root: string
let tools: string

function tool(name: string, script: string): void {
  writeFileSync(path.join(tools, name), `#!/bin/sh\n${script}\n`)
  chmodSync(path.join(tools, name), 0o755)
}

async function setUp(): Promise<{ ok: boolean; reason?: string; lines: string[] }> {
  const module = pathToFileURL(path.join(process.cwd(), 'build/native-engine.mjs')).href
  const program = `
    const lines = []
    const { setUpNativeEngine } = await import('${module}')
    console.log(JSON.stringify({ ...(await setUpNativeEngine({ root: process.argv[1], log: (line) => lines.push(line) })), lines }))`
  // Nothing answers at this address, so that the stock download fails at once.
  const environment = { PATH: tools, TFJS_NODE_CDN_STORAGE: 'http://127.0.0.1:9/' }
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', program, root], { env: environment })
  return JSON.parse(stdout) as Awaited<ReturnType<typeof setUp>>
}

describe('setUpNativeEngine', () => {
  beforeEach(() => {
    root = mkdtempSync(path.join(tmpdir(), 'lightvessel-root-'))
    tools = path.join(root, 'tools')
    mkdirSync(tools)
    symlinkSync(path.join(process.cwd(), 'node_modules'), path.join(root, 'node_modules'))
    symlinkSync('/bin/sh', path.join(tools, 'sh'))
  })
  afterEach(() => rmSync(root, { recursive: true, force: true }))

  it('names a missing compiler before it fetches anything, and leaves the reason for the engine', async () => {
    const { ok, reason } = await setUp()
    expect(ok).toBe(false)
    expect(reason).toBe('g++ is not installed, and compiling the TensorFlow binding needs it.')
    expect(JSON.parse(readFileSync(path.join(root, '.native/missing.json'), 'utf8'))).toEqual({ reason })
  })

  it.each([
    ['python3 is missing', null, 'python3 is not installed, and fetching TensorFlow needs it.'],
    ['pip is missing', 'echo "/usr/bin/python3: No module named pip" >&2; exit 1', "python3 has no pip, and fetching TensorFlow's wheel needs it."],
    ['the machine is offline', '[ "$3" = --version ] && exit 0; echo "Failed to establish a new connection: [Errno -2] Name or service not known"; exit 1', 'cannot be reached (offline?)'],
    ['the disk is full', '[ "$3" = --version ] && exit 0; echo "ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device"; exit 1', 'failed because the disk is full.'],
  ])('says in one sentence that %s, and leaves no half-made engine', async (_, python, expected) => {
    tool('g++', 'exit 0')
    if (python) tool('python3', python)
    const { ok, reason } = await setUp()
    expect(ok).toBe(false)
    expect(reason).toContain(expected)
    expect(reason).toContain('libtensorflow 2.9.1 could not be fetched: 127.0.0.1:9 cannot be reached (offline?).')
    expect(readdirSync(path.join(root, '.native'))).toEqual(['missing.json'])
  })

  it('tries the GPU wheel first where nvidia-smi answers, then all the others', async () => {
    tool('g++', 'exit 0')
    tool('nvidia-smi', 'echo "GPU 0: NVIDIA"')
    tool('python3', '[ "$3" = --version ] && exit 0; echo "Failed to establish a new connection"; exit 1')
    const { ok, reason, lines } = await setUp()
    expect(ok).toBe(false)
    expect(lines.filter((line) => line.startsWith('Fetching')).map((line) => line.split(' ').slice(1, 3).join(' '))).toEqual(['tensorflow 2.21.0', 'libtensorflow 2.9.1', 'tensorflow-cpu 2.21.0', 'libtensorflow 2.9.1'])
    expect(reason).toMatch(/tensorflow==2\.21\.0 could not be fetched.*tensorflow-cpu==2\.21\.0 could not be fetched/)
  })

  it('says that the packages are missing', async () => {
    rmSync(path.join(root, 'node_modules'))
    expect((await setUp()).reason).toBe('The packages are not installed yet (run npm ci first).')
  })

  it('has nothing to do when the engine is there, and is then quick', async () => {
    rmSync(path.join(root, 'node_modules'))
    const { stdout } = await promisify(execFile)(process.execPath, [
      '--input-type=module',
      '-e',
      `const { setUpNativeEngine } = await import('${pathToFileURL(path.join(process.cwd(), 'build/native-engine.mjs')).href}')
       const started = performance.now()
       const result = await setUpNativeEngine({ root: process.cwd(), log: () => { throw new Error('it should say nothing') } })
       console.log(JSON.stringify({ ...result, ms: performance.now() - started }))`,
    ])
    const result = JSON.parse(stdout) as { ok: boolean; ms: number }
    expect(result.ok).toBe(true)
    expect(result.ms).toBeLessThan(5000)
  })
})
