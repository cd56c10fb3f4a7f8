import { appPaths } from '../app-paths'
import { startBackend } from '../../ml/backend/start-backend'

/** Starts TensorFlow in this process for one command; its notice, if any, goes to standard error. */
export async function startEngine(purpose: 'inference' | 'training'): Promise<void> {
  const { nativeFolder, wasmFolder } = appPaths()
  const { version, device, notice } = await startBackend({ nativeFolder, wasmFolder, purpose })
  console.error(`${version}, ${device}`)
  if (notice) console.error(notice)
}
