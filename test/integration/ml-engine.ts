import { existsSync } from 'node:fs'
import path from 'node:path'
import { startBackend, type BackendStatus } from '../../ml/backend/start-backend'

const root = process.cwd()
export const nativeFolder = path.join(root, '.native')
export const wasmFolder = path.join(root, 'node_modules/@tensorflow/tfjs-backend-wasm/dist')

/** The folder with real angiograms, or null with a printed reason. */
export function realData(name: string): string | null {
  const folder = path.join(process.env['LIGHTVESSEL_DATA'] ?? path.join(root, '../shared/data'), name)
  if (existsSync(folder)) return folder
  console.warn(`skipped: the real data ${folder} are not there`)
  return null
}

/** Native TensorFlow as for training; the tests need it. */
export function startNative(): Promise<BackendStatus> {
  return startBackend({ nativeFolder, wasmFolder, prefer: 'tensorflow', purpose: 'training' })
}
