import type { Random } from '../data/random'
import { batchNormOfBatch, enlargeBilinear, prelu, relu, relu6 } from '../backend/native-kernels'
import * as tf from '../backend/tf'
import { batchNormEpsilon } from './batch-norm'
import { dilatedConvolution } from './dilated-convolution'
import type { Activation, ConvolutionEnd, Layers } from './layers'
import type { Parameters } from './parameters'
import { meanOver, padChannels, softmaxOver } from './tensor-layers'
import { maxPlaces, unpool } from './unpooling'

/** Mean and variance of one batch normalisation over one batch, by the unit's name. Whoever collects them disposes of them. */
export type BatchStatistics = { name: string; mean: tf.Tensor1D; variance: tf.Tensor1D }[]

/**
 * Layers with gradients, on native TensorFlow: batch norm by the batch's own statistics, which are added to `collected`.
 *
 * @param random decides which channels dropout clears; without it none
 */
export function trainingLayers(parameters: Parameters, collected: BatchStatistics, random?: Random): Layers<tf.Tensor4D> {
  const kernelOf = (name: string): tf.Tensor4D => parameters.get<tf.Rank.R4>(`${name}.kernel`)
  const vectorOf = (name: string): tf.Tensor1D => parameters.get<tf.Rank.R1>(name)

  function normalise(name: string, input: tf.Tensor4D): tf.Tensor4D {
    const { output, mean, variance } = batchNormOfBatch(input, vectorOf(`${name}.gain`), vectorOf(`${name}.offset`), batchNormEpsilon)
    collected.push({ name, mean, variance })
    return output
  }

  function activate(name: string, input: tf.Tensor4D, activation: Activation): tf.Tensor4D {
    if (activation === 'relu') return relu(input)
    if (activation === 'relu6') return relu6(input)
    if (activation === 'sigmoid') return tf.sigmoid(input)
    if (activation === 'prelu') return prelu(input, vectorOf(`${name}.slope`))
    return input
  }

  function finish(name: string, convolved: tf.Tensor4D, { bias = false, batchNorm = true, activation = 'relu' }: ConvolutionEnd): tf.Tensor4D {
    const biased = bias ? (tf.add(convolved, vectorOf(`${name}.bias`)) as tf.Tensor4D) : convolved
    return activate(name, batchNorm ? normalise(name, biased) : biased, activation)
  }

  const convolve: Layers<tf.Tensor4D>['convolve'] = (name, input, options) => {
    const { stride = 1, dilation = 1 } = options
    return finish(name, dilation === 1 ? tf.conv2d(input, kernelOf(name), stride, 'same') : dilatedConvolution(input, kernelOf(name), dilation), options)
  }

  return {
    convolutionUnit: (name, input, channels, kernel = 3) => convolve(name, input, { channels, kernel }),
    convolution: (name, input, channels, kernel) => convolve(name, input, { channels, kernel, bias: true, batchNorm: false, activation: 'linear' }),
    maxPool: (input) => tf.maxPool(input, 2, 2, 'valid'),
    enlarge: (input) => enlargeBilinear(input, input.shape[1] * 2, input.shape[2] * 2),
    concatenate: (inputs) => tf.concat(inputs, 3),
    convolve,
    convolveDepthwise: (name, input, options) => finish(name, tf.depthwiseConv2d(input, kernelOf(name), options.stride ?? 1, 'same'), options),
    convolveTransposed(name, input, options) {
      const [batch, height, width] = input.shape
      const { channels, stride } = options
      return finish(name, tf.conv2dTranspose(input, kernelOf(name), [batch, height * stride, width * stride, channels], stride, 'same'), options)
    },
    batchNorm: (name, input, activation) => activate(name, normalise(name, input), activation),
    activate,
    add: (one, other) => tf.add(one, other),
    multiply: (one, other) => tf.mul(one, other),
    mean: meanOver,
    softmaxOver,
    padChannels,
    maxPlaces,
    unpool,
    dropChannels: (input, rate) => (random ? tf.mul(input, keptChannels(input.shape, rate, random)) : input),
  }
}

/** B×1×1×C: 0 with probability `rate`, else 1 / (1 − rate). */
function keptChannels([batch, , , channels]: readonly number[], rate: number, random: Random): tf.Tensor4D {
  const values = Float32Array.from({ length: batch! * channels! }, () => (random.chance(rate) ? 0 : 1 / (1 - rate)))
  return tf.tensor4d(values, [batch!, 1, 1, channels!])
}
