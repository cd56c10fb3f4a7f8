import { detached } from '../backend/detached'
import * as tf from '../backend/tf'
import { binaryCrossEntropy } from './binary-cross-entropy'
import { requireTeacher, type Loss } from './loss'

/** Softens both distributions. source: reconstructed (rivals use 1 to 4). */
const temperature = 2

/**
 * Pixel-wise knowledge distillation (Hinton et al. 2015): T² · KL(σ(z_T/T) ‖ σ(z_S/T)) of the two-class distribution,
 * mean over pixels. Zero when the student's logits equal the teacher's.
 */
export const pixelwiseDistillation: Loss = {
  name: 'kd',
  term: 'kd',
  needsTeacher: true,
  needsCritic: false,
  compute(context) {
    const teacherLogits = detached(tf.div(requireTeacher('kd', context).logits, temperature))
    const target = tf.sigmoid(teacherLogits)
    const entropy = binaryCrossEntropy(teacherLogits, target)
    const cross = binaryCrossEntropy(tf.div(context.student.logits, temperature), target)
    return tf.mul(tf.sub(cross, entropy), temperature ** 2) as tf.Scalar
  },
}
