import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { build } from 'esbuild'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { nativeFolder, wasmFolder } from './ml-engine'

/** The backend is chosen once per process, so every case runs in one of its own. */
mkdirSync(path.join(process.cwd(), '.build'), { recursive: true })
const scratch = mkdtempSync(path.join(process.cwd(), '.build', 'backend-test-'))
const program = path.join(scratch, 'start.cjs')

async function start(options: object): Promise<Record<string, unknown>> {
  const { stdout } = await promisify(execFile)(process.execPath, [program, JSON.stringify({ wasmFolder, ...options })], { env: { ...process.env, TF_CPP_MIN_LOG_LEVEL: '2' } })
  return JSON.parse(stdout.trim().split('\n').at(-1)!) as Record<string, unknown>
}

describe('startBackend', () => {
  beforeAll(async () => {
    const contents = `
      import { startBackend } from './ml/backend/start-backend'
      import * as tf from './ml/backend/tf'
      startBackend(JSON.parse(process.argv[2]))
        .then((status) => ({ ...status, sum: tf.sum(tf.mul(tf.tensor1d([1, 2, 3]), 2)).dataSync()[0] }), (error) => ({ error: error.message, name: error.name }))
        .then((result) => console.log(JSON.stringify(result)))`
    await build({ stdin: { contents, resolveDir: process.cwd(), loader: 'ts' }, bundle: true, platform: 'node', format: 'cjs', packages: 'external', outfile: program, logLevel: 'error' })
  })
  afterAll(() => rmSync(scratch, { recursive: true, force: true }))

  it('starts native TensorFlow and names it', async () => {
    const status = await start({ nativeFolder })
    expect(status).toMatchObject({ backend: 'tensorflow', sum: 12 })
    expect(status['version']).toMatch(/^TensorFlow \d+\.\d+/)
    expect(status['device']).toMatch(/CPU thread|GPU|NVIDIA/)
  })

  it('falls back to WebAssembly with the reason the set-up left', async () => {
    const empty = mkdtempSync(path.join(tmpdir(), 'lightvessel-native-'))
    writeFileSync(path.join(empty, 'missing.json'), JSON.stringify({ reason: 'g++ is not installed.' }))
    const status = await start({ nativeFolder: empty })
    expect(status).toMatchObject({ backend: 'wasm', version: 'TensorFlow.js WASM 4.22.0', sum: 12 })
    expect(status['notice']).toMatch(/inference runs on WebAssembly, and training is not possible\. g\+\+ is not installed\./)
    expect(await start({ nativeFolder: empty, purpose: 'training' })).toMatchObject({ name: 'BackendError', error: 'Training needs native TensorFlow, which is not available: g++ is not installed.' })
    expect(await start({ nativeFolder: empty, wasmFolder: empty })).toMatchObject({ name: 'BackendError' })
    rmSync(empty, { recursive: true })
  })

  it('falls back when the binding is there but cannot be loaded', async () => {
    const broken = mkdtempSync(path.join(tmpdir(), 'lightvessel-native-'))
    mkdirSync(path.join(broken, 'engine/lib'), { recursive: true })
    writeFileSync(path.join(broken, 'engine/lib/tfjs_binding.node'), 'not a library')
    const status = await start({ nativeFolder: broken })
    expect(status).toMatchObject({ backend: 'wasm', sum: 12 })
    expect(status['notice']).toMatch(/it could not be loaded/)
    rmSync(broken, { recursive: true })
  })
})
