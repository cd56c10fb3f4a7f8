import * as tf from '../../backend/tf'
import type { Loss } from '../loss'
import { decoderFeatures, meanSquaredDistance, nodes, poolingWindow, unitLength } from './features'

/** Nodes a side. The authors' code pools to 2×2, which leaves nothing of a vessel. source: reconstructed */
const wantedNodes = 16

/**
 * Pair-wise term of structured knowledge distillation (SKD; Liu et al., CVPR 2019). The decoder's feature at stride 4 is
 * max-pooled to N = 16×16 or more nodes and each node's vector brought to unit length; A = F̂F̂ᵀ ∈ B×N×N;
 * L = Σ(A^S − A^T)² / (N²B). Indifferent to a positive factor and to the order and number of channels.
 *
 * Weight 10 belongs to the mean over elements with many nodes (CIRKD; the authors' own code has 1 with four nodes).
 * source: formula and weight published, choice of layer and number of nodes reconstructed.
 */
export const pairwiseSimilarity: Loss = {
  name: 'skd-pairwise',
  term: 'rival',
  needsTeacher: true,
  needsCritic: false,
  compute(context) {
    const { student, teacher } = decoderFeatures('skd-pairwise', context)
    return meanSquaredDistance(nodeSimilarity(student), nodeSimilarity(teacher))
  },
}

function nodeSimilarity(feature: tf.Tensor4D): tf.Tensor3D {
  const window = [poolingWindow(feature.shape[1], wantedNodes), poolingWindow(feature.shape[2], wantedNodes)] as [number, number]
  const vectors = unitLength(nodes(tf.maxPool(feature, window, window, 'valid')), 2)
  return tf.matMul(vectors, vectors, false, true)
}
