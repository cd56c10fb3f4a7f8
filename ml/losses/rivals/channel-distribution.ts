import * as tf from '../../backend/tf'

/**
 * T²/(B·C) Σ_{b,c} KL(φ^T_c ‖ φ^S_c) with φ_c = softmax over HW of x_c / T: how differently two maps spread over the image.
 *
 * @param student B×H×W×C
 * @param teacher same shape, constant
 */
export function channelDivergence(student: tf.Tensor4D, teacher: tf.Tensor4D, temperature: number): tf.Scalar {
  const [batch, height, width, channels] = student.shape
  const logDistribution = (x: tf.Tensor4D): tf.Tensor2D => tf.logSoftmax(tf.div(tf.reshape(tf.transpose(x, [0, 3, 1, 2]), [batch * channels, height * width]), temperature)) as tf.Tensor2D
  const target = logDistribution(teacher)
  const divergence = tf.sum(tf.mul(tf.exp(target), tf.sub(target, logDistribution(student))))
  return tf.mul(divergence, temperature ** 2 / (batch * channels)) as tf.Scalar
}
