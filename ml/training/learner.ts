import * as tf from '../backend/tf'
import { createRandom } from '../data/random'
import { criticHingeLoss } from '../losses/adversarial-similarity'
import type { LossContext } from '../losses/loss'
import { criticLearningRate, criticWarmUp, type LossWeights } from '../losses/presets'
import { lossNeeds, totalLoss } from '../losses/total-loss'
import { Critic } from '../nets/critic'
import { disposeOutputs, type FrozenNet, type Net } from '../nets/net'
import type { BatchStatistics } from '../nets/training-layers'
import type { WeightValues } from '../nets/parameters'
import { Adam } from './adam'
import { underPrefix, withPrefix } from './checkpoint'
import { TrainingError } from './training-error'
import { WeightAverage } from './weight-average'

export interface StepResult {
  /** Weighted total. */
  loss: number
  /** Weighted terms by name, and the critic's own loss as `critic`. */
  terms: Record<string, number>
}

/** One net that learns, with all that changes while it does: optimiser, average, critic. Native TensorFlow only. */
export class Learner {
  readonly average: WeightAverage
  private readonly optimiser: Adam
  private readonly critic: Critic | null
  private readonly criticOptimiser: Adam | null

  constructor(
    readonly net: Net,
    private readonly weights: LossWeights,
    private readonly teacher: FrozenNet | null,
    private readonly seed: number,
  ) {
    const needs = lossNeeds(weights)
    if (needs.teacher && !teacher) throw new TrainingError('These losses need a teacher.')
    this.optimiser = new Adam(net.parameters.trainable(), { beta1: 0.9, beta2: 0.999, weightDecay: 0.01, clip: 1 })
    this.average = new WeightAverage(net)
    this.critic = needs.critic ? new Critic({ seed: seed + 1 }) : null
    this.criticOptimiser = this.critic && new Adam(this.critic.parameters.trainable(), { beta1: 0.9, beta2: 0.99, weightDecay: 0, clip: 1 })
  }

  /**
   * One training step.
   *
   * @param images B×H×W×1, normalised
   * @param annotation B×H×W×1, 0/1
   * @param progress share of the training that is done, 0..1
   * @throws TrainingError when the loss is not finite; the weights are then those of before the step
   */
  step(images: tf.Tensor4D, annotation: tf.Tensor4D, { step, rate, progress }: { step: number; rate: number; progress: number }): StepResult {
    const kept: tf.Tensor[] = []
    const statistics: BatchStatistics = []
    const needs = lossNeeds(this.weights)
    const teacher = this.teacher && needs.teacher ? this.teacher.run(images) : undefined
    let probability: tf.Tensor4D | null = null
    const { value, grads } = tf.variableGrads(
      () => {
        // Dropout follows from seed and step alone, as the crops do, from numbers that no crop and no order of images is drawn from.
        const student = this.net.train(images, statistics, createRandom(this.seed * 2 ** 32 + 0xc0000000 + step))
        const context: LossContext = { student, annotation }
        if (teacher) context.teacher = teacher
        if (this.critic && progress >= criticWarmUp) context.score = (y, p) => this.critic!.score(y, p)
        const { total, terms } = totalLoss(this.weights, context)
        if (this.critic) probability = tf.keep(tf.sigmoid(student.logits))
        this.names = Object.keys(terms)
        kept.push(...Object.values(terms).map((term) => tf.keep(tf.clone(term))))
        return total
      },
      this.net.parameters.trainable().map(({ variable }) => variable),
    )
    const result = this.read(value, kept)
    if (Number.isFinite(result.loss)) {
      this.optimiser.apply(grads, rate)
      this.net.updateStatistics(statistics)
      this.average.update(step)
      // The critic learns from half its warm-up on, so that it has an opinion when the student first hears it.
      if (this.critic && teacher && probability && progress >= criticWarmUp / 2) result.terms['critic'] = this.trainCritic(annotation, teacher.logits, probability)
    }
    tf.dispose([value, ...Object.values(grads), ...kept, ...statistics.flatMap(({ mean, variance }) => [mean, variance])])
    if (probability) tf.dispose(probability)
    if (teacher) disposeOutputs(teacher)
    if (!Number.isFinite(result.loss)) throw new TrainingError(`The loss is not a finite number any more at step ${step + 1}; the last checkpoint is kept. A smaller learning rate or other data may help.`)
    return result
  }

  /** Everything that changes, by prefixed name. */
  async state(): Promise<{ optimiserSteps: number; criticSteps: number; values: WeightValues }> {
    const optimiser = await this.optimiser.state()
    const averaged = await this.average.values()
    const values = new Map([
      ...withPrefix('net/', await this.net.parameters.values()),
      ...withPrefix('adam/', optimiser.values),
      ['average', { shape: [averaged.length], values: averaged }] as const,
    ])
    if (!this.critic || !this.criticOptimiser) return { optimiserSteps: optimiser.steps, criticSteps: 0, values }
    const critic = await this.criticOptimiser.state()
    for (const [name, value] of [...withPrefix('critic/', await this.critic.parameters.values()), ...withPrefix('critic-adam/', critic.values)]) values.set(name, value)
    return { optimiserSteps: optimiser.steps, criticSteps: critic.steps, values }
  }

  restore(state: { optimiserSteps: number; criticSteps: number; values: WeightValues }): void {
    this.net.parameters.assign(underPrefix('net/', state.values))
    this.optimiser.restore(state.optimiserSteps, underPrefix('adam/', state.values))
    this.average.restore(state.values.get('average')!.values)
    this.critic?.parameters.assign(underPrefix('critic/', state.values))
    this.criticOptimiser?.restore(state.criticSteps, underPrefix('critic-adam/', state.values))
  }

  /** Disposes of everything but the teacher, which is the caller's. */
  dispose(): void {
    this.net.dispose()
    this.optimiser.dispose()
    this.average.dispose()
    this.critic?.dispose()
    this.criticOptimiser?.dispose()
  }

  private names: string[] = []

  /** Total and terms in one transfer. */
  private read(total: tf.Scalar, terms: tf.Tensor[]): StepResult {
    const values = tf.tidy(() => tf.stack([total, ...terms]).dataSync())
    return { loss: values[0]!, terms: Object.fromEntries(this.names.map((name, index) => [name, values[index + 1]!])) }
  }

  private trainCritic(annotation: tf.Tensor4D, teacherLogits: tf.Tensor4D, probability: tf.Tensor4D): number {
    const critic = this.critic!
    critic.updateDirections()
    const real = tf.sigmoid(teacherLogits)
    const { value, grads } = tf.variableGrads(
      () => criticHingeLoss(critic.score(annotation, real), critic.score(annotation, probability)),
      critic.parameters.trainable().map(({ variable }) => variable),
    )
    this.criticOptimiser!.apply(grads, criticLearningRate)
    const loss = value.dataSync()[0]!
    tf.dispose([value, real, ...Object.values(grads)])
    return loss
  }
}
