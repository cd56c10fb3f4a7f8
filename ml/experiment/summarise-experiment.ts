import { overlap } from '../metrics/segmentation-figures'
import { wilcoxonSignedRank } from '../metrics/wilcoxon'
import { countNet } from '../nets/count-layers'
import { netDefinition } from '../nets/registry'
import type { Experiment } from './experiment-file'
import type { ImageFigures } from './job-result'
import type { ExperimentResult, FinishedJob } from './run-experiment'

/** A paired comparison with one baseline over the test images. */
export interface Comparison {
  baseline: string
  /** Mean difference of Dice (this method − baseline). */
  difference: number
  /** Two-sided p of Wilcoxon's signed-rank test over the images. */
  p: number
}

/** One line of the table: a method on a data set, over all folds and seeds. */
export interface MethodSummary {
  dataset: string
  method: string
  scale: number
  runs: number
  images: number
  /** Means over the images; each image's figure is its mean over the seeds. */
  dice: number
  diceDeviation: number
  /** Standard deviation, over the seeds, of the mean Dice of all images. */
  seedDeviation: number
  dicePooled: number
  iou: number
  sensitivity: number
  specificity: number
  auc: number
  clDice: number
  hd95: number
  betti0Error: number
  thinVesselRecall: number
  parameters: number
  /** Multiply-accumulates for one image of 256². */
  multiplyAccumulates: number
  msPerImage: number
  comparisons: Comparison[]
}

type FigureName = keyof { [Name in keyof ImageFigures as ImageFigures[Name] extends number | null ? Name : never]: true }

/** Sums the finished jobs up, one line per data set and method in the order of the experiment, teachers first. */
export function summariseExperiment(experiment: Experiment, result: ExperimentResult): MethodSummary[] {
  return experiment.datasets.flatMap(({ name: dataset }) => {
    const teacher = result.teachers.filter((one) => one.dataset === dataset)
    const teacherJobs = teacher.map(({ fold, result }) => ({ dataset, fold, method: { name: 'teacher', preset: 'none' as const, scales: [1], losses: {}, start: null, unlabelled: null }, scale: 1, seed: experiment.teacher!.seed, result }))
    const jobsOf = (method: string): FinishedJob[] => result.students.filter((job) => job.dataset === dataset && job.method.name === method)
    const baselines = experiment.baselines.map((name) => ({ name, dice: perImage(jobsOf(name), 'dice') })).filter(({ dice }) => dice.size > 0)
    const students = experiment.methods.map(({ name }) => jobsOf(name)).filter((jobs) => jobs.length > 0)
    const ofTeacher = experiment.teacher ? [summarise(experiment.teacher.net, teacherJobs, baselines)] : []
    return [...ofTeacher, ...students.map((jobs) => summarise(experiment.student.net, jobs, baselines))]
  })
}

function summarise(net: string, jobs: readonly FinishedJob[], baselines: readonly { name: string; dice: ReadonlyMap<string, number> }[]): MethodSummary {
  const { dataset, method, scale } = jobs[0]!
  const all = jobs.flatMap(({ result }) => result.images)
  const total = (pick: (image: ImageFigures) => number): number => all.reduce((sum, image) => sum + pick(image), 0)
  const dice = perImage(jobs, 'dice')
  const figure = (name: FigureName): number => mean([...perImage(jobs, name).values()])
  const seeds = [...new Set(jobs.map(({ seed }) => seed))]
  return {
    dataset,
    method: method.name,
    scale,
    runs: jobs.length,
    images: dice.size,
    dice: mean([...dice.values()]),
    diceDeviation: deviation([...dice.values()]),
    seedDeviation: deviation(seeds.map((seed) => mean(jobs.filter((job) => job.seed === seed).flatMap(({ result }) => result.images.map((image) => image.dice))))),
    dicePooled: overlap(total((image) => image.truePositive), total((image) => image.falsePositive), total((image) => image.falseNegative)).dice,
    iou: figure('iou'),
    sensitivity: figure('sensitivity'),
    specificity: figure('specificity'),
    auc: figure('auc'),
    clDice: figure('clDice'),
    hd95: figure('hd95'),
    betti0Error: figure('betti0Error'),
    thinVesselRecall: figure('thinVesselRecall'),
    parameters: jobs[0]!.result.parameters,
    multiplyAccumulates: countNet(netDefinition(net), 256, 256).multiplyAccumulates,
    msPerImage: median(jobs.map(({ result }) => result.msPerImage!)),
    comparisons: baselines.filter(({ name }) => name !== method.name).map(({ name, dice: other }) => compare(name, dice, other)),
  }
}

/** Each image's figure as the mean over the seeds. Images that leave it undefined are left out. */
function perImage(jobs: readonly FinishedJob[], figure: FigureName): Map<string, number> {
  const values = new Map<string, number[]>()
  for (const { fold, result } of jobs) {
    for (const image of result.images) {
      const value = image[figure]
      const key = `${fold}/${image.name}`
      if (value !== null) values.set(key, [...(values.get(key) ?? []), value])
    }
  }
  return new Map([...values].map(([key, list]) => [key, mean(list)]))
}

function compare(baseline: string, dice: ReadonlyMap<string, number>, other: ReadonlyMap<string, number>): Comparison {
  const pairs = [...dice].filter(([key]) => other.has(key)).map(([key, value]) => [value, other.get(key)!] as const)
  const difference = mean(pairs.map(([value, before]) => value - before))
  return { baseline, difference, p: wilcoxonSignedRank(pairs.map(([value]) => value), pairs.map(([, before]) => before)).p }
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

function deviation(values: readonly number[]): number {
  const centre = mean(values)
  return values.length < 2 ? 0 : Math.sqrt(values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / (values.length - 1))
}

function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)]!
}
