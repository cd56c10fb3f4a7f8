import './node-shims'
import { execFile } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { availableParallelism } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import type { KernelBackend } from '@tensorflow/tfjs-core'
import * as tf from './tf'

/** What the binding of @tensorflow/tfjs-node-gpu tells about the library it was compiled against. */
interface Binding {
  TF_Version: string
  isUsingGpuDevice(): boolean
}

type BackendConstructor = new (binding: Binding, packageName: string) => KernelBackend

/** File that `build/native-engine.mjs` compiled, relative to the native folder. */
const bindingFile = 'engine/lib/tfjs_binding.node'

/** Why native TensorFlow is not in `nativeFolder`, or null when it is. */
export function nativeMissing(nativeFolder: string): string | null {
  if (existsSync(path.join(nativeFolder, bindingFile))) return null
  const note = readRecord(path.join(nativeFolder, 'missing.json'))
  return typeof note?.['reason'] === 'string' ? note['reason'] : 'It has not been set up yet.'
}

/**
 * Registers the backend named `tensorflow` with the binding of `nativeFolder`. Nothing of node_modules is changed:
 * the package's own loader, which looks for a binding inside the package, is left out.
 */
export async function startNativeBackend(nativeFolder: string): Promise<{ version: string; device: string; notice: string | null }> {
  const file = path.resolve(nativeFolder, bindingFile)
  useBundledCuda(path.resolve(nativeFolder, 'engine/nvidia'))
  const binding = createRequire(file)(file) as Binding
  await import('@tensorflow/tfjs-node-gpu/dist/register_all_kernels.js')
  const loaded = (await import('@tensorflow/tfjs-node-gpu/dist/nodejs_kernel_backend.js')) as unknown as LoadedModule
  const NodeBackend = (loaded.default ?? loaded).NodeJSKernelBackend
  tf.registerBackend('tensorflow', () => new NodeBackend(binding, '@tensorflow/tfjs-node-gpu'), 3)
  await tf.setBackend('tensorflow')
  await tf.ready()
  const gpu = binding.isUsingGpuDevice()
  const threads = availableParallelism()
  return {
    version: `TensorFlow ${binding.TF_Version}`,
    device: gpu ? await gpuName() : `${threads} CPU thread${threads === 1 ? '' : 's'}`,
    notice: gpu ? null : declinedGpu(nativeFolder),
  }
}

interface LoadedModule {
  NodeJSKernelBackend: BackendConstructor
  default?: { NodeJSKernelBackend: BackendConstructor }
}

/** XLA compiles GPU kernels with the tools of the CUDA wheels; memory is taken as needed, since two engines share a GPU. */
function useBundledCuda(folder: string): void {
  process.env['TF_FORCE_GPU_ALLOW_GROWTH'] ??= 'true'
  if (existsSync(folder)) process.env['XLA_FLAGS'] ??= `--xla_gpu_cuda_data_dir=${path.join(folder, 'cuda_nvcc')}`
}

/** The set-up found a GPU but had to settle for the CPU. */
function declinedGpu(nativeFolder: string): string | null {
  const declined = readRecord(path.join(nativeFolder, 'engine/engine.json'))?.['declined']
  return Array.isArray(declined) && declined.length > 0 ? `The CPU is used. ${declined.join(' ')}` : null
}

async function gpuName(): Promise<string> {
  try {
    const { stdout } = await promisify(execFile)('nvidia-smi', ['--query-gpu=name', '--format=csv,noheader'], { timeout: 10_000 })
    return stdout.trim().split('\n')[0] || 'GPU'
  } catch {
    return 'GPU'
  }
}

function readRecord(file: string): Record<string, unknown> | null {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>
  } catch {
    return null
  }
}
