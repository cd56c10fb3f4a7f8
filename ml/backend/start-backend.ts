import { readFileSync } from 'node:fs'
import { BackendError } from './backend-error'
import { nativeMissing, startNativeBackend } from './native-backend'
import { startWasmBackend } from './wasm-backend'

export interface BackendOptions {
  /** Where `build/native-engine.mjs` puts the native engine. */
  nativeFolder: string
  /** The folder with the .wasm files of @tensorflow/tfjs-backend-wasm. */
  wasmFolder: string
  /** The backend to use; without it native TensorFlow when it is there, else WebAssembly. */
  prefer?: 'tensorflow' | 'wasm'
  /** Decides whether oneDNN is used, which is read once, when the library is loaded. */
  purpose?: 'inference' | 'training'
}

export interface BackendStatus {
  backend: 'tensorflow' | 'wasm'
  /** e.g. `TensorFlow 2.21.0`. */
  version: string
  /** e.g. `2 CPU threads` or the GPU's name. */
  device: string
  /** Why it is not the best backend there could be; null when all is well. */
  notice: string | null
}

/**
 * Starts TensorFlow for this process. Call it once, before anything else of ml/.
 *
 * @throws BackendError when `prefer: 'tensorflow'` or `purpose: 'training'` cannot be served, or nothing can be started
 */
export async function startBackend({ nativeFolder, wasmFolder, prefer, purpose = 'inference' }: BackendOptions): Promise<BackendStatus> {
  // C reads these when the library is loaded; on a process's main thread Node passes such assignments on to C.
  process.env['TF_CPP_MIN_LOG_LEVEL'] ??= '2'
  process.env['TF_ENABLE_ONEDNN_OPTS'] ??= purpose === 'training' || hasWideVectors() ? '1' : '0'
  const missing = prefer === 'wasm' ? 'WebAssembly was asked for.' : nativeMissing(nativeFolder)
  if (missing === null) {
    const reason = await attempt(() => startNativeBackend(nativeFolder))
    if (reason.started) return { backend: 'tensorflow', ...reason.started }
    return fallBack(`it could not be loaded: ${reason.failure}`, wasmFolder, prefer, purpose)
  }
  return fallBack(missing, wasmFolder, prefer, purpose)
}

/**
 * Training is always faster with oneDNN. Inference is a third faster with it where the processor has AVX-512, and a
 * third slower where it has not.
 */
function hasWideVectors(): boolean {
  try {
    return /^flags\s*:.*\bavx512f\b/m.test(readFileSync('/proc/cpuinfo', 'utf8'))
  } catch {
    return false
  }
}

async function fallBack(why: string, wasmFolder: string, prefer: BackendOptions['prefer'], purpose: BackendOptions['purpose']): Promise<BackendStatus> {
  if (purpose === 'training') throw new BackendError(`Training needs native TensorFlow, which is not available: ${why}`)
  if (prefer === 'tensorflow') throw new BackendError(`Native TensorFlow is not available: ${why}`)
  const wasm = await attempt(() => startWasmBackend(wasmFolder))
  if (!wasm.started) throw new BackendError(`Neither native TensorFlow (${why}) nor WebAssembly (${wasm.failure}) could be started.`)
  return { backend: 'wasm', ...wasm.started, notice: `Native TensorFlow is not used; inference runs on WebAssembly, and training is not possible. ${why}` }
}

async function attempt<T>(start: () => Promise<T>): Promise<{ started: T; failure?: never } | { started?: never; failure: string }> {
  try {
    return { started: await start() }
  } catch (error) {
    return { failure: error instanceof Error ? error.message.split('\n')[0]! : String(error) }
  }
}
