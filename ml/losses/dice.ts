import * as tf from '../backend/tf'
import type { Loss } from './loss'

/** Keeps the quotient defined on crops without vessels, and the gradient small there. */
const smooth = 1

/** Soft Dice loss 1 − (2Σpy + 1) / (Σp + Σy + 1), sums over all pixels of the batch (Milletari et al. 2016, linear form). */
export const dice: Loss = {
  name: 'dice',
  term: 'segmentation',
  needsTeacher: false,
  needsCritic: false,
  compute({ student, annotation }) {
    const probability = tf.sigmoid(student.logits)
    const both = tf.sum(tf.mul(probability, annotation))
    const sizes = tf.add(tf.sum(probability), tf.sum(annotation))
    return tf.sub(1, tf.div(tf.add(tf.mul(both, 2), smooth), tf.add(sizes, smooth))) as tf.Scalar
  },
}
