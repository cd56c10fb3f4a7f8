import path from 'node:path'
import { startBackend } from '../../ml/backend/start-backend'
import * as tf from '../../ml/backend/tf'
import { createRandom } from '../../ml/data/random'
import { presets } from '../../ml/losses/presets'
import { buildNet } from '../../ml/nets/registry'
import { Learner } from '../../ml/training/learner'

const steps = 1_000
const sampledEvery = 50
/** Graphs are built and the allocator has its arenas. */
const warmUp = 100
const shape: [number, number, number, number] = [4, 64, 64, 1]

/**
 * Whether a long distillation stays flat: 1,000 steps of LightVessel (unet-16 teaches slim-unet-6, critic included) on ever new
 * crops, with the resident memory of the process and the number of tensors. The rival is the same run after its warm-up.
 */
export async function run(): Promise<{ samples: Record<string, number[]>; ratios: Record<string, number>; versions: Record<string, string> }> {
  const { version } = await startBackend({ nativeFolder: path.resolve('.native'), wasmFolder: '', prefer: 'tensorflow', purpose: 'training' })
  const random = createRandom(1)
  const origin = buildNet('unet-16', { seed: 1 })
  const teacher = origin.freeze()
  origin.dispose()
  const learner = new Learner(buildNet('slim-unet-6', { seed: 2 }), presets.lightvessel, teacher, 1)
  const resident: number[] = []
  let tensors = 0
  for (let step = 0; step <= steps; step++) {
    const values = Float32Array.from({ length: shape.reduce((product, size) => product * size) }, () => random.normal())
    const images = tf.tensor4d(values, shape)
    const annotation = tf.tensor4d(values.map((value) => Number(value > 1)), shape)
    learner.step(images, annotation, { step, rate: 1e-3, progress: step / steps })
    tf.dispose([images, annotation])
    if (step === warmUp) tensors = tf.memory().numTensors
    if (step >= warmUp && step % sampledEvery === 0) resident.push(process.memoryUsage().rss / 2 ** 20)
  }
  const grown = tf.memory().numTensors - tensors
  learner.dispose()
  teacher.dispose()
  return {
    samples: { 'resident memory (MB)': resident },
    ratios: { 'at the end / after the warm-up': round(resident.at(-1)! / resident[0]!), 'MB in 1,000 steps': round(((resident.at(-1)! - resident[0]!) * steps) / (steps - warmUp)), 'tensors more': grown, steps },
    versions: { engine: version },
  }
}

const round = (value: number): number => Number(value.toFixed(3))
