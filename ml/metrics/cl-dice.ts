import { skeletonise } from './skeletonise'

/**
 * Centreline Dice of two masks (rows × columns, non-zero = vessel): the harmonic mean of the share of the prediction's skeleton
 * that lies in the truth and the share of the truth's skeleton that lies in the prediction.
 * S. Shit et al., "clDice: a novel topology-preserving loss function for tubular structure segmentation", CVPR 2021.
 * Two empty masks agree: 1. One empty mask: 0.
 */
export function clDice(mask: Uint8Array, truth: Uint8Array, rows: number, columns: number): number {
  return clDiceOfSkeletons(mask, truth, skeletonise(mask, rows, columns), skeletonise(truth, rows, columns))
}

/** The same with the skeletons at hand. */
export function clDiceOfSkeletons(mask: Uint8Array, truth: Uint8Array, skeletonOfMask: Uint8Array, skeletonOfTruth: Uint8Array): number {
  const precision = shareInside(skeletonOfMask, truth)
  const sensitivity = shareInside(skeletonOfTruth, mask)
  if (precision === null && sensitivity === null) return 1
  if (precision === null || sensitivity === null || precision + sensitivity === 0) return 0
  return (2 * precision * sensitivity) / (precision + sensitivity)
}

function shareInside(skeleton: Uint8Array, mask: Uint8Array): number | null {
  let length = 0
  let inside = 0
  for (let i = 0; i < skeleton.length; i++) {
    if (skeleton[i] === 0) continue
    length++
    if (mask[i] !== 0) inside++
  }
  return length === 0 ? null : inside / length
}
