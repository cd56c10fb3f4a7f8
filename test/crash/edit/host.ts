import { resolve } from 'node:path'
import { ReaderPool } from '../../../electron/dicom/reader-pool'
import type { EngineClient } from '../../../electron/engine/engine-access'
import { RpcServer } from '../../../electron/ipc/rpc-server'
import { parentProcessPort } from '../../../electron/ipc/transports/process-port'
import { openServices, type OpenServicesOptions } from '../../../electron/services/open-services'
import { segmentedLabels } from './edit-model'

const segment: EngineClient['segment'] = async ({ frame: { rows, columns } }) => {
  const mask = segmentedLabels(rows * columns)
  return { probability: mask, mask, uncertainty: 0.5, inferenceMs: 0, postprocessMs: 0 }
}

/**
 * The host that is killed: the real services, library and readers of the program, without page and without TensorFlow, whose start would
 * take most of a round. Only the network is replaced: its mask is one that the other side can foretell.
 */
async function main(): Promise<void> {
  const [libraryFolder, workerFile] = process.argv.slice(2) as [string, string]
  const port = parentProcessPort()
  const readers = new ReaderPool({ workerFile, size: 1 })
  const engine = { client: { segment }, withTraining: () => Promise.reject(new Error('no training here')) } as unknown as OpenServicesOptions['engine']
  const services = await openServices({ libraryFolder, assetsFolder: resolve('assets'), readers, engine, userName: 'annotator', softwareVersion: 'crash rounds', log: () => undefined })
  const server = new RpcServer({ log: () => undefined, admit: services.people.admit })
  services.register(server)
  server.connect(port)
  process.on('message', (message) => {
    if (message !== 'close') return
    server.close()
    void services.close().then(() => process.exit(0))
  })
  process.send?.('open')
}

void main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error)
  process.exit(1)
})
