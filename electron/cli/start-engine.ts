import { appPaths } from '../app-paths'
import { readModelFile } from '../../ml/model/model-folder'
import { startBackend } from '../../ml/backend/start-backend'

/** Starts TensorFlow in this process for one command; its notice, if any, goes to standard error. */
export async function startEngine(purpose: 'inference' | 'training'): Promise<void> {
  const { nativeFolder, wasmFolder } = appPaths()
  const { version, device, notice } = await startBackend({ nativeFolder, wasmFolder, purpose })
  console.error(`${version}, ${device}`)
  if (notice) console.error(notice)
}

/** Says on standard error when a model comes from a training that has not ended. */
export async function warnIfUnfinished(modelFolder: string): Promise<void> {
  if (!(await readModelFile(modelFolder)).finished) console.error(`The training of ${modelFolder} is not finished; this is its best state so far.`)
}
