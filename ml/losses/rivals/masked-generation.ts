import * as tf from '../../backend/tf'
import { createRandom } from '../../data/random'
import { LossError, type Loss } from '../loss'
import { adapt, aligningKernel, kernelSpec } from './adapters'
import { decoderFeatures, featureStride } from './features'

/** Share of the pixels that are hidden. */
const hidden = 0.75

/**
 * Masked generative distillation (MGD; Yang et al., ECCV 2022). The student's decoder feature at stride 4 goes through a
 * learned 1×1 convolution to the teacher's channels, three quarters of its pixels are hidden (one mask for all channels),
 * and a generator G = conv3×3, ReLU, conv3×3 has to restore the teacher's: L = |G(F^S ⊙ M) − F^T|² / B, summed over HWC.
 * It is not zero when student and teacher agree. The mask follows from the context's seed.
 *
 * Weight 2e-5 belongs to the sum over HWC. source: formula, weight and share published, choice of layer reconstructed;
 * convolutions have no bias.
 */
export const maskedGeneration: Loss = {
  name: 'mgd',
  term: 'rival',
  needsTeacher: true,
  needsCritic: false,
  adapters(taps) {
    const channels = taps.teacher.decoder[featureStride('mgd', taps)]!
    return [aligningKernel('mgd', 'mgd.align', 'decoder', taps), kernelSpec('mgd.generate1', 3, channels, channels), kernelSpec('mgd.generate2', 3, channels, channels)]
  },
  compute(context) {
    const { randomSeed } = context
    if (randomSeed === undefined) throw new LossError('The loss "mgd" draws at random and needs a seed.')
    const { student, teacher } = decoderFeatures('mgd', context)
    const aligned = adapt('mgd', context, 'mgd.align', student)
    const visible = tf.mul(aligned, visibility(randomSeed, aligned.shape)) as tf.Tensor4D
    const restored = adapt('mgd', context, 'mgd.generate2', tf.relu(adapt('mgd', context, 'mgd.generate1', visible)))
    return tf.div(tf.sum(tf.square(tf.sub(restored, teacher))), teacher.shape[0]) as tf.Scalar
  },
}

/** B×H×W×1: 1 where a pixel stays visible. */
function visibility(randomSeed: number, [batch, height, width]: [number, number, number, number]): tf.Tensor4D {
  const random = createRandom(randomSeed)
  const values = Float32Array.from({ length: batch * height * width }, () => (random.chance(hidden) ? 0 : 1))
  return tf.tensor4d(values, [batch, height, width, 1])
}
