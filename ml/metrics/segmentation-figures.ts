import { clDice } from './cl-dice'
import { rocAuc, scoreHistogram, type ScoreHistogram } from './roc-auc'

/**
 * The figures of one image. What the image leaves undefined is null and stays out of means: sensitivity and AUC without vessel
 * in the truth, specificity and AUC without background. Dice, IoU and clDice of two empty masks are 1, of one empty mask 0.
 */
export interface SegmentationFigures {
  dice: number
  iou: number
  sensitivity: number | null
  specificity: number | null
  auc: number | null
  clDice: number
  truePositive: number
  falsePositive: number
  falseNegative: number
  trueNegative: number
  /** For the pooled AUC. */
  scores: ScoreHistogram
}

/**
 * Figures of one segmented image, all arrays rows × columns: `probability` 0 … 255, `mask` and `truth` non-zero = vessel.
 * The mask is judged as it is (thresholded and cleaned by the caller); only the AUC uses the probability.
 * Throws a RangeError when the sizes differ.
 */
export function segmentationFigures(probability: Uint8Array, mask: Uint8Array, truth: Uint8Array, rows: number, columns: number): SegmentationFigures {
  const size = rows * columns
  if (probability.length !== size || mask.length !== size || truth.length !== size) {
    throw new RangeError(`expected ${rows}×${columns} pixels, got ${probability.length}, ${mask.length} and ${truth.length}`)
  }
  let truePositive = 0
  let falsePositive = 0
  let falseNegative = 0
  for (let i = 0; i < size; i++) {
    if (mask[i] !== 0) {
      if (truth[i] !== 0) truePositive++
      else falsePositive++
    } else if (truth[i] !== 0) falseNegative++
  }
  const trueNegative = size - truePositive - falsePositive - falseNegative
  const scores = scoreHistogram(probability, truth)
  return {
    ...overlap(truePositive, falsePositive, falseNegative),
    sensitivity: ratio(truePositive, truePositive + falseNegative),
    specificity: ratio(trueNegative, trueNegative + falsePositive),
    auc: rocAuc(scores),
    clDice: clDice(mask, truth, rows, columns),
    truePositive,
    falsePositive,
    falseNegative,
    trueNegative,
    scores,
  }
}

/** Dice = 2TP / (2TP + FP + FN), IoU = TP / (TP + FP + FN); both 1 when there is nothing to find and nothing was found. */
export function overlap(truePositive: number, falsePositive: number, falseNegative: number): { dice: number; iou: number } {
  const union = truePositive + falsePositive + falseNegative
  return union === 0 ? { dice: 1, iou: 1 } : { dice: (2 * truePositive) / (union + truePositive), iou: truePositive / union }
}

export function ratio(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole
}
