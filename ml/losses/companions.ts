import * as tf from '../backend/tf'
import { Critic } from '../nets/critic'
import { Parameters } from '../nets/parameters'
import { criticName, defaultCritic, type CriticDesign } from './critic-design'
import { criticChannels, criticInput, criticLoss, type CriticConditions } from './critic-loss'
import type { LossContext } from './loss'
import type { LossWeights } from './presets'
import { lossNamed } from './registry'
import type { NetTaps } from './tap-channels'

/** An opponent of the student. */
export interface Opponent {
  name: string
  design: CriticDesign
  critic: Critic
}

/**
 * What the losses of a training bring along that learns: adapters, which learn with the student in its own optimiser, and
 * critics, which learn against it in optimisers of their own.
 */
export class LossCompanions {
  readonly adapters: Parameters
  /** In the order in which the losses are named; losses with the same design share one. */
  readonly opponents: readonly Opponent[]

  /**
   * @param taps measures both nets; asked only when a loss has adapters
   * @param seed of the initial weights
   * @throws LossError when a loss does not fit the nets
   */
  constructor(weights: LossWeights, taps: () => NetTaps, seed: number) {
    const losses = Object.keys(weights).map(lossNamed)
    this.adapters = new Parameters(losses.flatMap((loss) => loss.adapters?.(taps()) ?? []), { seed })
    const designs = new Map<string, CriticDesign>()
    for (const { needsCritic, critic = defaultCritic } of losses) if (needsCritic) designs.set(criticName(critic), critic)
    this.opponents = [...designs].map(([name, design], index) => ({ name, design, critic: new Critic({ seed: seed + index }, criticChannels(design)) }))
  }

  /** Adds to a context what the losses need of the companions; the critics only when they are `heard`. */
  addTo(context: LossContext, heard: boolean): void {
    context.adapters = this.adapters
    if (!heard) return
    context.critics = new Map(this.opponents.map(({ name, design, critic }) => [name, (logits: tf.Tensor4D) => critic.scoreOf(criticInput(design, logits, context))]))
  }

  /**
   * Value and gradients of one critic's own loss, after one power iteration of its spectral norms. Both are the caller's.
   *
   * @param teacherLogits B×H×W×1, constant
   * @param studentLogits B×H×W×1, constant
   * @param randomSeed of what the critic's loss draws
   */
  criticGradients({ design, critic }: Opponent, teacherLogits: tf.Tensor4D, studentLogits: tf.Tensor4D, conditions: CriticConditions, randomSeed: number): { value: tf.Scalar; grads: tf.NamedTensorMap } {
    critic.updateDirections()
    const { real, fake } = tf.tidy(() => ({ real: criticInput(design, teacherLogits, conditions), fake: criticInput(design, studentLogits, conditions) }))
    const result = tf.variableGrads(() => criticLoss(design, critic, real, fake, randomSeed), critic.parameters.trainable().map(({ variable }) => variable))
    // Where an input is returned as it is, it belongs to the caller.
    tf.dispose([real, fake].filter((tensor) => tensor !== teacherLogits && tensor !== studentLogits))
    return result
  }

  dispose(): void {
    this.adapters.dispose()
    for (const { critic } of this.opponents) critic.dispose()
  }
}
