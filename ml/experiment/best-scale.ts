import type { ExperimentMethod } from './experiment-file'
import type { FinishedJob } from './run-experiment'

/** The factor with the best validation Dice on a dataset, of equals the one that is nearest to 1; of a method with one factor, that one. */
export function bestScale(tuning: readonly FinishedJob[], dataset: string, method: ExperimentMethod): number {
  const tried = tuning.filter((job) => job.dataset === dataset && job.method.name === method.name)
  const [best] = tried.sort((one, other) => other.result.validationDice - one.result.validationDice || distance(one.scale) - distance(other.scale))
  return best?.scale ?? method.scales[0]!
}

/** How far a factor is from 1, as a ratio. */
function distance(scale: number): number {
  return Math.abs(Math.log(scale))
}
