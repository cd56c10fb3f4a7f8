import * as tf from '../../backend/tf'
import { requireTeacher, type Loss } from '../loss'
import { tiny } from './features'

/**
 * Distillation from a stronger teacher by correlation (DIST; Huang et al., NeurIPS 2022): L = 1 − ρ, where ρ is Pearson's
 * correlation of the student's and the teacher's vessel probability over all BHW pixels (the intra-class term, γ = 1; with
 * two classes both columns have the same ρ). Indifferent to p ↦ ap + b with a > 0. The inter-class term is left out: over
 * the two classes of one pixel the correlation is always ±1, and its gradient 0. 1 when a prediction is the same everywhere.
 *
 * Weight 1. source: formula and weight published.
 */
export const correlation: Loss = {
  name: 'dist',
  term: 'rival',
  needsTeacher: true,
  needsCritic: false,
  compute(context) {
    const student = centred(tf.sigmoid(context.student.logits))
    const teacher = centred(tf.sigmoid(requireTeacher('dist', context).logits))
    const norms = tf.mul(tf.mean(tf.square(student)), tf.mean(tf.square(teacher)))
    return tf.sub(1, tf.div(tf.mean(tf.mul(student, teacher)), tf.sqrt(tf.add(norms, tiny)))) as tf.Scalar
  },
}

function centred(values: tf.Tensor): tf.Tensor {
  return tf.sub(values, tf.mean(values))
}
