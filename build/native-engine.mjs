/**
 * Sets up native TensorFlow for @tensorflow/tfjs-node-gpu, outside node_modules, in ROOT/.native/engine.
 *
 * The package brings its JavaScript and the C++ source of its binding; the TensorFlow library itself comes from elsewhere.
 * Order, the first that works wins:
 *
 * On a machine with a CUDA GPU (`nvidia-smi` answers):
 *   1. TensorFlow's official GPU wheel with NVIDIA's CUDA 12 wheels (driver 525 or newer). It has kernels for current GPUs.
 *   2. The package's stock download for GPUs (libtensorflow 2.9.1). It needs CUDA 11.2 and cuDNN 8.1 installed and has no
 *      kernels for Ada, Hopper or Blackwell, therefore it is not first; it counts only if it then finds the GPU.
 *   3. The CPU ways below.
 * On any other machine:
 *   1. TensorFlow's official CPU wheel (`tensorflow-cpu`), fetched with python3's pip; Python never runs it.
 *   2. The package's stock download for CPUs.
 * When none works the reason is returned in one sentence, and the engine falls back to WebAssembly (inference only).
 *
 * Everything is made in a scratch folder and moved into place in one rename, so .native is never half-written.
 * `engine.json` in it says what it was made from; while that still holds, a later call ends at once.
 */
import { createHash } from 'node:crypto'
import { mkdir, readdir, readFile, rename, rm, statfs, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { answers, SetUpError } from './native-engine/command.mjs'
import { compileBinding, tryBinding } from './native-engine/compile-binding.mjs'
import { stockVersion, unpackStock } from './native-engine/stock.mjs'
import { unpackWheel, wheelVersion } from './native-engine/wheel.mjs'

const format = 1

/**
 * Makes ROOT/.native/engine unless it is there already. Never throws for a cause outside the program.
 *
 * @param {{ root: string, log: (line: string) => void }} options
 * @returns {Promise<{ ok: boolean, reason?: string }>}
 */
export async function setUpNativeEngine({ root, log }) {
  const native = path.join(root, '.native')
  const gpu = await hasCudaGpu()
  try {
    if (process.platform !== 'linux' || process.arch !== 'x64') {
      throw new SetUpError(`Native TensorFlow is set up on Linux x64 only, and this is ${process.platform} ${process.arch}.`)
    }
    const recipe = await recipeHash(root, gpu)
    if (await isCurrent(native, recipe)) return { ok: true }
    if (!(await answers('g++'))) throw new SetUpError('g++ is not installed, and compiling the TensorFlow binding needs it.')
    await mkdir(native, { recursive: true })
    await removeAbandoned(native)
    await makeEngine({ root, native, gpu, recipe, log })
    return { ok: true }
  } catch (error) {
    const reason = plainReason(error, native)
    if (reason === null) throw error
    await rememberReason(native, reason)
    return { ok: false, reason }
  }
}

/** For the engine's own notice (ml/backend reads it); a place that cannot be written is no second failure. */
async function rememberReason(native, reason) {
  try {
    await mkdir(native, { recursive: true })
    await writeFile(path.join(native, 'missing.json'), `${JSON.stringify({ reason }, null, 2)}\n`)
  } catch {
    // The caller has the reason as well.
  }
}

async function makeEngine({ root, native, gpu, recipe, log }) {
  const reasons = []
  for (const route of routes(gpu)) {
    const scratch = path.join(native, `set-up-${process.pid}`)
    try {
      await requireSpace(native, route.gigabytes)
      await rm(scratch, { recursive: true, force: true })
      await mkdir(scratch)
      const { libraries, source, sha256 } = await route.unpack({ folder: scratch, gpu: route.gpu, log })
      await compileBinding({ root, folder: scratch, libraries, log })
      log('Checking that it loads …')
      const found = await tryBinding(scratch)
      if (route.gpu && !found.gpu) throw new SetUpError(`${source} does not find the GPU of this machine.`)
      for (const leftover of ['download', 'include']) await rm(path.join(scratch, leftover), { recursive: true, force: true })
      const record = { format, recipe, source, sha256, ...found, declined: reasons, madeAt: new Date().toISOString() }
      await writeFile(path.join(scratch, 'engine.json'), `${JSON.stringify(record, null, 2)}\n`)
      await moveIntoPlace(native, scratch, recipe)
      log(`TensorFlow ${found.tensorflow} is ready (${found.gpu ? 'GPU' : 'CPU'}, from ${source}).`)
      return
    } catch (error) {
      const reason = plainReason(error, native)
      if (reason === null) throw error
      reasons.push(reason)
      log(reason)
    } finally {
      await rm(scratch, { recursive: true, force: true })
    }
  }
  throw new SetUpError([...new Set(reasons)].join(' '))
}

function routes(gpu) {
  const cpu = [
    { unpack: unpackWheel, gpu: false, gigabytes: 2 },
    { unpack: unpackStock, gpu: false, gigabytes: 1 },
  ]
  return gpu ? [{ unpack: unpackWheel, gpu: true, gigabytes: 12 }, { unpack: unpackStock, gpu: true, gigabytes: 3 }, ...cpu] : cpu
}

/** Set to a non-empty LIGHTVESSEL_CPU_ONLY, a machine with a GPU is treated as one without. */
async function hasCudaGpu() {
  return !process.env.LIGHTVESSEL_CPU_ONLY && (await answers('nvidia-smi', ['-L']))
}

/** Hash over everything the result depends on: versions, the binding's sources, the Node API headers, GPU or not. */
async function recipeHash(root, gpu) {
  const hash = createHash('sha256').update(JSON.stringify([format, wheelVersion, stockVersion, gpu]))
  const binding = path.join(root, 'node_modules/@tensorflow/tfjs-node-gpu/binding')
  try {
    for (const file of (await readdir(binding)).sort()) hash.update(file).update(await readFile(path.join(binding, file)))
    hash.update(JSON.parse(await readFile(path.join(root, 'node_modules/node-api-headers/package.json'), 'utf8')).version)
  } catch (error) {
    if (error.code === 'ENOENT') throw new SetUpError('The packages are not installed yet (run npm ci first).')
    throw error
  }
  return hash.digest('hex')
}

async function isCurrent(native, recipe) {
  try {
    const engine = path.join(native, 'engine')
    const record = JSON.parse(await readFile(path.join(engine, 'engine.json'), 'utf8'))
    const files = await readdir(path.join(engine, 'lib'))
    return record.recipe === recipe && files.includes('tfjs_binding.node') && files.some((file) => file.startsWith('libtensorflow'))
  } catch {
    return false
  }
}

async function moveIntoPlace(native, scratch, recipe) {
  const engine = path.join(native, 'engine')
  // Another set-up running beside this one may have been faster; its result is as good.
  if (await isCurrent(native, recipe)) return
  await rm(engine, { recursive: true, force: true })
  await rename(scratch, engine)
}

/** Scratch folders of set-ups that were killed. */
async function removeAbandoned(native) {
  for (const name of await readdir(native)) {
    const owner = Number(name.match(/^set-up-(\d+)$/)?.[1])
    if (owner && !isAlive(owner)) await rm(path.join(native, name), { recursive: true, force: true })
  }
}

function isAlive(processId) {
  try {
    process.kill(processId, 0)
    return true
  } catch (error) {
    return error.code === 'EPERM'
  }
}

async function requireSpace(folder, gigabytes) {
  const { bavail, bsize } = await statfs(folder)
  const free = (bavail * bsize) / 1e9
  if (free < gigabytes) throw new SetUpError(`The disk is nearly full: setting up TensorFlow in ${folder} needs ${gigabytes} GB and ${free.toFixed(1)} GB are free.`)
}

/** One sentence for a cause outside the program; null for a defect, which must not be hidden. */
function plainReason(error, native) {
  if (error instanceof SetUpError) return error.message
  if (error.code === 'ENOSPC') return `Setting up TensorFlow failed because the disk of ${native} is full.`
  if (error.code === 'EACCES' || error.code === 'EROFS' || error.code === 'EPERM') return `Setting up TensorFlow failed because ${native} cannot be written (${error.code}).`
  return null
}
