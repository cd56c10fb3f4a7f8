import type { FigureSummary } from '../metrics/summarise-figures'
import type { ModelFigures } from '../model/model-file'

/** The figures that are kept with a model. A figure that no image defines (e.g. sensitivity without any vessel) counts as 0. */
export function figuresOf(summary: FigureSummary): ModelFigures {
  const { dice, dicePooled, iou, sensitivity, specificity, auc, clDice, images } = summary
  return { dice: dice ?? 0, dicePooled: dicePooled ?? 0, iou: iou ?? 0, sensitivity: sensitivity ?? 0, specificity: specificity ?? 0, auc: auc ?? 0, clDice: clDice ?? 0, images }
}
