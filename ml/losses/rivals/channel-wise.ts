import * as tf from '../../backend/tf'
import { requireTeacher, type Loss } from '../loss'
import { channelDivergence } from './channel-distribution'

const temperature = 4

/**
 * Channel-wise distillation of logits (CWD; Shu et al., ICCV 2021): φ_c = softmax over HW of z_c/T,
 * L = T²/(B·K) Σ_c KL(φ^T_c ‖ φ^S_c). The two classes of a one-channel net have the logits ±z/2, so K = 2.
 * Indifferent to a constant added to the logits of an image.
 *
 * T = 4 and weight 3 as in TorchDistiller and CIRKD. source: formula and weight published, the split into two classes
 * reconstructed.
 */
export const channelWise: Loss = {
  name: 'cwd',
  term: 'rival',
  needsTeacher: true,
  needsCritic: false,
  compute(context) {
    return channelDivergence(twoClasses(context.student.logits), twoClasses(requireTeacher('cwd', context).logits), temperature)
  },
}

/** B×H×W×1 to B×H×W×2: background, vessel. */
function twoClasses(logits: tf.Tensor4D): tf.Tensor4D {
  const half = tf.div(logits, 2) as tf.Tensor4D
  return tf.concat([tf.neg(half), half], 3)
}
