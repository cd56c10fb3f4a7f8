import * as tf from '../backend/tf'
import type { SymmetricPair } from './common-strides'
import type { Loss } from './loss'
import { meanOverStrides } from './mean-over-strides'
import { meanSquaredDistance, nodes, poolingWindow, unitLength } from './rivals/features'

/** Nodes a side. source: reconstructed */
const wantedNodes = 16

/**
 * Feature-wise similarity distillation (FSD), affinity form: at each common stride both features of the symmetric pair are
 * averaged to N = 16×16 or more nodes (B×N×C) of unit length, A = ÊD̂ᵀ ∈ B×N×N;
 * L = mean over strides of mean over elements of (A^S − A^T)². Unlike the map form it also compares different places.
 * Indifferent to positive factors and to the order and number of channels. Weight 1.
 *
 * source: reconstructed; an ablation of the map form.
 */
export const featureAffinity: Loss = {
  name: 'fsd-affinity',
  term: 'fsd',
  needsTeacher: true,
  needsCritic: false,
  compute(context) {
    return meanOverStrides('fsd-affinity', context, (student, teacher) => meanSquaredDistance(affinityOf(student), affinityOf(teacher)))
  },
}

function affinityOf({ encoder, decoder }: SymmetricPair): tf.Tensor3D {
  return crossAffinity(nodeVectors(encoder), nodeVectors(decoder))
}

/** B×H×W×C averaged to at least 16×16 nodes of unit length: B×N×C. */
export function nodeVectors(feature: tf.Tensor4D): tf.Tensor3D {
  const window = [poolingWindow(feature.shape[1], wantedNodes), poolingWindow(feature.shape[2], wantedNodes)] as [number, number]
  return unitLength(nodes(tf.avgPool(feature, window, window, 'valid')), 2)
}

/** Cosines of all pairs of nodes, B×N×C and B×M×C: B×N×M. */
export function crossAffinity(first: tf.Tensor3D, second: tf.Tensor3D): tf.Tensor3D {
  return tf.matMul(first, second, false, true)
}
