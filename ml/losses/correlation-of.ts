import * as tf from '../backend/tf'
import { tiny } from './rivals/features'

/** Pearson's correlation of two tensors of one shape over all their elements; 0 when one is the same everywhere. */
export function correlationOf(one: tf.Tensor, other: tf.Tensor): tf.Scalar {
  const [first, second] = [centred(one), centred(other)]
  const norms = tf.mul(tf.mean(tf.square(first)), tf.mean(tf.square(second)))
  return tf.div(tf.mean(tf.mul(first, second)), tf.sqrt(tf.add(norms, tiny))) as tf.Scalar
}

function centred(values: tf.Tensor): tf.Tensor {
  return tf.sub(values, tf.mean(values))
}
