import * as tf from '../backend/tf'
import type { NetOutputs } from './layers'
import type { FrozenNet } from './net'

/**
 * Several nets that answer as one: the mean of their probabilities. It is a `FrozenNet`, so it predicts, is evaluated and
 * teaches like one. The features are those of the first member, since features of different nets do not correspond.
 */
export class Ensemble implements FrozenNet {
  readonly definition: FrozenNet['definition']

  /**
   * @param members become the ensemble's: `dispose` disposes of them
   * @throws RangeError when there are none
   */
  constructor(private readonly members: readonly FrozenNet[]) {
    if (members.length === 0) throw new RangeError('An ensemble needs at least one net.')
    this.definition = {
      name: `ensemble of ${members.map(({ definition }) => definition.name).join(', ')}`,
      multiple: members.map(({ definition }) => definition.multiple).reduce(leastCommonMultiple),
    }
  }

  run(input: tf.Tensor4D): NetOutputs<tf.Tensor4D> {
    const [first, ...others] = this.members
    const { logits: firstLogits, ...features } = first!.run(input)
    const allLogits = [firstLogits, ...others.map((member) => member.predict(input))]
    const logits = tf.tidy(() => logitsOfMean(allLogits))
    tf.dispose(allLogits)
    return { logits, ...features }
  }

  predict(image: tf.Tensor4D): tf.Tensor4D {
    return tf.tidy(() => logitsOfMean(this.members.map((member) => member.predict(image))))
  }

  dispose(): void {
    for (const member of this.members) member.dispose()
  }
}

/**
 * The logits of the mean probability of several logits of one shape: log Σ σ(z) − log Σ σ(−z). Taken through logarithms,
 * so that it neither overflows nor loses small probabilities.
 */
export function logitsOfMean(logits: readonly tf.Tensor4D[]): tf.Tensor4D {
  const all = tf.stack([...logits])
  return tf.sub(tf.logSumExp(tf.logSigmoid(all), 0), tf.logSumExp(tf.logSigmoid(tf.neg(all)), 0))
}

function leastCommonMultiple(one: number, other: number): number {
  const greatestCommonDivisor = (a: number, b: number): number => (b === 0 ? a : greatestCommonDivisor(b, a % b))
  return (one * other) / greatestCommonDivisor(one, other)
}
