import { execFile } from 'node:child_process'
import { existsSync, mkdirSync } from 'node:fs'
import path from 'node:path'
import { promisify } from 'node:util'

/** Rivals are never dependencies of the project: they live in a folder of the benchmarks, which may be deleted. */
export const rivalsFolder = path.resolve('.build/bench/rivals')
const onnxRuntime = 'onnxruntime-node@1.30.0'
/** A build without CUDA: a tenth of the size of the default one. */
const torch = 'torch==2.13.0+cpu'
const torchIndex = 'https://download.pytorch.org/whl/cpu'

/** Makes sure of onnxruntime-node. @throws when it cannot be had */
export async function getOnnxRuntime(): Promise<void> {
  if (existsSync(path.join(rivalsFolder, 'node_modules/onnxruntime-node/package.json'))) return
  mkdirSync(rivalsFolder, { recursive: true })
  console.error(`Fetching ${onnxRuntime}, a rival …`)
  // Its own install script would fetch CUDA libraries.
  await execute('npm', ['install', '--no-save', '--no-audit', '--no-fund', '--prefix', rivalsFolder, onnxRuntime], { ONNXRUNTIME_NODE_INSTALL: 'skip' })
}

/** Makes sure of PyTorch. @returns the Python that has it. @throws when it cannot be had */
export async function getPyTorch(): Promise<string> {
  const environment = path.join(rivalsFolder, 'venv')
  const python = path.join(environment, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python')
  if (existsSync(python) && (await works(python))) return python
  mkdirSync(rivalsFolder, { recursive: true })
  console.error('Fetching PyTorch, a rival …')
  await execute(process.platform === 'win32' ? 'python' : 'python3', ['-m', 'venv', environment])
  const install = (...parameters: string[]): Promise<void> => execute(python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--retries', '1', ...parameters])
  await install('--extra-index-url', torchIndex, torch, 'numpy').catch(() => install('torch', 'numpy'))
  return python
}

async function works(python: string): Promise<boolean> {
  return execute(python, ['-c', 'import numpy, torch']).then(() => true, () => false)
}

async function execute(command: string, parameters: string[], environment: Record<string, string> = {}): Promise<void> {
  try {
    await promisify(execFile)(command, parameters, { env: { ...process.env, ...environment }, maxBuffer: 2 ** 26, shell: process.platform === 'win32' && command === 'npm' })
  } catch (error) {
    const { stderr = '', message } = error as Error & { stderr?: string }
    // npm ends with the place of its log, which explains nothing.
    const lines = stderr.split('\n').filter((line) => line.trim() && !line.includes('complete log'))
    throw new Error(`${command} failed: ${lines.at(-1) ?? message}`, { cause: error })
  }
}
