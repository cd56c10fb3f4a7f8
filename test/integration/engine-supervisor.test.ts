import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { EngineProcessSpawner } from '../../electron/engine/engine-access'
import { forkEngine } from '../../electron/engine/fork-engine'
import { EngineSupervisor } from '../../electron/engine/supervisor'
import type { RawFrame } from '../../electron/ipc/contract/engine'
import { bundleForNode } from '../support/bundle-for-node'
import { writeFreshModel } from '../support/fresh-model'

const side = 512
const frame: RawFrame = {
  rows: side, columns: side, bitsAllocated: 8, signed: false, samplesPerPixel: 1, inverted: false,
  pixels: Uint8Array.from({ length: side * side }, (_, index) => (index * 7) % 251),
}

describe('engine supervisor', () => {
  let folder: string
  let engineFile: string
  let modelFolder: string
  let supervisor: EngineSupervisor
  const log: string[] = []
  const supervise = (spawn: EngineProcessSpawner): EngineSupervisor => {
    supervisor = new EngineSupervisor({ spawn, log: (line) => log.push(line), firstPauseMs: 50 })
    supervisor.start()
    return supervisor
  }
  const forked = (): EngineProcessSpawner => forkEngine(engineFile, (line) => log.push(line))

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'lightvessel-engine-'))
    modelFolder = join(folder, 'model')
    engineFile = await bundleForNode('electron/engine/main.ts')
    await writeFreshModel(modelFolder)
  })
  afterEach(() => supervisor.close())
  afterAll(() => {
    rmSync(folder, { recursive: true })
    rmSync(dirname(engineFile), { recursive: true })
  })

  it('names the engine and segments', async () => {
    const engine = supervise(forked())
    expect(engine.status().state).toBe('starting')
    const info = await engine.client.info({})
    expect(info.version).toMatch(/TensorFlow/)
    const result = await engine.client.segment({ modelFolder, frame })
    expect(result.probability.length).toBe(side * side)
    expect(new Set(result.mask).size).toBeLessThanOrEqual(2)
    expect(engine.status()).toMatchObject({ state: 'ready', restarts: 0, ...info })
    await expect(engine.client.segment({ modelFolder: join(folder, 'nowhere'), frame })).rejects.toMatchObject({ code: 'invalid-input', message: expect.stringContaining('nowhere') })
    await expect(engine.client.segment({ modelFolder, frame: { ...frame, pixels: new Uint8Array(9) } })).rejects.toMatchObject({ code: 'invalid-input' })
  })

  it('survives kill -9 while it segments: typed error, restart, the next call works', async () => {
    const engine = supervise(forked())
    await engine.client.segment({ modelFolder, frame })
    const victim = engine.status().processId!
    const states: string[] = []
    engine.onStatus(({ state }) => states.push(state))
    const calls = [1, 2, 3, 4].map(() => engine.client.segment({ modelFolder, frame }))
    const outcomes = Promise.allSettled(calls)
    // The first call is being computed by then, the others wait behind it.
    await new Promise((resolve) => setTimeout(resolve, 60))
    process.kill(victim, 'SIGKILL')
    for (const outcome of await outcomes) expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'engine-died', message: expect.stringContaining('SIGKILL') } })
    const again = await engine.client.segment({ modelFolder, frame })
    expect(again.mask.length).toBe(side * side)
    expect(states).toEqual(['restarting', 'ready'])
    expect(engine.status()).toMatchObject({ state: 'ready', restarts: 1 })
    expect(engine.status().processId).not.toBe(victim)
  })

  it('gives up after several failed starts, says why, and tries again with the next call', async () => {
    let starts = 0
    const engine = supervise((purpose, environment) => {
      starts += 1
      return forkEngine(starts <= 5 ? join(folder, 'missing.cjs') : engineFile, (line) => log.push(line))(purpose, environment)
    })
    await expect(engine.client.info({})).rejects.toMatchObject({ code: 'engine-unavailable' })
    expect(engine.status()).toMatchObject({ state: 'failed', notice: expect.stringContaining('5 times') })
    expect((await engine.client.info({})).version).toMatch(/TensorFlow/)
    expect(engine.status().state).toBe('ready')
  })

  it('runs training in an engine of its own, which ends afterwards; its crash does not touch inference', async () => {
    const engine = supervise(forked())
    await engine.client.info({})
    const seen: number[] = []
    const spying: EngineProcessSpawner = (purpose, environment) => {
      const child = forked()(purpose, environment)
      if (purpose === 'training') seen.push(child.processId()!)
      return child
    }
    await engine.close()
    const both = supervise(spying)
    const died = both.withTraining(async (client) => {
      await client.info({})
      process.kill(seen[0]!, 'SIGKILL')
      return client.nets({})
    })
    await expect(died).rejects.toMatchObject({ code: 'engine-died' })
    expect(await both.withTraining((client) => client.nets({}))).not.toHaveLength(0)
    expect(both.status().restarts).toBe(0)
    expect(() => process.kill(seen[1]!, 0)).toThrow()
  })

  it('leaves no engine behind when its parent is killed', async () => {
    const program = await bundleForNode('test/support/engine-parent.ts')
    const { fork } = await import('node:child_process')
    const parent = fork(program, [engineFile])
    const engineId = await new Promise<number>((resolve) => parent.once('message', (id) => resolve(id as number)))
    expect(() => process.kill(engineId, 0)).not.toThrow()
    parent.kill('SIGKILL')
    await expect.poll(() => isRunning(engineId), { timeout: 5000 }).toBe(false)
    rmSync(dirname(program), { recursive: true })
    supervise(forked())
  })
})

function isRunning(processId: number): boolean {
  try {
    process.kill(processId, 0)
    return true
  } catch {
    return false
  }
}
