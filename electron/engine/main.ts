import { constants, setPriority } from 'node:os'
import { appPaths } from '../app-paths'
import { engineContract } from '../ipc/contract/engine'
import { vesselEngineContract } from '../ipc/contract/vessel-engine'
import type { Port } from '../ipc/port'
import { RpcServer } from '../ipc/rpc-server'
import { parentProcessPort } from '../ipc/transports/process-port'
import { type ParentPortLike, parentPortPort } from '../ipc/transports/utility-process-port'
import type { EnginePurpose } from './engine-access'
import { purposeVariable } from './engine-environment'

/** The engine program: TensorFlow behind the engine contract, or vessel analysis without TensorFlow, in a process of its own. */
async function main(): Promise<void> {
  const purpose = (process.env[purposeVariable] ?? 'inference') as EnginePurpose
  // Before TensorFlow makes its threads, which inherit it: training gives way to everything else on the machine.
  if (purpose === 'training') setPriority(constants.priority.PRIORITY_BELOW_NORMAL)
  // A terminal's Ctrl-C reaches every process: the parent decides when the engine ends.
  process.on('SIGINT', () => undefined)
  const server = new RpcServer({ log: (line) => console.error(line) })
  // Each purpose loads what it needs and no more.
  if (purpose === 'vessel') server.register(vesselEngineContract, (await import('./vessel-implementation')).createVesselImplementation())
  else await serveTensorFlow(server, purpose)
  const port = portToParent()
  // Nobody is left to answer: the engine never outlives the program that started it.
  port.onClose(() => process.exit(0))
  server.connect(port)
}

async function serveTensorFlow(server: RpcServer, purpose: 'inference' | 'training'): Promise<void> {
  const { startBackend } = await import('../../ml/backend/start-backend')
  const { createEngineImplementation } = await import('./engine-implementation')
  const { nativeFolder, wasmFolder } = appPaths()
  const backend = startBackend({ nativeFolder, wasmFolder, purpose })
  // Every call reports the failure; it is not an unhandled one.
  backend.catch(() => undefined)
  server.register(engineContract, createEngineImplementation(backend))
}

function portToParent(): Port {
  const { parentPort } = process as { parentPort?: ParentPortLike }
  if (parentPort) return parentPortPort(parentPort)
  if (process.send) return parentProcessPort()
  throw new Error('the engine is a part of LightVessel Workstation and is started by it')
}

void main()
