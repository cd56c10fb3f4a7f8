import * as tf from '../../backend/tf'
import { correlationOf } from '../correlation-of'
import { requireTeacher, type Loss } from '../loss'

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
    const teacher = requireTeacher('dist', context)
    return tf.sub(1, correlationOf(tf.sigmoid(context.student.logits), tf.sigmoid(teacher.logits))) as tf.Scalar
  },
}
