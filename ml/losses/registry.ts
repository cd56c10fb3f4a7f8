import { adversarialSimilarity } from './adversarial-similarity'
import { crossEntropy } from './cross-entropy'
import { dice } from './dice'
import { featureSimilarity } from './feature-similarity'
import { LossError, type Loss } from './loss'
import { pixelwiseDistillation } from './pixelwise-distillation'

const losses: readonly Loss[] = [crossEntropy, dice, pixelwiseDistillation, featureSimilarity, adversarialSimilarity]

/** @throws LossError when no loss has that name */
export function lossNamed(name: string): Loss {
  const found = losses.find((loss) => loss.name === name)
  if (!found) throw new LossError(`There is no loss named "${name}"; the losses are ${losses.map((loss) => loss.name).join(', ')}.`)
  return found
}
