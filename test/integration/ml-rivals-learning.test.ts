import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import * as tf from '../../ml/backend/tf'
import { presets, type PresetName } from '../../ml/losses/presets'
import { lossNamed } from '../../ml/losses/registry'
import { buildNet } from '../../ml/nets/registry'
import { Learner, type StepResult } from '../../ml/training/learner'
import { startNative } from './ml-engine'
import { thinVessels } from './ml-rivals-fixtures'

const names = Object.keys(presets) as PresetName[]
const open: { dispose(): void }[] = []

function newLearner(preset: PresetName): Learner {
  const net = buildNet('unet-16', { seed: 2 })
  const teacher = net.freeze()
  net.dispose()
  const learner = new Learner(buildNet('slim-unet-4', { seed: 1 }), presets[preset], teacher, 4)
  open.push(learner, teacher)
  return learner
}

const totalSteps = 20

function oneStep(learner: Learner, step: number): StepResult {
  const annotation = thinVessels()
  const images = tf.tidy(() => tf.add(tf.mul(annotation, -1.5), tf.randomNormal(annotation.shape, 0, 0.5, 'float32', step))) as tf.Tensor4D
  const result = learner.step(images, annotation, { step, rate: 1e-3, progress: step / totalSteps })
  tf.dispose([images, annotation])
  return result
}

describe('training under every preset', () => {
  beforeAll(async () => {
    await startNative()
  })
  afterEach(() => {
    for (const one of open.splice(0)) one.dispose()
  })

  it.each(names)('%s: losses stay finite, all that learns changes, and no tensor is left behind', async (preset) => {
    const learner = newLearner(preset)
    const before = (await learner.state()).values
    oneStep(learner, 0)
    const tensors = tf.memory().numTensors
    const last = [1, 2, 3].map((step) => oneStep(learner, step)).at(-1)!
    expect(tf.memory().numTensors).toBe(tensors)
    for (const [term, value] of Object.entries(last.terms)) expect(value, term).toSatisfy(Number.isFinite)
    // At this step the critics are heard.
    expect(Object.keys(last.terms)).toEqual(expect.arrayContaining(Object.keys(presets[preset]).map((name) => lossNamed(name).term)))
    const after = (await learner.state()).values
    for (const [name, { values }] of before) {
      if (!name.endsWith('.kernel') && !name.startsWith('adapters/')) continue
      expect(values.some((value, index) => value !== after.get(name)!.values[index]), `${name} has not changed`).toBe(true)
    }
  })

  it.each(['mgd', 'skd', 'coco', 'fsd-channel', 'asd-wasserstein'] as const)('%s: a learner restored from its state goes on exactly as the first', async (preset) => {
    const first = newLearner(preset)
    for (let step = 0; step < 4; step++) oneStep(first, step)
    const state = await first.state()
    const second = newLearner(preset)
    second.restore(state)
    for (let step = 4; step < 6; step++) expect(oneStep(second, step)).toEqual(oneStep(first, step))
    const [one, other] = [await first.state(), await second.state()]
    expect([...other.values.keys()]).toEqual([...one.values.keys()])
    for (const [name, { values }] of one.values) expect(other.values.get(name)!.values, name).toEqual(values)
  })
})
