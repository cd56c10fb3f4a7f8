import { detached } from '../backend/detached'
import * as tf from '../backend/tf'
import { commonStrides } from './common-strides'
import { requireTeacher, type Loss } from './loss'

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
    const teacher = requireTeacher('fsd', context)
    const distances = commonStrides(context.student, teacher).map((stride) => {
      const ofStudent = similarityMap(context.student.encoder[stride]!, context.student.decoder[stride]!)
      const ofTeacher = detached(similarityMap(teacher.encoder[stride]!, teacher.decoder[stride]!))
      return tf.mean(tf.square(tf.sub(ofStudent, ofTeacher)))
    })
    return tf.div(tf.addN(distances), distances.length) as tf.Scalar
  },
}

/** Cosine of two features over their channels: B×H×W×C twice to B×H×W, in −1..1. */
export function similarityMap(encoder: tf.Tensor4D, decoder: tf.Tensor4D): tf.Tensor3D {
  const product = tf.sum(tf.mul(encoder, decoder), 3)
  const norms = tf.mul(tf.sum(tf.square(encoder), 3), tf.sum(tf.square(decoder), 3))
  return tf.div(product, tf.sqrt(tf.add(norms, tiny)))
}
