import {
  adversarialAgreement,
  adversarialImage,
  adversarialPrediction,
  adversarialSimilarity,
  adversarialWasserstein,
} from './adversarial-similarity'
import { crossEntropy } from './cross-entropy'
import { deepSupervision } from './deep-supervision'
import { dice } from './dice'
import { featureAffinity } from './feature-affinity'
import { featureChannel } from './feature-channel'
import { featureClass } from './feature-class'
import { featureSimilarity } from './feature-similarity'
import { LossError, type Loss } from './loss'
import { pixelwiseDistillation } from './pixelwise-distillation'
import { attentionTransfer } from './rivals/attention-transfer'
import { channelWise } from './rivals/channel-wise'
import { channelWiseFeature } from './rivals/channel-wise-feature'
import { correlation } from './rivals/correlation'
import { crossLayerSimilarity } from './rivals/cross-layer-similarity'
import { efficientMedical } from './rivals/efficient-medical'
import { flowOfSolution } from './rivals/flow-of-solution'
import { hint } from './rivals/hint'
import { holistic } from './rivals/holistic'
import { intraClassVariation } from './rivals/intra-class-variation'
import { maskedGeneration } from './rivals/masked-generation'
import { pairwiseSimilarity } from './rivals/pairwise-similarity'
import { similarityPreserving } from './rivals/similarity-preserving'
import { softClDice } from './soft-cl-dice'

const segmentation = [crossEntropy, dice, softClDice, deepSupervision]
const featureForms = [featureSimilarity, featureAffinity, featureChannel, featureClass]
const adversarialForms = [adversarialSimilarity, adversarialAgreement, adversarialImage, adversarialPrediction, adversarialWasserstein]
const ofPredictions = [pixelwiseDistillation, channelWise, correlation, holistic, efficientMedical]
const ofFeatures = [hint, attentionTransfer, flowOfSolution, similarityPreserving, pairwiseSimilarity, intraClassVariation, channelWiseFeature, crossLayerSimilarity, maskedGeneration]
const losses: readonly Loss[] = [...segmentation, ...featureForms, ...adversarialForms, ...ofPredictions, ...ofFeatures]

/** @throws LossError when no loss has that name */
export function lossNamed(name: string): Loss {
  const found = losses.find((loss) => loss.name === name)
  if (!found) throw new LossError(`There is no loss named "${name}"; the losses are ${lossNames().join(', ')}.`)
  return found
}

export function lossNames(): string[] {
  return losses.map((loss) => loss.name)
}
