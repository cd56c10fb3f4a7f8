import * as tf from '../backend/tf'
import { createRandom } from '../data/random'
import { LossCompanions } from '../losses/companions'
import type { CriticConditions } from '../losses/critic-loss'
import type { LossContext } from '../losses/loss'
import { criticLearningRate, criticWarmUp, type LossWeights } from '../losses/presets'
import { tapChannels, type TapChannels } from '../losses/tap-channels'
import { lossNeeds, totalLoss } from '../losses/total-loss'
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
  /** Weighted terms by name, and the critics' own losses together as `critic`. */
  terms: Record<string, number>
}

/** One net that learns, with all that changes while it does: optimiser, average, adapters and critics. Native TensorFlow only. */
export class Learner {
  readonly average: WeightAverage
  private readonly optimiser: Adam
  private readonly companions: LossCompanions
  /** One per opponent, in their order. */
  private readonly criticOptimisers: readonly Adam[]

  constructor(
    readonly net: Net,
    private readonly weights: LossWeights,
    private readonly teacher: FrozenNet | null,
    private readonly seed: number,
  ) {
    const needs = lossNeeds(weights)
    if (needs.teacher && !teacher) throw new TrainingError('These losses need a teacher.')
    this.companions = new LossCompanions(weights, () => ({ student: tapsOf(net), teacher: tapChannels(teacher!) }), seed + 1)
    this.optimiser = new Adam(this.learned(), { beta1: 0.9, beta2: 0.999, weightDecay: 0.01, clip: 1 })
    this.average = new WeightAverage(net)
    this.criticOptimisers = this.companions.opponents.map(({ critic }) => new Adam(critic.parameters.trainable(), { beta1: 0.9, beta2: 0.99, weightDecay: 0, clip: 1 }))
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
    // As for dropout, from numbers of its own.
    const randomSeed = this.seed * 2 ** 32 + 0xd0000000 + step
    const teacher = this.teacher && needs.teacher ? this.teacher.run(images) : undefined
    const learnsCritics = teacher !== undefined && this.companions.opponents.length > 0 && progress >= criticWarmUp / 2
    let logits: tf.Tensor4D | null = null
    const { value, grads } = tf.variableGrads(
      () => {
        // Dropout follows from seed and step alone, as the crops do, from numbers that no crop and no order of images is drawn from.
        const student = this.net.train(images, statistics, createRandom(this.seed * 2 ** 32 + 0xc0000000 + step))
        const context: LossContext = { student, annotation, image: images, randomSeed }
        if (teacher) context.teacher = teacher
        this.companions.addTo(context, progress >= criticWarmUp)
        const { total, terms } = totalLoss(this.weights, context)
        if (learnsCritics) logits = tf.keep(tf.clone(student.logits))
        this.names = Object.keys(terms)
        kept.push(...Object.values(terms).map((term) => tf.keep(tf.clone(term))))
        return total
      },
      this.learned().map(({ variable }) => variable),
    )
    const result = this.read(value, kept)
    if (Number.isFinite(result.loss)) {
      this.optimiser.apply(grads, rate)
      this.net.updateStatistics(statistics)
      this.average.update(step)
      // The critics learn from half their warm-up on, so that they have an opinion when the student first hears it.
      if (teacher && logits) result.terms['critic'] = this.trainCritics({ annotation, image: images }, teacher.logits, logits, randomSeed)
    }
    tf.dispose([value, ...Object.values(grads), ...kept, ...statistics.flatMap(({ mean, variance }) => [mean, variance])])
    if (logits) tf.dispose(logits)
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
    for (const [name, value] of withPrefix('adapters/', await this.companions.adapters.values())) values.set(name, value)
    let criticSteps = 0
    for (const [index, { critic }] of this.companions.opponents.entries()) {
      const { steps, values: moments } = await this.criticOptimisers[index]!.state()
      criticSteps = steps
      const prefix = criticPrefix(index)
      for (const [name, value] of [...withPrefix(`${prefix}/`, await critic.parameters.values()), ...withPrefix(`${prefix}-adam/`, moments)]) values.set(name, value)
    }
    return { optimiserSteps: optimiser.steps, criticSteps, values }
  }

  restore(state: { optimiserSteps: number; criticSteps: number; values: WeightValues }): void {
    this.net.parameters.assign(underPrefix('net/', state.values))
    this.optimiser.restore(state.optimiserSteps, underPrefix('adam/', state.values))
    this.average.restore(state.values.get('average')!.values)
    this.companions.adapters.assign(underPrefix('adapters/', state.values))
    for (const [index, { critic }] of this.companions.opponents.entries()) {
      critic.parameters.assign(underPrefix(`${criticPrefix(index)}/`, state.values))
      this.criticOptimisers[index]!.restore(state.criticSteps, underPrefix(`${criticPrefix(index)}-adam/`, state.values))
    }
  }

  /** Disposes of everything but the teacher, which is the caller's. */
  dispose(): void {
    this.net.dispose()
    this.optimiser.dispose()
    this.average.dispose()
    this.companions.dispose()
    for (const optimiser of this.criticOptimisers) optimiser.dispose()
  }

  private names: string[] = []

  /** Total and terms in one transfer. */
  private read(total: tf.Scalar, terms: tf.Tensor[]): StepResult {
    const values = tf.tidy(() => tf.stack([total, ...terms]).dataSync())
    return { loss: values[0]!, terms: Object.fromEntries(this.names.map((name, index) => [name, values[index + 1]!])) }
  }

  /** What the student's optimiser changes: the net, and the adapters of the losses. */
  private learned(): ReturnType<Net['parameters']['trainable']> {
    return [...this.net.parameters.trainable(), ...this.companions.adapters.trainable()]
  }

  /** One step of every critic; the sum of their losses. */
  private trainCritics(conditions: CriticConditions, teacherLogits: tf.Tensor4D, studentLogits: tf.Tensor4D, randomSeed: number): number {
    let sum = 0
    for (const [index, opponent] of this.companions.opponents.entries()) {
      const { value, grads } = this.companions.criticGradients(opponent, teacherLogits, studentLogits, conditions, randomSeed)
      this.criticOptimisers[index]!.apply(grads, criticLearningRate)
      sum += value.dataSync()[0]!
      tf.dispose([value, ...Object.values(grads)])
    }
    return sum
  }
}

/** Names the values of a critic in checkpoints. */
function criticPrefix(index: number): string {
  return index === 0 ? 'critic' : `critic${index + 1}`
}

function tapsOf(net: Net): TapChannels {
  const frozen = net.freeze()
  const taps = tapChannels(frozen)
  frozen.dispose()
  return taps
}
