import * as tf from '../../backend/tf'
import { crossAffinity, nodeVectors } from '../feature-affinity'
import type { Loss } from '../loss'
import { comparedNets, meanSquaredDistance } from './features'

/**
 * Cross-layer similarity and graph variation in the manner of CoCo and Graph Flow. Encoder E and decoder D at stride 4 are
 * averaged to N = 16×16 or more nodes of unit length; the cross-layer similarity is A = ÊD̂ᵀ, the variation of the graph from
 * encoder to decoder V = D̂D̂ᵀ − ÊÊᵀ, both B×N×N; L = ½ mean (A^S − A^T)² + ½ mean (V^S − V^T)². Indifferent to positive
 * factors and to the order and number of channels. The preset `coco` adds the image-conditioned critic and KD, as those
 * methods do.
 *
 * source: reconstructed from their descriptions; the authors' loss is not published.
 */
export const crossLayerSimilarity: Loss = {
  name: 'coco',
  term: 'rival',
  needsTeacher: true,
  needsCritic: false,
  compute(context) {
    const { student, teacher, stride } = comparedNets('coco', context)
    const ofStudent = graphs(student.encoder[stride]!, student.decoder[stride]!)
    const ofTeacher = graphs(teacher.encoder[stride]!, teacher.decoder[stride]!)
    const distances = [meanSquaredDistance(ofStudent.similarity, ofTeacher.similarity), meanSquaredDistance(ofStudent.variation, ofTeacher.variation)]
    return tf.div(tf.addN(distances), 2) as tf.Scalar
  },
}

function graphs(encoder: tf.Tensor4D, decoder: tf.Tensor4D): { similarity: tf.Tensor3D; variation: tf.Tensor3D } {
  const e = nodeVectors(encoder)
  const d = nodeVectors(decoder)
  return { similarity: crossAffinity(e, d), variation: tf.sub(crossAffinity(d, d), crossAffinity(e, e)) }
}
