import * as tf from '../backend/tf'
import type { Loss } from './loss'

/** Erosions; at least the largest radius of a vessel in a crop, in pixels. */
const iterations = 10
const smooth = 1

/**
 * Soft clDice (Shit et al., CVPR 2021): 1 − 2·Tprec·Tsens / (Tprec + Tsens), where Tprec is the share of the prediction's soft skeleton
 * inside the annotation and Tsens the share of the annotation's inside the prediction; sums over all pixels of the batch, 1 added
 * above and below. Meant beside Dice, with weight 0.3 to 0.5: it rewards unbroken vessels.
 */
export const softClDice: Loss = {
  name: 'cldice',
  term: 'segmentation',
  needsTeacher: false,
  needsCritic: false,
  compute({ student, annotation }) {
    const probability = tf.sigmoid(student.logits)
    const precision = share(softSkeleton(probability), annotation)
    const sensitivity = share(softSkeleton(annotation), probability)
    return tf.sub(1, tf.div(tf.mul(2, tf.mul(precision, sensitivity)), tf.add(precision, sensitivity))) as tf.Scalar
  },
}

function share(skeleton: tf.Tensor4D, inside: tf.Tensor4D): tf.Scalar {
  return tf.div(tf.add(tf.sum(tf.mul(skeleton, inside)), smooth), tf.add(tf.sum(skeleton), smooth)) as tf.Scalar
}

/** What each erosion takes away and an opening does not give back, B×H×W×1 in 0..1; differentiable. */
export function softSkeleton(map: tf.Tensor4D): tf.Tensor4D {
  let eroded = map
  let skeleton: tf.Tensor4D = tf.relu(tf.sub(eroded, opened(eroded)))
  for (let round = 0; round < iterations; round++) {
    eroded = erode(eroded)
    const ridge: tf.Tensor4D = tf.relu(tf.sub(eroded, opened(eroded)))
    skeleton = tf.add(skeleton, tf.relu(tf.sub(ridge, tf.mul(skeleton, ridge))))
  }
  return skeleton
}

/** Minimum over a cross of 3×3. */
function erode(map: tf.Tensor4D): tf.Tensor4D {
  const high = tf.neg(map)
  const [column, row]: tf.Tensor4D[] = [tf.maxPool(high, [3, 1], 1, 'same'), tf.maxPool(high, [1, 3], 1, 'same')]
  return tf.neg(tf.maximum(column!, row!)) as tf.Tensor4D
}

const opened = (map: tf.Tensor4D): tf.Tensor4D => tf.maxPool(erode(map), 3, 1, 'same')
