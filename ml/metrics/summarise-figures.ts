import { rocAuc, type ScoreHistogram } from './roc-auc'
import { overlap, ratio, type SegmentationFigures } from './segmentation-figures'

/** Means over images, and pooled figures: those of all pixels of all images taken together. Null where no image defines the figure. */
export interface FigureSummary {
  images: number
  dice: number | null
  iou: number | null
  sensitivity: number | null
  specificity: number | null
  auc: number | null
  clDice: number | null
  /** Standard deviation of Dice over the images (n − 1); null below two images. */
  diceDeviation: number | null
  dicePooled: number | null
  iouPooled: number | null
  sensitivityPooled: number | null
  specificityPooled: number | null
  aucPooled: number | null
}

/** Sums up the figures of several images. An image that leaves a figure undefined (null) does not count in its mean. */
export function summariseFigures(figures: readonly SegmentationFigures[]): FigureSummary {
  const meanOf = (pick: (one: SegmentationFigures) => number | null): number | null => {
    const values = figures.map(pick).filter((value) => value !== null)
    return ratio(values.reduce((sum, value) => sum + value, 0), values.length)
  }
  const sumOf = (pick: (one: SegmentationFigures) => number): number => figures.reduce((sum, one) => sum + pick(one), 0)
  const truePositive = sumOf((one) => one.truePositive)
  const falsePositive = sumOf((one) => one.falsePositive)
  const falseNegative = sumOf((one) => one.falseNegative)
  const trueNegative = sumOf((one) => one.trueNegative)
  const pooled = figures.length === 0 ? null : overlap(truePositive, falsePositive, falseNegative)
  const dice = meanOf((one) => one.dice)
  return {
    images: figures.length,
    dice,
    iou: meanOf((one) => one.iou),
    sensitivity: meanOf((one) => one.sensitivity),
    specificity: meanOf((one) => one.specificity),
    auc: meanOf((one) => one.auc),
    clDice: meanOf((one) => one.clDice),
    diceDeviation: dice === null || figures.length < 2 ? null : Math.sqrt(sumOf((one) => (one.dice - dice) ** 2) / (figures.length - 1)),
    dicePooled: pooled?.dice ?? null,
    iouPooled: pooled?.iou ?? null,
    sensitivityPooled: ratio(truePositive, truePositive + falseNegative),
    specificityPooled: ratio(trueNegative, trueNegative + falsePositive),
    aucPooled: rocAuc(sumHistograms(figures.map((one) => one.scores))),
  }
}

function sumHistograms(histograms: readonly ScoreHistogram[]): ScoreHistogram {
  const total: ScoreHistogram = { vessel: new Float64Array(256), background: new Float64Array(256) }
  for (const one of histograms) {
    for (let level = 0; level < 256; level++) {
      total.vessel[level]! += one.vessel[level]!
      total.background[level]! += one.background[level]!
    }
  }
  return total
}
