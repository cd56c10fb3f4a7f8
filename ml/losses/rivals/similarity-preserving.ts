import * as tf from '../../backend/tf'
import type { Loss } from '../loss'
import { decoderFeatures, meanSquaredDistance, unitLength } from './features'

/**
 * Similarity-preserving distillation (SP; Tung & Mori, ICCV 2019). With a feature flattened to X ∈ B×HWC, G = X Xᵀ ∈ B×B
 * with rows of unit length; L = |G^S − G^T|²_F / B², on the decoder's feature at stride 4. Indifferent to a positive factor
 * and to the order and number of channels. It compares images with each other, so it says little at a small batch and
 * nothing at a batch of one.
 *
 * Weight 3000 belongs to the division by B². source: formula and weight published, choice of layer reconstructed.
 */
export const similarityPreserving: Loss = {
  name: 'sp',
  term: 'rival',
  needsTeacher: true,
  needsCritic: false,
  compute(context) {
    const { student, teacher } = decoderFeatures('sp', context)
    return meanSquaredDistance(imageSimilarity(student), imageSimilarity(teacher))
  },
}

function imageSimilarity(feature: tf.Tensor4D): tf.Tensor2D {
  const flat = tf.reshape(feature, [feature.shape[0], -1]) as tf.Tensor2D
  return unitLength(tf.matMul(flat, flat, false, true), 1)
}
