import * as tf from '../backend/tf'
import type { SymmetricPair } from './common-strides'
import type { Loss } from './loss'
import { meanOverStrides } from './mean-over-strides'
import { meanSquaredDistance } from './rivals/features'

/** Under the root: keeps value and gradient finite where a feature is zero in all channels. */
const tiny = 1e-12

/**
 * Feature-wise similarity distillation (FSD), map form. For each stride l the similarity of the symmetric encoder and
 * decoder feature inside one net is a map, s_l(p) = ⟨E_l(p), D_l(p)⟩ / (|E_l(p)|·|D_l(p)|), and the student's maps follow
 * the teacher's: L = mean over l of mean over pixels of (s_l^S − s_l^T)². The channel counts of the nets need not agree.
 *
 * source: reconstructed from the abstract of LightVessel (arXiv 2211.00899); neither weights nor layers are the paper's.
 */
export const featureSimilarity: Loss = {
  name: 'fsd',
  term: 'fsd',
  needsTeacher: true,
  needsCritic: false,
  compute(context) {
    return meanOverStrides('fsd', context, (student, teacher) => meanSquaredDistance(similarityMap(student), similarityMap(teacher)))
  },
}

/** Cosine of the two features over their channels: B×H×W, in −1..1. */
export function similarityMap({ encoder, decoder }: SymmetricPair): tf.Tensor3D {
  const product = tf.sum(tf.mul(encoder, decoder), 3)
  const norms = tf.mul(tf.sum(tf.square(encoder), 3), tf.sum(tf.square(decoder), 3))
  return tf.div(product, tf.sqrt(tf.add(norms, tiny)))
}
