import * as tf from '../backend/tf'
import { LossError, type Loss } from './loss'

/**
 * Adversarial similarity distillation (ASD), the student's side: −mean D([y ; p^S]). The critic D sees the annotation y
 * beside a soft prediction and learns to tell the teacher's (real) from the student's (fake); see `criticHingeLoss`.
 * During the critic's warm-up the term is zero.
 *
 * source: reconstructed from the abstract of LightVessel (arXiv 2211.00899).
 */
export const adversarialSimilarity: Loss = {
  name: 'asd',
  term: 'asd',
  needsTeacher: true,
  needsCritic: true,
  compute({ student, annotation, score }) {
    if (!score) throw new LossError('The loss "asd" needs a critic.')
    return tf.neg(tf.mean(score(annotation, tf.sigmoid(student.logits)))) as tf.Scalar
  },
}

/**
 * The critic's own loss (hinge form): mean relu(1 − r) + mean relu(1 + f).
 *
 * @param real D([y ; p^T]), B×h×w×1
 * @param fake D([y ; p^S]) of a detached student
 */
export function criticHingeLoss(real: tf.Tensor4D, fake: tf.Tensor4D): tf.Scalar {
  return tf.add(tf.mean(tf.relu(tf.sub(1, real))), tf.mean(tf.relu(tf.add(1, fake)))) as tf.Scalar
}
