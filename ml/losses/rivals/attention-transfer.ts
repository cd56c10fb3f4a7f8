import * as tf from '../../backend/tf'
import type { Loss } from '../loss'
import { comparedNets, meanSquaredDistance, unitLength } from './features'

/**
 * Attention transfer (AT; Zagoruyko & Komodakis, ICLR 2017). The attention map of a feature B×H×W×C is
 * a = v / |v|₂ with v = vec(mean_c F²), B×HW; L = mean over the two layers (encoder and decoder at stride 4) of mean over
 * B and HW of (a^S − a^T)². Indifferent to a positive factor on a feature and to the order and number of channels.
 *
 * Weight 1e4 belongs to the mean over elements (as in CIRKD); RepDistiller has 1000 for classification.
 * source: formula and weight published, choice of layers reconstructed.
 */
export const attentionTransfer: Loss = {
  name: 'at',
  term: 'rival',
  needsTeacher: true,
  needsCritic: false,
  compute(context) {
    const { student, teacher, stride } = comparedNets('at', context)
    const distances = (['encoder', 'decoder'] as const).map((side) => meanSquaredDistance(attention(student[side][stride]!), attention(teacher[side][stride]!)))
    return tf.div(tf.addN(distances), distances.length) as tf.Scalar
  },
}

function attention(feature: tf.Tensor4D): tf.Tensor2D {
  return unitLength(tf.reshape(tf.mean(tf.square(feature), 3), [feature.shape[0], -1]) as tf.Tensor2D, 1)
}
