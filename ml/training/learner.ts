import * as tf from '../backend/tf'
import { keepVariables, liveVariables } from '../backend/variables'
import { createRandom } from '../data/random'
import { LossCompanions } from '../losses/companions'
import type { CriticConditions } from '../losses/critic-loss'
import { diagnoseSimilarity, mapFormOf } from '../losses/diagnose-similarity'
import type { LossContext } from '../losses/loss'
import { criticLearningRate, criticWarmUp, type LossWeights } from '../losses/presets'
import { tapChannels, type TapChannels } from '../losses/tap-channels'
import { lossNeeds, totalLoss } from '../losses/total-loss'
import type { FrozenNet, Net } from '../nets/net'
import type { BatchStatistics } from '../nets/training-layers'
import type { WeightValues } from '../nets/parameters'
import { Adam, type StepNumbers } from './adam'
import { underPrefix, withPrefix } from './checkpoint'
import type { Diagnosis } from './diagnosis'
import { StepExecution } from './step-execution'
import { TrainingError } from './training-error'
import { WeightAverage } from './weight-average'

export interface StepResult {
  /** Weighted total. */
  loss: number
  /** Weighted terms by name, and the critics' own losses together as `critic`. */
  terms: Record<string, number>
}

/** A net that teaches; one of several members asks which of them teaches which image, B×members. */
export interface Teaching extends Omit<FrozenNet, 'run'> {
  run(images: tf.Tensor4D, teachers?: tf.Tensor2D): ReturnType<FrozenNet['run']>
}

interface Batch {
  readonly images: tf.Tensor4D
  annotation: tf.Tensor4D
}

/** What the critics do in a step. */
type CriticState = 'idle' | 'learning' | 'heard'

/** One net that learns, with all that changes while it does: optimiser, average, adapters and critics. Native TensorFlow only. */
export class Learner {
  readonly average: WeightAverage
  private readonly optimiser: Adam
  private readonly companions: LossCompanions
  /** One per opponent, in their order. */
  private readonly criticOptimisers: readonly Adam[]
  private readonly execution = new StepExecution<CriticState>((critics, inputs, step) => this.calculate(critics, inputs, step))
  /** The terms' names of each kind of step; known once it was calculated. */
  private readonly names = new Map<CriticState, string[]>()

  constructor(
    readonly net: Net,
    private readonly weights: LossWeights,
    private readonly teacher: Teaching | null,
    private readonly seed: number,
    /** Images at the end of every batch that nobody annotated. */
    private readonly unlabelled = 0,
  ) {
    const needs = lossNeeds(weights)
    if (needs.teacher && !teacher) throw new TrainingError('These losses need a teacher.')
    this.companions = new LossCompanions(weights, () => ({ student: tapsOf(net), get teacher() { return tapChannels(teacher!) } }), seed + 1)
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
   * @param teachers for a teacher of several that teach different images: B×members, 1 for the one that teaches this image
   * @throws TrainingError when the loss is not finite; the weights are then those of before the step
   */
  step(images: tf.Tensor4D, annotation: tf.Tensor4D, { step, rate, progress, teachers }: { step: number; rate: number; progress: number; teachers?: tf.Tensor2D }): StepResult {
    const critics = this.criticsAt(progress)
    const numbers = [...this.optimiser.numbers(rate), ...(this.criticOptimisers[0]?.numbers(criticLearningRate) ?? []), WeightAverage.share(step)]
    const before = keepVariables(liveVariables())
    try {
      const values = tf.tidy(() => this.execution.run(critics, [images, annotation, tf.tensor1d(numbers), ...(teachers ? [teachers] : [])], step).dataSync())
      const [loss, ...terms] = values
      if (!Number.isFinite(loss)) {
        before.restore()
        throw new TrainingError(`The loss is not a finite number any more at step ${step + 1}; the last checkpoint is kept. A smaller learning rate or other data may help.`)
      }
      this.optimiser.count()
      if (critics !== 'idle') for (const optimiser of this.criticOptimisers) optimiser.count()
      const names = [...this.names.get(critics)!, ...(critics === 'idle' ? [] : ['critic'])]
      return { loss: loss!, terms: Object.fromEntries(names.map((name, index) => [name, terms[index]!])) }
    } finally {
      before.dispose()
    }
  }

  /** Total, terms and the critics' own loss of one step, as one vector; everything that learns is changed. */
  private calculate(critics: CriticState, [images, annotation, numbers, teachers]: readonly tf.Tensor[], step: number): tf.Tensor1D {
    const batch: Batch = { images: images as tf.Tensor4D, annotation: annotation as tf.Tensor4D }
    const scalars = tf.unstack(numbers!) as tf.Scalar[]
    const statistics: BatchStatistics = []
    // What leaves the scope of the gradients.
    const kept: tf.Tensor[] = []
    const keep = <T extends tf.Tensor>(tensor: T): T => {
      kept.push(tf.keep(tf.clone(tensor)))
      return kept.at(-1) as T
    }
    const teacher = this.teach(batch, teachers as tf.Tensor2D | undefined)
    let logits: tf.Tensor4D
    const { value, grads } = tf.variableGrads(
      () => {
        const context = this.contextOf(batch, teacher, step, critics === 'heard', statistics)
        const { total, terms } = totalLoss(this.weights, context)
        logits = keep(context.student.logits)
        this.names.set(critics, Object.keys(terms))
        for (const term of Object.values(terms)) keep(term)
        return total
      },
      this.learned().map(({ variable }) => variable),
    )
    this.optimiser.apply(grads, [scalars[0]!, scalars[1]!, scalars[2]!])
    this.net.updateStatistics(statistics)
    this.average.update(scalars.at(-1)!)
    const [, ...terms] = kept
    const parts = [value, ...terms]
    if (critics !== 'idle') parts.push(this.trainCritics({ annotation: batch.annotation, image: batch.images }, teacher!.logits, logits!, [scalars[3]!, scalars[4]!, scalars[5]!], this.randomSeedOf(step)))
    const result = tf.stack(parts) as tf.Tensor1D
    tf.dispose(kept)
    return result
  }

  /** Looks inside a step without changing anything. The arguments are those of `step`. */
  diagnose(images: tf.Tensor4D, annotation: tf.Tensor4D, { step, progress, teachers }: { step: number; progress: number; teachers?: tf.Tensor2D }): Diagnosis {
    const weights = this.net.parameters.trainable().map(({ variable }) => variable)
    const heard = this.criticsAt(progress) === 'heard'
    const batch: Batch = { images, annotation }
    const statistics: BatchStatistics = []
    let diagnosis: Diagnosis | undefined
    tf.tidy(() => {
      const teacher = this.teach(batch, teachers)
      const contextNow = (): LossContext => this.contextOf(batch, teacher, step, heard, statistics)
      const context = contextNow()
      const norms = Object.keys(totalLoss(this.weights, context).terms).map((name) => {
        const { grads } = tf.variableGrads(() => totalLoss(this.weights, contextNow()).terms[name]!, weights)
        return [name, Math.sqrt(Object.values(grads).reduce((sum, gradient) => sum + tf.sum(tf.square(gradient)).dataSync()[0]!, 0))] as const
      })
      const form = mapFormOf(this.weights)
      const critics = [...(context.critics?.values() ?? [])]
      diagnosis = {
        gradientNorms: Object.fromEntries(norms),
        ...(teacher && form && { similarity: diagnoseSimilarity(context.student, teacher, batch.annotation, form) }),
        ...(teacher && critics.length > 0 && { criticScores: critics.map((score) => ({ teacher: meanOf(score(teacher.logits)), student: meanOf(score(context.student.logits)) })) }),
      }
    })
    // They outlive the scope.
    for (const { mean, variance } of statistics) tf.dispose([mean, variance])
    return diagnosis!
  }

  /** The critics learn from half their warm-up on, so that they have an opinion when the student first hears it. */
  private criticsAt(progress: number): CriticState {
    if (this.companions.opponents.length === 0 || progress < criticWarmUp / 2) return 'idle'
    return progress < criticWarmUp ? 'learning' : 'heard'
  }

  /** What the teacher says of a batch, if anybody asks; images without annotation get its opinion for one. */
  private teach(batch: Batch, teachers: tf.Tensor2D | undefined): ReturnType<Teaching['run']> | undefined {
    const teacher = this.teacher && lossNeeds(this.weights).teacher ? this.teacher.run(batch.images, teachers) : undefined
    if (this.unlabelled > 0) batch.annotation = withTeachersOpinion(batch.annotation, teacher!.logits, this.unlabelled)
    return teacher
  }

  /** What the losses look at: the student's answer to the batch beside all else. */
  private contextOf({ images, annotation }: Batch, teacher: ReturnType<Teaching['run']> | undefined, step: number, heard: boolean, statistics: BatchStatistics): LossContext {
    // Dropout follows from seed and step alone, as the crops do, from numbers that no crop and no order of images is drawn from.
    const student = this.net.train(images, statistics, createRandom(this.seed * 2 ** 32 + 0xc0000000 + step))
    const context: LossContext = { student, annotation, image: images, randomSeed: this.randomSeedOf(step), unlabelled: this.unlabelled }
    if (teacher) context.teacher = teacher
    this.companions.addTo(context, heard)
    return context
  }

  /** Of what losses and critics draw; as for dropout, from numbers of its own. */
  private randomSeedOf(step: number): number {
    return this.seed * 2 ** 32 + 0xd0000000 + step
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
    this.execution.dispose()
    this.net.dispose()
    this.optimiser.dispose()
    this.average.dispose()
    this.companions.dispose()
    for (const optimiser of this.criticOptimisers) optimiser.dispose()
  }

  /** What the student's optimiser changes: the net, and the adapters of the losses. */
  private learned(): ReturnType<Net['parameters']['trainable']> {
    return [...this.net.parameters.trainable(), ...this.companions.adapters.trainable()]
  }

  /** One step of every critic; the sum of their losses. */
  private trainCritics(conditions: CriticConditions, teacherLogits: tf.Tensor4D, studentLogits: tf.Tensor4D, numbers: StepNumbers<tf.Scalar>, randomSeed: number): tf.Scalar {
    const losses = this.companions.opponents.map((opponent, index) => {
      const { value, grads } = this.companions.criticGradients(opponent, teacherLogits, studentLogits, conditions, randomSeed)
      this.criticOptimisers[index]!.apply(grads, numbers)
      return value
    })
    return tf.addN(losses) as tf.Scalar
  }
}

/** The annotation, and for the images at the end, which have none, what the teacher takes for vessel. */
function withTeachersOpinion(annotation: tf.Tensor4D, logits: tf.Tensor4D, unlabelled: number): tf.Tensor4D {
  const annotated = annotation.shape[0] - unlabelled
  return tf.concat([tf.slice(annotation, 0, annotated), tf.cast(tf.greater(tf.slice(logits, annotated), 0), 'float32')])
}

function meanOf(values: tf.Tensor): number {
  return tf.mean(values).dataSync()[0]!
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
