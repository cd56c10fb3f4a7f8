import * as tf from '../backend/tf'

/**
 * Mean binary cross-entropy of logits against targets in 0..1, in the stable form max(z,0) − z·y + log(1 + e^−|z|).
 * The gradient in the logits is (σ(z) − y) / n; the targets are constants.
 *
 * @param logits any shape
 * @param targets same shape
 */
export function binaryCrossEntropy(logits: tf.Tensor, targets: tf.Tensor): tf.Scalar {
  const compute = tf.customGrad((...inputs) => {
    const [z, y] = inputs as tf.Tensor[]
    const save = inputs.at(-1) as unknown as tf.GradSaveFunc
    save([z!, y!])
    const value = tf.mean(tf.add(tf.sub(tf.relu(z!), tf.mul(z!, y!)), tf.log1p(tf.exp(tf.neg(tf.abs(z!))))))
    return { value, gradFunc: gradient }
  })
  return compute(logits, targets) as tf.Scalar
}

function gradient(dy: tf.Tensor, saved: tf.Tensor[]): tf.Tensor[] {
  const [logits, targets] = saved
  return [tf.mul(tf.sub(tf.sigmoid(logits!), targets!), tf.div(dy, logits!.size)), tf.zerosLike(targets!)]
}
