import { constants, setPriority } from 'node:os'
import { appPaths } from '../app-paths'
import { engineContract } from '../ipc/contract/engine'
import type { Port } from '../ipc/port'
import { RpcServer } from '../ipc/rpc-server'
import { parentProcessPort } from '../ipc/transports/process-port'
import { type ParentPortLike, parentPortPort } from '../ipc/transports/utility-process-port'
import { startBackend } from '../../ml/backend/start-backend'
import type { EnginePurpose } from './engine-access'
import { purposeVariable } from './engine-environment'
import { createEngineImplementation } from './engine-implementation'

/** The engine program: TensorFlow behind the engine contract, in a process of its own. */
function main(): void {
  const purpose: EnginePurpose = process.env[purposeVariable] === 'training' ? 'training' : 'inference'
  // Before TensorFlow makes its threads, which inherit it: training gives way to everything else on the machine.
  if (purpose === 'training') setPriority(constants.priority.PRIORITY_BELOW_NORMAL)
  const { nativeFolder, wasmFolder } = appPaths()
  const backend = startBackend({ nativeFolder, wasmFolder, purpose })
  // Every call reports the failure; it is not an unhandled one.
  backend.catch(() => undefined)
  const server = new RpcServer({ log: (line) => console.error(line) })
  server.register(engineContract, createEngineImplementation(backend))
  // A terminal's Ctrl-C reaches every process: the parent decides when the engine ends.
  process.on('SIGINT', () => undefined)
  const port = portToParent()
  // Nobody is left to answer: the engine never outlives the program that started it.
  port.onClose(() => process.exit(0))
  server.connect(port)
}

function portToParent(): Port {
  const { parentPort } = process as { parentPort?: ParentPortLike }
  if (parentPort) return parentPortPort(parentPort)
  if (process.send) return parentProcessPort()
  throw new Error('the engine is a part of LightVessel Workstation and is started by it')
}

main()
