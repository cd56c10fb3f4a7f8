import { expect, it } from 'vitest'
import type { EngineProcess, EnginePurpose } from '../../electron/engine/engine-access'
import { EngineSupervisor } from '../../electron/engine/supervisor'
import { engineContract, type RawFrame } from '../../electron/ipc/contract/engine'
import { vesselEngineContract } from '../../electron/ipc/contract/vessel-engine'
import type { Implementation } from '../../electron/ipc/contract'
import { RpcServer } from '../../electron/ipc/rpc-server'
import { createPortPair } from '../../electron/ipc/transports/in-memory-port'

const never = (): Promise<never> => new Promise(() => undefined)
const frame: RawFrame = { rows: 1, columns: 1, bitsAllocated: 8, signed: false, samplesPerPixel: 1, inverted: false, pixels: new Uint8Array(1) }
const info = { backend: 'tensorflow', version: '1', device: 'cpu', notice: null } as const

/** Engines that start and never answer what takes work. */
function hangingEngines(): { spawn: (purpose: EnginePurpose) => EngineProcess; killed: EnginePurpose[] } {
  const killed: EnginePurpose[] = []
  const spawn = (purpose: EnginePurpose): EngineProcess => {
    const [port, other] = createPortPair()
    const server = new RpcServer({ log: () => undefined })
    if (purpose === 'vessel') server.register(vesselEngineContract, { trace: never } as unknown as Implementation<typeof vesselEngineContract>)
    else server.register(engineContract, { info: () => info, segment: never } as unknown as Implementation<typeof engineContract>)
    server.connect(other)
    const listeners: ((how: string) => void)[] = []
    const end = (): void => {
      other.close()
      for (const listener of listeners) listener('was ended by SIGKILL')
    }
    return { port, processId: () => 1, onExit: (listener) => void listeners.push(listener), kill: () => (killed.push(purpose), end()) }
  }
  return { spawn, killed }
}

it.each([
  ['vessel', (engine: EngineSupervisor) => engine.vessel((client) => client.trace({ maps: 'x', from: [0, 0], to: [1, 1] }))],
  ['inference', (engine: EngineSupervisor) => engine.client.segment({ modelFolder: 'x', frame })],
] as const)('a %s engine that does not answer is ended, the call says so, and the next one gets another engine', async (purpose, call) => {
  const { spawn, killed } = hangingEngines()
  const engine = new EngineSupervisor({ spawn, log: () => undefined, firstPauseMs: 1, limitMs: 60 })
  engine.start()
  for (const round of [1, 2]) {
    await expect(call(engine)).rejects.toMatchObject({ code: 'engine-died', message: `The ${purpose} engine did not answer within 0.06 s and was ended before it answered.` })
    expect(killed).toEqual(Array.from({ length: round }, () => purpose))
  }
  await engine.close()
})
