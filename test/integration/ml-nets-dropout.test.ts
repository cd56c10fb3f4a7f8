import { beforeAll, describe, expect, it } from 'vitest'
import * as tf from '../../ml/backend/tf'
import { buildNet } from '../../ml/nets/registry'
import { Learner } from '../../ml/training/learner'
import { startNative } from './ml-engine'

/** Losses of the given steps on one batch, from the same weights each time. */
function losses(net: string, seed: number, steps: number[]): number[] {
  const images = tf.randomNormal([2, 32, 32, 1], 0, 1, 'float32', 1) as tf.Tensor4D
  const annotation = tf.cast(tf.greater(images, 1), 'float32') as tf.Tensor4D
  return steps.map((step) => {
    const learner = new Learner(buildNet(net, { seed: 5 }), { ce: 1, dice: 1 }, null, seed)
    const { loss } = learner.step(images, annotation, { step, rate: 1e-3, progress: 0 })
    learner.dispose()
    return loss
  })
}

describe('dropout in training', () => {
  beforeAll(async () => {
    await startNative()
  })

  it('follows from the seed and the step, so that a resumed training repeats it', () => {
    const [first, again, later] = losses('enet', 1, [3, 3, 4])
    expect(again).toBe(first)
    expect(later).not.toBe(first)
    expect(losses('enet', 2, [3])[0]).not.toBe(first)
  })

  it('leaves nets without dropout alone', () => {
    const [first, later] = losses('w-net', 1, [3, 4])
    expect(later).toBe(first)
    expect(losses('w-net', 2, [3])[0]).toBe(first)
  })
})
