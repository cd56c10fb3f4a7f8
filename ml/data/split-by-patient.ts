import { DataError } from './data-error'
import { createRandom } from './random'

/**
 * Splits samples into training and validation so that no patient is in both. The same samples, fraction and seed give the same
 * split, whatever the order of the samples. Validation takes whole patients, in a shuffled order, until it holds at least
 * `validationFraction` of the samples; one patient always stays for training.
 * Throws a DataError when there are fewer than two patients, a RangeError when the fraction is not inside (0, 1).
 */
export function splitByPatient<T extends { name: string; patient: string }>(
  samples: readonly T[],
  { validationFraction, seed }: { validationFraction: number; seed: number },
): { training: T[]; validation: T[] } {
  if (!(validationFraction > 0 && validationFraction < 1)) {
    throw new RangeError(`the validation fraction must lie between 0 and 1, not ${validationFraction}`)
  }
  const ordered = [...samples].sort((one, other) => (one.name < other.name ? -1 : one.name > other.name ? 1 : 0))
  if (ordered.length < 2) {
    throw new DataError(`A split into training and validation needs at least two images, and there ${ordered.length === 1 ? 'is one' : 'are none'}.`)
  }
  const patients = [...new Set(ordered.map((sample) => sample.patient))].sort()
  if (patients.length < 2) {
    throw new DataError(`A split into training and validation needs at least two patients, and all ${ordered.length} images belong to "${patients[0]}".`)
  }
  const wanted = validationFraction * ordered.length
  const chosen = new Set<string>()
  let held = 0
  for (const patient of createRandom(seed).shuffled(patients)) {
    if (held >= wanted || chosen.size === patients.length - 1) break
    chosen.add(patient)
    held += ordered.filter((sample) => sample.patient === patient).length
  }
  return {
    training: ordered.filter((sample) => !chosen.has(sample.patient)),
    validation: ordered.filter((sample) => chosen.has(sample.patient)),
  }
}
