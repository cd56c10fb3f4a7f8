import { beforeAll, describe, expect, it } from 'vitest'
import { relu6 } from '../../ml/backend/native-kernels'
import * as tf from '../../ml/backend/tf'
import { createRandom } from '../../ml/data/random'
import { dilatedConvolution } from '../../ml/nets/dilated-convolution'
import { Parameters } from '../../ml/nets/parameters'
import { meanOver, padChannels, softmaxOver } from '../../ml/nets/tensor-layers'
import { trainingLayers } from '../../ml/nets/training-layers'
import { maxPlaces, unpool } from '../../ml/nets/unpooling'
import { startNative } from './ml-engine'

const normal = (shape: number[], seed: number): tf.Tensor4D => tf.randomNormal(shape as [number, number, number, number], 0, 1, 'float32', seed)

/** Largest difference of two tensors. */
function distance(one: tf.Tensor, other: tf.Tensor): number {
  expect(one.shape).toEqual(other.shape)
  return tf.tidy(() => tf.max(tf.abs(tf.sub(one, other))).dataSync()[0]!)
}

/** Compares the gradient of Σ f(inputs)·weights with central differences, in every element of every input. */
function checkGradient(f: (...inputs: tf.Tensor4D[]) => tf.Tensor, inputs: tf.Tensor4D[], step = 1e-2, tolerance = 2e-3): void {
  const weights = tf.randomNormal(f(...inputs).shape, 0, 1, 'float32', 77)
  const total = (...all: tf.Tensor4D[]): tf.Scalar => tf.sum(tf.mul(f(...all), weights)) as tf.Scalar
  const gradients = tf.grads((...all) => total(...(all as tf.Tensor4D[])))(inputs)
  for (const [index, input] of inputs.entries()) {
    expect(gradients[index]!.shape).toEqual(input.shape)
    const values = input.dataSync()
    const analytic = gradients[index]!.dataSync()
    for (let element = 0; element < values.length; element++) {
      const [up, down] = [step, -step].map((change) =>
        tf.tidy(() => {
          const changed = Float32Array.from(values)
          changed[element]! += change
          return total(...inputs.map((other, place) => (place === index ? tf.tensor4d(changed, input.shape) : other))).dataSync()[0]!
        }),
      )
      const numeric = (up! - down!) / (2 * step)
      expect(Math.abs(analytic[element]! - numeric), `input ${index}, element ${element}`).toBeLessThan(tolerance * Math.max(1, Math.abs(numeric)))
    }
  }
}

/** Convolution with a dilated kernel over the zero-padded input, pixel by pixel. */
function convolvedByHand(x: tf.Tensor4D, kernel: tf.Tensor4D, dilation: number): number[] {
  const [, height, width, channels] = x.shape
  const [rows, columns, , outputs] = kernel.shape
  const input = x.dataSync()
  const weights = kernel.dataSync()
  const result: number[] = []
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      for (let output = 0; output < outputs; output++) {
        let sum = 0
        for (let i = 0; i < rows; i++) {
          for (let j = 0; j < columns; j++) {
            const y = row + (i - (rows - 1) / 2) * dilation
            const z = column + (j - (columns - 1) / 2) * dilation
            if (y < 0 || y >= height || z < 0 || z >= width) continue
            for (let channel = 0; channel < channels; channel++) sum += input[(y * width + z) * channels + channel]! * weights[((i * columns + j) * channels + channel) * outputs + output]!
          }
        }
        result.push(sum)
      }
    }
  }
  return result
}

describe('layers beyond the U-Net', () => {
  beforeAll(async () => {
    await startNative()
  })

  it.each([
    { kernel: [3, 3], dilation: 2, size: [7, 6] },
    { kernel: [3, 1], dilation: 4, size: [9, 5] },
    { kernel: [1, 3], dilation: 16, size: [4, 20] },
    { kernel: [3, 3], dilation: 8, size: [8, 8] },
  ])('convolves with taps $dilation apart, kernel $kernel, as by hand', ({ kernel, dilation, size }) => {
    const x = normal([1, ...size, 2], 1)
    const w = normal([...kernel, 2, 3], 2)
    const expected = convolvedByHand(x, w, dilation)
    const values = dilatedConvolution(x, w, dilation).dataSync()
    expect(values.length).toBe(expected.length)
    for (const [index, value] of expected.entries()) expect(values[index]).toBeCloseTo(value, 4)
    // The kernel that inference uses answers alike.
    expect(distance(dilatedConvolution(x, w, dilation), tf.conv2d(x, w, 1, 'same', 'NHWC', kernel.map((length) => (length === 1 ? 1 : dilation)) as [number, number]))).toBeLessThan(1e-4)
  })

  it('differentiates dilated convolutions', () => {
    checkGradient((x, w) => dilatedConvolution(x!, w!, 2), [normal([2, 5, 4, 2], 3), normal([3, 3, 2, 2], 4)])
    checkGradient((x, w) => dilatedConvolution(x!, w!, 4), [normal([1, 6, 3, 2], 5), normal([3, 1, 2, 2], 6)])
  })

  it('differentiates strided, asymmetric, depthwise and transposed convolutions', () => {
    checkGradient((x, w) => tf.conv2d(x!, w!, 2, 'same'), [normal([1, 6, 4, 2], 7), normal([3, 3, 2, 2], 8)])
    checkGradient((x, w) => tf.conv2d(x!, w!, 1, 'same'), [normal([1, 6, 4, 2], 9), normal([5, 1, 2, 2], 10)])
    for (const stride of [1, 2]) checkGradient((x, w) => tf.depthwiseConv2d(x!, w!, stride, 'same'), [normal([1, 6, 4, 3], 11), normal([3, 3, 3, 1], 12)])
    for (const side of [2, 3, 4]) checkGradient((x, w) => tf.conv2dTranspose(x!, w!, [1, 6, 8, 3], 2, 'same'), [normal([1, 3, 4, 2], 13), normal([side, side, 3, 2], 14)])
  })

  it('clips at 0 and 6 with the right gradient', () => {
    const x = tf.tensor([-2, -0.5, 0.5, 5, 7])
    expect([...relu6(x).dataSync()]).toEqual([0, 0, 0.5, 5, 6])
    expect([...tf.grad((input) => tf.sum(tf.mul(relu6(input), tf.tensor([1, 2, 3, 4, 5]))))(x).dataSync()]).toEqual([0, 0, 3, 4, 0])
  })

  it('rectifies parametrically, with gradients in the input and the slope', () => {
    const parameters = new Parameters([{ name: 'unit.slope', shape: [1], kind: 'slope' }], { seed: 1 })
    const layers = trainingLayers(parameters, [])
    const x = tf.tensor4d([-2, -1, 0.5, 3], [1, 2, 2, 1])
    expect([...layers.activate('unit', x, 'prelu').dataSync()]).toEqual([-0.5, -0.25, 0.5, 3])
    const { grads } = tf.variableGrads(() => tf.sum(layers.activate('unit', x, 'prelu')) as tf.Scalar, [parameters.get('unit.slope')])
    expect([...Object.values(grads)[0]!.dataSync()]).toEqual([-3])
    expect([...tf.grad((input) => tf.sum(layers.activate('unit', input as tf.Tensor4D, 'prelu')))(x).dataSync()]).toEqual([0.25, 0.25, 1, 1])
    parameters.dispose()
  })

  it('remembers one place per maximum, the first of equals, and puts values back there', () => {
    const x = tf.tensor4d([1, 5, 2, 2, 3, 4, 2, 2, -1, -1, 0, 7, -1, -3, 7, 0], [1, 4, 4, 1])
    const places = maxPlaces(x)
    expect([...places.dataSync()]).toEqual([0, 1, 1, 0, 0, 0, 0, 0, 1, 0, 0, 1, 0, 0, 0, 0])
    expect([...tf.abs(unpool(tf.maxPool(x, 2, 2, 'valid'), places)).dataSync()]).toEqual([0, 5, 2, 0, 0, 0, 0, 0, 1, 0, 0, 7, 0, 0, 0, 0])
    const several = normal([2, 6, 8, 3], 15)
    const pooled = tf.maxPool(several, 2, 2, 'valid')
    expect(distance(unpool(pooled, maxPlaces(several)), tf.mul(several, maxPlaces(several)))).toBe(0)
    expect(tf.sum(maxPlaces(several)).dataSync()[0]).toBe(pooled.size)
  })

  it('differentiates unpooling in the values and not in the places', () => {
    const x = normal([2, 2, 3, 2], 16)
    const places = maxPlaces(normal([2, 4, 6, 2], 17))
    checkGradient((input) => unpool(input!, places), [x])
    const gradient = tf.grad((input) => tf.sum(unpool(x, maxPlaces(input as tf.Tensor4D))))(normal([2, 4, 6, 2], 17))
    expect(tf.max(tf.abs(gradient)).dataSync()[0]).toBe(0)
  })

  it('differentiates means, mixtures, gates and padding', () => {
    const x = normal([2, 3, 4, 2], 18)
    for (const over of ['rows', 'columns', 'image'] as const) checkGradient((input) => tf.mul(input!, meanOver(input!, over)), [x])
    checkGradient((a, b) => tf.concat(softmaxOver([a!, b!]), 3), [normal([1, 1, 1, 5], 19), normal([1, 1, 1, 5], 20)])
    checkGradient((input) => padChannels(input!, 5), [x])
    const [one, other] = softmaxOver([normal([1, 1, 1, 5], 21), normal([1, 1, 1, 5], 22)])
    expect(distance(tf.add(one!, other!), tf.ones([1, 1, 1, 5]))).toBeLessThan(1e-6)
  })

  it('drops whole channels by the seed, keeps the mean, and drops nothing without a seed', () => {
    const parameters = new Parameters([], { seed: 1 })
    const x = tf.ones([4, 2, 2, 500]) as tf.Tensor4D
    const dropped = trainingLayers(parameters, [], createRandom(3)).dropChannels(x, 0.3)
    expect(distance(dropped, trainingLayers(parameters, [], createRandom(3)).dropChannels(x, 0.3))).toBe(0)
    expect(distance(dropped, trainingLayers(parameters, [], createRandom(4)).dropChannels(x, 0.3))).toBeGreaterThan(1)
    expect(distance(trainingLayers(parameters, []).dropChannels(x, 0.3), x)).toBe(0)
    expect(tf.mean(dropped).dataSync()[0]).toBeCloseTo(1, 1)
    const perChannel = tf.mean(dropped, [1, 2]).dataSync()
    expect(perChannel.every((value) => value === 0 || Math.abs(value - 1 / 0.7) < 1e-5)).toBe(true)
    expect(perChannel.filter((value) => value === 0).length / perChannel.length).toBeCloseTo(0.3, 1)
  })
})
