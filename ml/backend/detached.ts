import * as tf from './tf'

/** The same values with a gradient of zero: nothing before it learns. */
export function detached<T extends tf.Tensor>(tensor: T): T {
  const constant = tf.customGrad((...inputs) => ({ value: tf.clone(inputs[0] as tf.Tensor), gradFunc: (dy: tf.Tensor) => tf.zerosLike(dy) }))
  return constant(tensor) as T
}
