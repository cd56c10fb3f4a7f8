import { beforeAll, describe, expect, it } from 'vitest'
import { batchNormOfBatch, enlargeBilinear, relu } from '../../ml/backend/native-kernels'
import * as tf from '../../ml/backend/tf'
import { startNative } from './ml-engine'

/** Largest difference of two tensors. */
function distance(one: tf.Tensor, other: tf.Tensor): number {
  return tf.tidy(() => tf.max(tf.abs(tf.sub(one, other))).dataSync()[0]!)
}

/** Gradient of Σ f(x)·weights by central differences, for a few elements. */
function numericGradient(f: (x: tf.Tensor4D) => tf.Tensor, x: tf.Tensor4D, weights: tf.Tensor, elements: number[]): number[] {
  const values = x.dataSync()
  const step = 1e-2
  return elements.map((element) => {
    const [up, down] = [step, -step].map((change) =>
      tf.tidy(() => {
        const changed = Float32Array.from(values)
        changed[element]! += change
        return tf.sum(tf.mul(f(tf.tensor4d(changed, x.shape)), weights)).dataSync()[0]!
      }),
    )
    return (up! - down!) / (2 * step)
  })
}

/** Batch normalisation from TensorFlow.js's own operations. */
function composed(input: tf.Tensor, gain: tf.Tensor, offset: tf.Tensor): tf.Tensor {
  const { mean, variance } = tf.moments(input, [0, 1, 2])
  return tf.add(tf.mul(tf.div(tf.sub(input, mean), tf.sqrt(tf.add(variance, 1e-3))), gain), offset)
}

describe('kernels called on native TensorFlow', () => {
  beforeAll(async () => {
    await startNative()
  })

  it('normalises a batch and differentiates like the composed form', () => {
    const x = tf.randomNormal([3, 4, 5, 2], 1.5, 2, 'float32', 1) as tf.Tensor4D
    const gain = tf.tensor1d([0.7, 1.8])
    const offset = tf.tensor1d([0.3, -0.2])
    const weights = tf.randomNormal([3, 4, 5, 2], 0, 1, 'float32', 2)
    const { output, mean, variance } = batchNormOfBatch(x, gain, offset, 1e-3)
    expect(distance(output, composed(x, gain, offset))).toBeLessThan(1e-5)
    const moments = tf.moments(x, [0, 1, 2])
    expect(distance(mean, moments.mean)).toBeLessThan(1e-5)
    // The running variance is unbiased: n / (n − 1) of the batch's.
    expect(distance(variance, tf.mul(moments.variance, 60 / 59))).toBeLessThan(1e-4)
    const own = tf.grads((a, b, c) => tf.sum(tf.mul(batchNormOfBatch(a as tf.Tensor4D, b as tf.Tensor1D, c as tf.Tensor1D, 1e-3).output, weights)))([x, gain, offset])
    const reference = tf.grads((a, b, c) => tf.sum(tf.mul(composed(a, b, c), weights)))([x, gain, offset])
    for (const [index, gradient] of own.entries()) expect(distance(gradient, reference[index]!)).toBeLessThan(1e-4)
  })

  it('rectifies with the right gradient', () => {
    const x = tf.tensor([-2, -0.5, 0, 0.5, 3])
    expect([...relu(x).dataSync()]).toEqual([0, 0, 0, 0.5, 3])
    expect([...tf.grad((input) => tf.sum(tf.mul(relu(input), tf.tensor([1, 2, 3, 4, 5]))))(x).dataSync()]).toEqual([0, 0, 0, 4, 5])
  })

  it('enlarges bilinearly with a gradient that central differences confirm', () => {
    const x = tf.randomNormal([1, 3, 4, 2], 0, 1, 'float32', 3) as tf.Tensor4D
    const weights = tf.randomNormal([1, 6, 8, 2], 0, 1, 'float32', 4)
    const elements = [0, 5, 11, 17, 23]
    const gradient = tf.grad((input) => tf.sum(tf.mul(enlargeBilinear(input as tf.Tensor4D, 6, 8), weights)))(x).dataSync()
    const numeric = numericGradient((input) => enlargeBilinear(input, 6, 8), x, weights, elements)
    for (const [index, element] of elements.entries()) expect(gradient[element]).toBeCloseTo(numeric[index]!, 2)
  })
})
