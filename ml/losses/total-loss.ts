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
    const value = tf.mul(loss.compute(loss.term === 'segmentation' ? annotatedOnly(context) : context), weight) as tf.Scalar
    const sameTerm = terms[loss.term]
    terms[loss.term] = sameTerm ? (tf.add(sameTerm, value) as tf.Scalar) : value
  }
  return { total: tf.addN(Object.values(terms)) as tf.Scalar, terms }
}

/** The context without the images that nobody annotated. */
function annotatedOnly(context: LossContext): LossContext {
  const { unlabelled = 0, student, annotation } = context
  if (unlabelled === 0) return context
  const annotated = annotation.shape[0] - unlabelled
  const first = (tensor: tf.Tensor4D): tf.Tensor4D => tf.slice(tensor, 0, annotated)
  const all = (taps: Record<number, tf.Tensor4D>): Record<number, tf.Tensor4D> => Object.fromEntries(Object.entries(taps).map(([stride, tap]) => [stride, first(tap)]))
  return { ...context, student: { logits: first(student.logits), encoder: all(student.encoder), decoder: all(student.decoder) }, annotation: first(annotation) }
}
