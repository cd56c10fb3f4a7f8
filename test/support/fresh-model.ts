import { mkdirSync } from 'node:fs'
import { startBackend } from '../../ml/backend/start-backend'
import { saveModel } from '../../ml/model/model-folder'
import { buildNet } from '../../ml/nets/registry'
import { appPaths } from '../../electron/app-paths'

let backend: ReturnType<typeof startBackend> | null = null

/** A model with fresh weights: real in everything but what it has learned. */
export async function writeFreshModel(folder: string, net = 'slim-unet-4'): Promise<void> {
  const { nativeFolder, wasmFolder } = appPaths()
  backend ??= startBackend({ nativeFolder, wasmFolder, prefer: 'wasm' })
  await backend
  mkdirSync(folder, { recursive: true })
  const built = buildNet(net, { seed: 1 })
  const description = {
    name: 'untrained', net, preprocessing: { normalisation: 'exposed-field', side: 512 }, threshold: 0.5, smallestComponent: 0, seedThreshold: 0, finished: true, validation: null, card: {},
  } as const
  await saveModel(folder, description, await built.parameters.values())
  built.dispose()
}
