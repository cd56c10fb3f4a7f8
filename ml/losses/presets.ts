/** Weight of each loss by its name; a loss that is not named takes no part. */
export type LossWeights = Readonly<Record<string, number>>

/** What a net learns from annotations alone; every preset has it, so that presets differ in their distillation only. */
export const segmentationWeights: LossWeights = { ce: 1, dice: 1 }

/**
 * The distillation presets. The annotation's part is cross-entropy and Dice everywhere; `lightvessel` is FSD and ASD.
 * All distillation weights are starting points. source: reconstructed
 */
export const presets = {
  lightvessel: { ...segmentationWeights, fsd: 1, asd: 0.01 },
  none: segmentationWeights,
  kd: { ...segmentationWeights, kd: 1 },
  fsd: { ...segmentationWeights, fsd: 1 },
  asd: { ...segmentationWeights, asd: 0.01 },
} satisfies Record<string, LossWeights>

export type PresetName = keyof typeof presets

/** The critic waits for this share of the steps, so that it does not judge noise. source: reconstructed (5 to 10 epochs) */
export const criticWarmUp = 0.1
/** Of the critic's own optimiser (Adam 0.9, 0.99). source: reconstructed */
export const criticLearningRate = 4e-4
