import { LossError } from './loss'
import { lossNamed } from './registry'

/** Weight of each loss by its name; a loss that is not named takes no part. */
export type LossWeights = Readonly<Record<string, number>>

/** What a net learns from annotations alone; every preset has it, so that presets differ in their distillation only. */
export const segmentationWeights: LossWeights = { ce: 1, dice: 1 }

/**
 * Default weight of each rival and variant when it is added alone. They belong to the reductions of the losses (mean over
 * elements unless a loss says otherwise) and are starting points: tune every one on validation before comparing.
 * source: published for the rivals, see each loss; reconstructed for the variants of FSD and ASD
 */
const alone = {
  kd: 1,
  at: 1e4,
  fsp: 50,
  sp: 3000,
  'skd-pairwise': 10,
  'skd-holistic': 0.1,
  ifvd: 20,
  cwd: 3,
  'cwd-feature': 50,
  emkd: 1,
  mgd: 2e-5,
  dist: 1,
  fitnet: 10,
  fsd: 1,
  'fsd-affinity': 1,
  'fsd-channel': 1,
  'fsd-class': 1,
  asd: 0.01,
  'asd-image': 0.01,
  'asd-prediction': 0.01,
  'asd-wasserstein': 0.01,
} satisfies LossWeights

/**
 * The distillation presets. The annotation's part is cross-entropy and Dice everywhere; `lightvessel` is FSD and ASD, in
 * `lightvessel-class` with FSD in its class form. `skd` and `coco` are whole methods of several terms (CoCo after the best
 * setting published for Graph Flow: critic 0.1, KD 1). All distillation weights are starting points. source: reconstructed
 */
export const presets = {
  lightvessel: { ...segmentationWeights, fsd: alone.fsd, asd: alone.asd },
  'lightvessel+kd': { ...segmentationWeights, fsd: alone.fsd, asd: alone.asd, kd: alone.kd },
  none: segmentationWeights,
  skd: { ...segmentationWeights, kd: alone.kd, 'skd-pairwise': alone['skd-pairwise'], 'skd-holistic': alone['skd-holistic'] },
  coco: { ...segmentationWeights, coco: 1, 'asd-image': 0.1, kd: alone.kd },
  'lightvessel-class': { ...segmentationWeights, 'fsd-class': alone['fsd-class'], asd: alone.asd },
  'asd-similarity': { ...segmentationWeights, asd: alone.asd, 'asd-similarity': alone.asd },
  ...eachAlone(alone),
} satisfies Record<string, LossWeights>

function eachAlone<T extends LossWeights>(weights: T): Record<keyof T, LossWeights> {
  return Object.fromEntries(Object.entries(weights).map(([name, weight]) => [name, { ...segmentationWeights, [name]: weight }])) as Record<keyof T, LossWeights>
}

export type PresetName = keyof typeof presets

/** The same losses with the distillation's weights multiplied; those of the annotation are kept. */
export function scaleDistillation(weights: LossWeights, factor: number): LossWeights {
  return Object.fromEntries(Object.entries(weights).map(([name, weight]) => [name, name in segmentationWeights ? weight : weight * factor]))
}

/**
 * Losses with some weights set anew or added, such as `{ cldice: 0.3, deep: 1 }`; weight 0 takes a loss out.
 *
 * @throws LossError when a loss is unknown, a weight is negative or no loss is left
 */
export function withWeights(weights: LossWeights, changes: LossWeights): LossWeights {
  for (const [name, weight] of Object.entries(changes)) {
    lossNamed(name)
    if (!(weight >= 0 && Number.isFinite(weight))) throw new LossError(`The weight of ${name} must be a number from 0 on, not ${weight}.`)
  }
  const changed = Object.fromEntries(Object.entries({ ...weights, ...changes }).filter(([, weight]) => weight > 0))
  if (Object.keys(changed).length === 0) throw new LossError('Without any loss there is nothing to learn.')
  return changed
}

/** The critic waits for this share of the steps, so that it does not judge noise. source: reconstructed (5 to 10 epochs) */
export const criticWarmUp = 0.1
/** Of the critic's own optimiser (Adam 0.9, 0.99). source: reconstructed */
export const criticLearningRate = 4e-4

/** As model cards and messages name them. */
export function describeWeights(weights: LossWeights): string {
  return Object.entries(weights).map(([name, weight]) => `${name} ${weight}`).join(', ')
}
