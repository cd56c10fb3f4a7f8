import * as tf from '../backend/tf'
import { batchNormEpsilon } from './batch-norm'
import type { Layers } from './layers'
import type { Parameters } from './parameters'

/** Kernels and biases with the batch normalisation folded in: γ/√(σ²+ε) scales the kernel, β − µγ/√(σ²+ε) is the bias. */
export type FoldedWeights = Map<string, { kernel: tf.Tensor4D; bias: tf.Tensor1D }>

/** The tensors are the caller's: see `disposeFolded`. */
export function foldBatchNorm(parameters: Parameters): FoldedWeights {
  const folded: FoldedWeights = new Map()
  for (const spec of parameters.specs) {
    if (spec.kind !== 'kernel') continue
    const name = spec.name.slice(0, -'.kernel'.length)
    const hasBatchNorm = parameters.specs.some((other) => other.name === `${name}.gain`)
    const kernel = parameters.get<tf.Rank.R4>(spec.name)
    const weights = tf.tidy(() => {
      if (!hasBatchNorm) return { kernel: kernel.clone(), bias: parameters.get<tf.Rank.R1>(`${name}.bias`).clone() }
      const scale = tf.div(parameters.get<tf.Rank.R1>(`${name}.gain`), tf.sqrt(tf.add(parameters.get<tf.Rank.R1>(`${name}.variance`), batchNormEpsilon))) as tf.Tensor1D
      const bias = tf.sub(parameters.get<tf.Rank.R1>(`${name}.offset`), tf.mul(parameters.get<tf.Rank.R1>(`${name}.mean`), scale)) as tf.Tensor1D
      return { kernel: tf.mul(kernel, scale) as tf.Tensor4D, bias }
    })
    folded.set(name, weights)
  }
  return folded
}

export function disposeFolded(folded: FoldedWeights): void {
  for (const { kernel, bias } of folded.values()) tf.dispose([kernel, bias])
  folded.clear()
}

/** Layers without gradients, on any backend: one fused convolution, bias and ReLU per unit. */
export function inferenceLayers(folded: FoldedWeights): Layers<tf.Tensor4D> {
  const convolve = (name: string, x: tf.Tensor4D, activation: 'relu' | 'linear'): tf.Tensor4D => {
    const { kernel, bias } = folded.get(name)!
    return tf.fused.conv2d({ x, filter: kernel, strides: 1, pad: 'same', bias, activation })
  }
  return {
    convolutionUnit: (name, input) => convolve(name, input, 'relu'),
    convolution: (name, input) => convolve(name, input, 'linear'),
    maxPool: (input) => tf.maxPool(input, 2, 2, 'valid'),
    enlarge: (input) => tf.image.resizeBilinear(input, [input.shape[1] * 2, input.shape[2] * 2], false, true),
    concatenate: (inputs) => tf.concat(inputs, 3),
  }
}
