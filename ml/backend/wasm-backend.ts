import path from 'node:path'
import * as tf from './tf'

interface WasmModule {
  setWasmPaths(prefix: string): void
  version_wasm: string
}

/** Registers and starts the backend named `wasm` with the .wasm files of `wasmFolder`. It has no trustworthy gradients: inference only. */
export async function startWasmBackend(wasmFolder: string): Promise<{ version: string; device: string }> {
  const loaded = (await import('@tensorflow/tfjs-backend-wasm')) as unknown as Partial<WasmModule> & { default?: WasmModule }
  const wasm = (loaded.setWasmPaths ? loaded : loaded.default) as WasmModule
  wasm.setWasmPaths(`${path.resolve(wasmFolder)}${path.sep}`)
  await tf.setBackend('wasm')
  await tf.ready()
  return { version: `TensorFlow.js WASM ${wasm.version_wasm}`, device: '1 CPU thread' }
}
