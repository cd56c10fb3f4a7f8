import * as tf from '../../backend/tf'
import { nodes } from './features'

/** F₁ᵀF₂ / HW of two features of one size, B×H×W×C₁ and B×H×W×C₂: B×C₁×C₂. */
export function flowMatrix(first: tf.Tensor4D, second: tf.Tensor4D): tf.Tensor3D {
  const pixels = first.shape[1] * first.shape[2]
  return tf.div(tf.matMul(nodes(first), nodes(second), true, false), pixels)
}
