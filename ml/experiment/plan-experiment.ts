import type { Experiment, ExperimentMethod } from './experiment-file'

/** One training of a student under one teacher, and its evaluation. */
export interface StudentJob {
  dataset: string
  fold: string
  method: ExperimentMethod
  scale: number
  seed: number
}

/** Where a job's run lies, relative to the experiment's folder. */
export function studentFolder({ dataset, fold, method, scale, seed }: StudentJob): string {
  return `runs/${dataset}/${fold}/${method.name}/scale-${scale}/seed-${seed}`
}

export function teacherFolder(dataset: string, fold: string): string {
  return `runs/${dataset}/${fold}/teacher`
}

/** The runs that choose a weight: every factor of every method that has several, on the first fold of each data set. */
export function tuningJobs({ datasets, methods, tuningSeed }: Experiment): StudentJob[] {
  return datasets.flatMap((dataset) =>
    methods.filter(({ scales }) => scales.length > 1).flatMap((method) =>
      method.scales.map((scale) => ({ dataset: dataset.name, fold: dataset.folds[0]!.name, method, scale, seed: tuningSeed })),
    ),
  )
}

/**
 * The runs that are compared, seeds outermost: an experiment that is cut off has few seeds of every method, not every seed of few.
 *
 * @param scaleOf the factor that tuning has chosen
 */
export function comparisonJobs({ datasets, methods, seeds }: Experiment, scaleOf: (dataset: string, method: ExperimentMethod) => number): StudentJob[] {
  return seeds.flatMap((seed) =>
    datasets.flatMap((dataset) =>
      dataset.folds.flatMap((fold) => methods.map((method) => ({ dataset: dataset.name, fold: fold.name, method, scale: scaleOf(dataset.name, method), seed }))),
    ),
  )
}
