import * as tf from '../backend/tf'
import { elements } from '../nets/count-layers'

/** Puts tensors one after the other into one vector; many small updates become one large one. */
export function flatten(tensors: readonly tf.Tensor[]): tf.Tensor1D {
  return tf.concat1d(tensors.map((tensor) => tf.reshape(tensor, [-1]) as tf.Tensor1D))
}

/** The reverse: assigns the parts of `flat` to the variables, in order. */
export function assignFlat(flat: tf.Tensor1D, variables: readonly tf.Variable[]): void {
  tf.tidy(() => {
    const parts = tf.split(flat, variables.map((variable) => elements(variable.shape)))
    for (const [index, variable] of variables.entries()) variable.assign(tf.reshape(parts[index]!, variable.shape))
  })
}
