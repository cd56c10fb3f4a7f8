import { batchNormOfBatch, enlargeBilinear, relu } from '../backend/native-kernels'
import * as tf from '../backend/tf'
import { batchNormEpsilon } from './batch-norm'
import type { Layers } from './layers'
import type { Parameters } from './parameters'

/** Mean and variance of one batch normalisation over one batch, by the unit's name. Whoever collects them disposes of them. */
export type BatchStatistics = { name: string; mean: tf.Tensor1D; variance: tf.Tensor1D }[]

/** Layers with gradients, on native TensorFlow: batch norm by the batch's own statistics, which are added to `collected`. */
export function trainingLayers(parameters: Parameters, collected: BatchStatistics): Layers<tf.Tensor4D> {
  return {
    convolutionUnit(name, input) {
      const convolved = tf.conv2d(input, parameters.get<tf.Rank.R4>(`${name}.kernel`), 1, 'same')
      const { output, mean, variance } = batchNormOfBatch(convolved, parameters.get<tf.Rank.R1>(`${name}.gain`), parameters.get<tf.Rank.R1>(`${name}.offset`), batchNormEpsilon)
      collected.push({ name, mean, variance })
      return relu(output)
    },
    convolution: (name, input) => tf.add(tf.conv2d(input, parameters.get<tf.Rank.R4>(`${name}.kernel`), 1, 'same'), parameters.get<tf.Rank.R1>(`${name}.bias`)),
    maxPool: (input) => tf.maxPool(input, 2, 2, 'valid'),
    enlarge: (input) => enlargeBilinear(input, input.shape[1] * 2, input.shape[2] * 2),
    concatenate: (inputs) => tf.concat(inputs, 3),
  }
}
