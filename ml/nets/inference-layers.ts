import * as tf from '../backend/tf'
import type { FoldedLayer, FoldedWeights } from './fold-batch-norm'
import { kernelSize } from './counting-layers'
import type { Activation, Layers } from './layers'
import { meanOver, padChannels, softmaxOver } from './tensor-layers'
import { maxPlaces, unpool } from './unpooling'

/** Layers without gradients, on any backend: one fused convolution, bias and activation per unit. */
export function inferenceLayers(folded: FoldedWeights): Layers<tf.Tensor4D> {
  const layer = (name: string): FoldedLayer & { kernel: tf.Tensor4D } => folded.get(name) as FoldedLayer & { kernel: tf.Tensor4D }

  /** The part of a fused convolution that follows the convolution. */
  const ending = (name: string, activation: Activation): Ending => {
    const { bias, slope } = layer(name)
    const end = activation === 'prelu' ? ({ activation: 'leakyrelu', leakyreluAlpha: slope! } as const) : { activation }
    return bias ? { ...end, bias } : end
  }

  function activate(name: string, input: tf.Tensor4D, activation: Activation): tf.Tensor4D {
    if (activation === 'relu') return tf.relu(input)
    if (activation === 'relu6') return tf.relu6(input)
    if (activation === 'sigmoid') return tf.sigmoid(input)
    if (activation === 'prelu') return tf.leakyRelu(input, layer(name).slope!)
    return input
  }

  const convolve: Layers<tf.Tensor4D>['convolve'] = (name, input, options) => {
    const { stride: strides = 1, dilation = 1, activation = 'relu' } = options
    const [rows, columns] = kernelSize(options.kernel)
    const dilations: [number, number] = [rows === 1 ? 1 : dilation, columns === 1 ? 1 : dilation]
    return tf.fused.conv2d({ x: input, filter: layer(name).kernel, strides, pad: 'same', dilations, ...ending(name, activation) })
  }

  return {
    convolutionUnit: (name, input, channels, kernel = 3) => convolve(name, input, { channels, kernel }),
    convolution: (name, input, channels, kernel) => convolve(name, input, { channels, kernel, activation: 'linear' }),
    maxPool: (input) => tf.maxPool(input, 2, 2, 'valid'),
    enlarge: (input) => tf.image.resizeBilinear(input, [input.shape[1] * 2, input.shape[2] * 2], false, true),
    concatenate: (inputs) => tf.concat(inputs, 3),
    convolve,
    convolveDepthwise: (name, input, { stride: strides = 1, activation = 'relu' }) =>
      tf.fused.depthwiseConv2d({ x: input, filter: layer(name).kernel, strides, pad: 'same', ...ending(name, activation) }),
    convolveTransposed(name, input, { channels, stride, activation = 'relu' }) {
      const [batch, height, width] = input.shape
      const { kernel, bias } = layer(name)
      const convolved = tf.conv2dTranspose(input, kernel, [batch, height * stride, width * stride, channels], stride, 'same')
      return activate(name, bias ? tf.add(convolved, bias) : convolved, activation)
    },
    batchNorm(name, input, activation) {
      const { scale, bias } = folded.get(name)!
      return activate(name, tf.add(tf.mul(input, scale!), bias!), activation)
    },
    activate,
    add: (one, other) => tf.add(one, other),
    multiply: (one, other) => tf.mul(one, other),
    mean: meanOver,
    softmaxOver,
    padChannels,
    maxPlaces,
    unpool,
    dropChannels: (input) => input,
  }
}

type Ending = Pick<Parameters<typeof tf.fused.conv2d>[0], 'activation' | 'leakyreluAlpha' | 'bias'>
