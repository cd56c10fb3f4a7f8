import { createRandom } from '../data/random'
import * as tf from '../backend/tf'
import { elements, isTrainable, type ParameterKind, type ParameterSpec } from './count-layers'

/** Weights do not fit the net; the message names the first that does not. */
export class WeightsError extends Error {
  override readonly name = 'WeightsError'
}

/** Values by parameter name. */
export type WeightValues = ReadonlyMap<string, { shape: readonly number[]; values: Float32Array }>

/** A vessel covers a few per cent of an angiogram: the head starts with that belief, which spares the first epoch. */
const initialHeadBias = Math.log(0.06 / 0.94)

/** Of a parametric ReLU (He et al. 2015). */
const initialSlope = 0.25

/** The named variables of one net or critic. They live until `dispose`. */
export class Parameters {
  private readonly variables = new Map<string, tf.Variable>()

  constructor(
    readonly specs: readonly ParameterSpec[],
    from: { seed: number } | { weights: WeightValues },
  ) {
    const values = 'weights' in from ? checkWeights(specs, from.weights) : initialValues(specs, from.seed)
    for (const [index, spec] of specs.entries()) {
      this.variables.set(spec.name, tf.tidy(() => tf.variable(tf.tensor(values[index]!, spec.shape), isTrainable(spec.kind))))
    }
  }

  get<R extends tf.Rank>(name: string): tf.Variable<R> {
    const variable = this.variables.get(name)
    if (!variable) throw new WeightsError(`There is no parameter named ${name}.`)
    return variable as tf.Variable<R>
  }

  /** Learned variables in the order of the specs, with their kinds. */
  trainable(): { variable: tf.Variable; kind: ParameterKind }[] {
    return this.select(true)
  }

  /** What is measured instead of learned, in the order of the specs. */
  statistics(): { variable: tf.Variable; kind: ParameterKind }[] {
    return this.select(false)
  }

  /** A copy of every value. */
  async values(): Promise<Map<string, { shape: readonly number[]; values: Float32Array }>> {
    const result = new Map<string, { shape: readonly number[]; values: Float32Array }>()
    for (const spec of this.specs) result.set(spec.name, { shape: spec.shape, values: Float32Array.from(await this.get(spec.name).data<'float32'>()) })
    return result
  }

  /** @throws WeightsError when a weight is missing, has another shape or is not finite */
  assign(weights: WeightValues): void {
    const values = checkWeights(this.specs, weights)
    for (const [index, spec] of this.specs.entries()) tf.tidy(() => this.get(spec.name).assign(tf.tensor(values[index]!, spec.shape)))
  }

  dispose(): void {
    for (const variable of this.variables.values()) variable.dispose()
    this.variables.clear()
  }

  private select(learned: boolean): { variable: tf.Variable; kind: ParameterKind }[] {
    return this.specs.filter((spec) => isTrainable(spec.kind) === learned).map((spec) => ({ variable: this.get(spec.name), kind: spec.kind }))
  }
}

/** Kernels after He et al. 2015 (normal, variance 2 / fan-in); gains and variances 1; slopes 0.25; the rest 0, but for directions and the bias of the head. The head's kernel has no mean. */
function initialValues(specs: readonly ParameterSpec[], seed: number): Float32Array[] {
  const random = createRandom(seed)
  return specs.map(({ name, shape, kind, fanIn = elements(shape.slice(0, 3)) }) => {
    const values = new Float32Array(elements(shape))
    if (kind === 'kernel') {
      const deviation = Math.sqrt(2 / fanIn)
      for (let i = 0; i < values.length; i++) values[i] = deviation * random.normal()
      if (name === 'head.kernel') centre(values)
    } else if (kind === 'direction') {
      for (let i = 0; i < values.length; i++) values[i] = random.normal()
    } else if (kind === 'gain' || kind === 'variance') {
      values.fill(1)
    } else if (kind === 'slope') {
      values.fill(initialSlope)
    } else if (name === 'head.bias') {
      values.fill(initialHeadBias)
    }
    return values
  })
}

/**
 * Takes the mean out. What the head reads is never negative: a head that happens to be drawn with negative weights only, one of 64 over six
 * features, can hardly ever say vessel, and the net does not learn.
 */
function centre(values: Float32Array): void {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  for (let i = 0; i < values.length; i++) values[i]! -= mean
}

function checkWeights(specs: readonly ParameterSpec[], weights: WeightValues): Float32Array[] {
  for (const name of weights.keys()) {
    if (!specs.some((spec) => spec.name === name)) throw new WeightsError(`The weights hold ${name}, which this net does not have.`)
  }
  return specs.map(({ name, shape }) => {
    const given = weights.get(name)
    if (!given) throw new WeightsError(`The weights lack ${name}.`)
    if (given.shape.join('×') !== shape.join('×') || given.values.length !== elements(shape)) {
      throw new WeightsError(`The weight ${name} is ${given.shape.join('×')} and should be ${shape.join('×')}.`)
    }
    if (!given.values.every(Number.isFinite)) throw new WeightsError(`The weight ${name} holds values that are not finite.`)
    return given.values
  })
}
