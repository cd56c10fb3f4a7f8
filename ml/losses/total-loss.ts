import * as tf from '../backend/tf'
import type { LossContext } from './loss'
import type { LossWeights } from './presets'
import { lossNamed } from './registry'

/** What the weighted losses need. */
export function lossNeeds(weights: LossWeights): { teacher: boolean; critic: boolean } {
  const losses = Object.keys(weights).map(lossNamed)
  return { teacher: losses.some((loss) => loss.needsTeacher), critic: losses.some((loss) => loss.needsCritic) }
}

/**
 * The weighted sum of the losses, and each term of it (already weighted) by the curve it belongs to. A loss that needs a
 * critic is left out while the context has none.
 */
export function totalLoss(weights: LossWeights, context: LossContext): { total: tf.Scalar; terms: Record<string, tf.Scalar> } {
  const terms: Record<string, tf.Scalar> = {}
  for (const [name, weight] of Object.entries(weights)) {
    const loss = lossNamed(name)
    if (loss.needsCritic && !context.score && !context.critics) continue
    const value = tf.mul(loss.compute(context), weight) as tf.Scalar
    const sameTerm = terms[loss.term]
    terms[loss.term] = sameTerm ? (tf.add(sameTerm, value) as tf.Scalar) : value
  }
  return { total: tf.addN(Object.values(terms)) as tf.Scalar, terms }
}
