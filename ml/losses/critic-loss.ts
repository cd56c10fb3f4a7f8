import * as tf from '../backend/tf'
import { createRandom } from '../data/random'
import type { Critic } from '../nets/critic'
import { criticHingeLoss } from './adversarial-similarity'
import type { CriticDesign } from './critic-design'
import { LossError } from './loss'

/** Weight of the gradient penalty (Gulrajani et al. 2017). */
const penaltyWeight = 10

/** What lies beside a prediction, B×H×W×1 each; the image is needed only by critics that see it. */
export interface CriticConditions {
  annotation: tf.Tensor4D
  image?: tf.Tensor4D | undefined
}

/** What the critic of a design gets to see of logits: B×H×W×1 to B×H×W×(1 or 2). */
export function criticInput(design: CriticDesign, logits: tf.Tensor4D, { annotation, image }: CriticConditions): tf.Tensor4D {
  const judged = design.judges === 'logits' ? logits : (tf.sigmoid(logits) as tf.Tensor4D)
  if (design.condition === 'none') return judged
  if (design.condition === 'annotation') return tf.concat([annotation, judged], 3)
  if (!image) throw new LossError('This critic needs the image.')
  return tf.concat([image, judged], 3)
}

export function criticChannels({ condition }: CriticDesign): number {
  return condition === 'none' ? 1 : 2
}

/**
 * What a critic learns from: the teacher's prediction is real, the student's is fake.
 * Hinge: mean relu(1 − r) + mean relu(1 + f). Wasserstein: mean f − mean r + 10·mean over images of (|∇D(x̂)|₂ − 1)², where x̂
 * lies at random between real and fake.
 *
 * @param real what it sees of the teacher, B×H×W×C, constant
 * @param fake what it sees of the student, same shape, constant
 * @param randomSeed from which x̂ follows
 */
export function criticLoss(design: CriticDesign, critic: Critic, real: tf.Tensor4D, fake: tf.Tensor4D, randomSeed: number): tf.Scalar {
  const ofReal = critic.scoreOf(real)
  const ofFake = critic.scoreOf(fake)
  if (design.form === 'hinge') return criticHingeLoss(ofReal, ofFake)
  const distance = tf.sub(tf.mean(ofFake), tf.mean(ofReal))
  return tf.add(distance, tf.mul(gradientPenalty(critic, between(real, fake, randomSeed)), penaltyWeight)) as tf.Scalar
}

/**
 * mean over images of (|∇D(x̂)|₂ − 1)², where D is the mean of an image's score grid. Differentiable in the critic's
 * parameters.
 */
export function gradientPenalty(critic: Critic, inputs: tf.Tensor4D): tf.Scalar {
  // Images do not mix in the critic, so the gradient of the sum over images holds each image's own gradient.
  const gradient = tf.grad((x: tf.Tensor) => tf.sum(tf.mean(critic.scoreOf(x as tf.Tensor4D), [1, 2, 3])))(inputs)
  const norms = tf.sqrt(tf.add(tf.sum(tf.square(gradient), [1, 2, 3]), 1e-12))
  return tf.mean(tf.square(tf.sub(norms, 1))) as tf.Scalar
}

/** One random place per image on the line from real to fake. */
function between(real: tf.Tensor4D, fake: tf.Tensor4D, randomSeed: number): tf.Tensor4D {
  const random = createRandom(randomSeed)
  const batch = real.shape[0]
  const share = tf.tensor4d(Float32Array.from({ length: batch }, () => random.uniform()), [batch, 1, 1, 1])
  return tf.add(tf.mul(real, share), tf.mul(fake, tf.sub(1, share)))
}
