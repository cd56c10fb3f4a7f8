import { detached } from '../backend/detached'
import * as tf from '../backend/tf'
import type { ParameterSpec } from './count-layers'
import { Parameters, type WeightValues } from './parameters'

/** Output channels of the strided convolutions. source: reconstructed (narrower than the 64 to 512 of related work, for crops of 128 to 192 pixels) */
const widths = [32, 64, 128]
const kernelSize = 4
const leak = 0.1

/**
 * The critic of adversarial similarity distillation: strided 4×4 convolutions with spectral normalisation (Miyato et al.
 * 2018) and leaky ReLU, then a 4×4 convolution to one channel, so that its output is a grid of scores, one per patch.
 */
export class Critic {
  readonly parameters: Parameters

  /** @param channels of its input: 2 with a condition beside the prediction, 1 without */
  constructor(
    from: { seed: number } | { weights: WeightValues },
    readonly channels: number = 2,
  ) {
    this.parameters = new Parameters(criticSpecs(channels), from)
  }

  /**
   * @param annotation B×H×W×1, 0 or 1
   * @param probability B×H×W×1, 0..1
   * @returns B×H/8×W/8×1, unbounded; differentiable in `probability` and in the critic's own parameters
   */
  score(annotation: tf.Tensor4D, probability: tf.Tensor4D): tf.Tensor4D {
    return this.scoreOf(tf.concat([annotation, probability], 3))
  }

  /**
   * @param input B×H×W×`channels`
   * @returns B×H/8×W/8×1, unbounded; differentiable, twice where WGAN-GP needs it, in the input and the critic's own parameters
   */
  scoreOf(input: tf.Tensor4D): tf.Tensor4D {
    let feature = input
    for (let layer = 0; layer <= widths.length; layer++) {
      const last = layer === widths.length
      const convolved = tf.conv2d(feature, this.normalisedKernel(layer), last ? 1 : 2, 'same')
      const biased = tf.add(convolved, this.parameters.get<tf.Rank.R1>(`layer${layer}.bias`)) as tf.Tensor4D
      feature = last ? biased : leakyRelu(biased)
    }
    return feature
  }

  /** One power iteration per kernel towards its largest singular value; call once per training step. */
  updateDirections(): void {
    tf.tidy(() => {
      for (let layer = 0; layer <= widths.length; layer++) {
        const { output } = this.singularDirections(layer)
        this.parameters.get<tf.Rank.R1>(`layer${layer}.direction`).assign(output)
      }
    })
  }

  dispose(): void {
    this.parameters.dispose()
  }

  /** W / σ(W), where σ = vᵀWu is differentiable in W and the directions u, v are constants. */
  private normalisedKernel(layer: number): tf.Tensor4D {
    const kernel = this.parameters.get<tf.Rank.R4>(`layer${layer}.kernel`)
    const { input, output } = this.singularDirections(layer)
    const flat = tf.reshape(kernel, [-1, kernel.shape[3]])
    const sigma = tf.sum(tf.mul(tf.matMul(tf.reshape(input, [1, -1]), flat), tf.reshape(output, [1, -1])))
    return tf.div(kernel, tf.add(sigma, 1e-12))
  }

  /** Unit vectors v (inputs) and u (outputs) after one power iteration from the stored direction; computed without gradients. */
  private singularDirections(layer: number): { input: tf.Tensor1D; output: tf.Tensor1D } {
    const kernel = this.parameters.get<tf.Rank.R4>(`layer${layer}.kernel`)
    const direction = this.parameters.get<tf.Rank.R1>(`layer${layer}.direction`)
    const values = tf.tidy(() => {
      const flat = tf.reshape(detached(kernel), [-1, kernel.shape[3]]) as tf.Tensor2D
      const input = unit(tf.matMul(flat, tf.reshape(detached(direction), [-1, 1])))
      const output = unit(tf.matMul(flat, input, true))
      return { input: tf.reshape(input, [-1]) as tf.Tensor1D, output: tf.reshape(output, [-1]) as tf.Tensor1D }
    })
    return { input: detached(values.input), output: detached(values.output) }
  }
}

/** Unlike that of tf.leakyRelu, its gradient can be differentiated once more, which a gradient penalty needs. */
function leakyRelu(x: tf.Tensor4D): tf.Tensor4D {
  const rectify = tf.customGrad((...inputs) => {
    const input = inputs[0] as tf.Tensor
    const save = inputs.at(-1) as unknown as tf.GradSaveFunc
    const slope = tf.add(tf.mul(tf.cast(tf.greater(input, 0), 'float32'), 1 - leak), leak)
    save([slope])
    return { value: tf.mul(input, slope), gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => tf.mul(dy, saved[0]!) }
  })
  return rectify(x) as tf.Tensor4D
}

function unit(vector: tf.Tensor2D): tf.Tensor2D {
  return tf.div(vector, tf.add(tf.norm(vector), 1e-12))
}

function criticSpecs(inputChannels: number): ParameterSpec[] {
  return [...widths, 1].flatMap((channels, layer) => [
    { name: `layer${layer}.kernel`, shape: [kernelSize, kernelSize, layer === 0 ? inputChannels : widths[layer - 1]!, channels], kind: 'kernel' },
    { name: `layer${layer}.bias`, shape: [channels], kind: 'bias' },
    { name: `layer${layer}.direction`, shape: [channels], kind: 'direction' },
  ])
}
