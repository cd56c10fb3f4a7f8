import * as tf from '../backend/tf'
import { elements, type ParameterKind } from '../nets/count-layers'
import type { WeightValues } from '../nets/parameters'
import { assignFlat, flatten } from './flat-weights'

export interface AdamOptions {
  beta1: number
  beta2: number
  /** Decoupled; applied to kernels only. */
  weightDecay: number
  /** Largest norm of the whole gradient; longer ones are shortened to it. */
  clip: number
}

const epsilon = 1e-8

/** What a step is made with: the rate, and 1 − β₁ᵗ and 1 − β₂ᵗ for the t-th step. */
export type StepNumbers<Each> = readonly [rate: Each, first: Each, second: Each]

/** AdamW (Loshchilov & Hutter 2019) over all variables as one vector. */
export class Adam {
  private readonly variables: tf.Variable[]
  private readonly decayed: tf.Tensor1D
  private readonly first: tf.Variable<tf.Rank.R1>
  private readonly second: tf.Variable<tf.Rank.R1>
  private steps = 0

  constructor(
    parameters: readonly { variable: tf.Variable; kind: ParameterKind }[],
    private readonly options: AdamOptions,
  ) {
    this.variables = parameters.map(({ variable }) => variable)
    const size = this.variables.reduce((sum, variable) => sum + elements(variable.shape), 0)
    this.decayed = tf.tidy(() => flatten(parameters.map(({ variable, kind }) => tf.fill(variable.shape, kind === 'kernel' ? 1 : 0))))
    this.first = tf.tidy(() => tf.variable(tf.zeros([size]) as tf.Tensor1D, false))
    this.second = tf.tidy(() => tf.variable(tf.zeros([size]) as tf.Tensor1D, false))
  }

  /** The numbers of the step that comes next. */
  numbers(rate: number): StepNumbers<number> {
    const t = this.steps + 1
    return [rate, 1 - this.options.beta1 ** t, 1 - this.options.beta2 ** t]
  }

  /** Counts a step that was applied. */
  count(): void {
    this.steps++
  }

  /** One step against the gradients, which are given by variable name as `tf.variableGrads` returns them and stay the caller's. */
  apply(gradients: tf.NamedTensorMap, [rate, firstCorrection, secondCorrection]: StepNumbers<tf.Scalar>): void {
    const { beta1, beta2, weightDecay, clip } = this.options
    tf.tidy(() => {
      const raw = flatten(this.variables.map((variable) => gradients[variable.name]!))
      const gradient = tf.mul(raw, tf.minimum(1, tf.div(clip, tf.add(tf.norm(raw), 1e-12))))
      this.first.assign(tf.add(tf.mul(this.first, beta1), tf.mul(gradient, 1 - beta1)))
      this.second.assign(tf.add(tf.mul(this.second, beta2), tf.mul(tf.square(gradient), 1 - beta2)))
      const unbiased = tf.div(this.first, firstCorrection)
      const scale = tf.add(tf.sqrt(tf.div(this.second, secondCorrection)), epsilon)
      const values = flatten(this.variables)
      const decay = tf.mul(tf.mul(values, this.decayed), weightDecay)
      assignFlat(tf.sub(values, tf.mul(tf.add(tf.div(unbiased, scale), decay), rate)), this.variables)
    })
  }

  /** Everything needed to go on from here. */
  async state(): Promise<{ steps: number; values: WeightValues }> {
    const first = { shape: this.first.shape, values: Float32Array.from(await this.first.data<'float32'>()) }
    const second = { shape: this.second.shape, values: Float32Array.from(await this.second.data<'float32'>()) }
    return { steps: this.steps, values: new Map(Object.entries({ first, second })) }
  }

  restore(steps: number, values: WeightValues): void {
    this.steps = steps
    tf.tidy(() => {
      this.first.assign(tf.tensor1d(values.get('first')!.values))
      this.second.assign(tf.tensor1d(values.get('second')!.values))
    })
  }

  dispose(): void {
    tf.dispose([this.decayed, this.first, this.second])
  }
}
