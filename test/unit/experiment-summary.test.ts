import { describe, expect, it } from 'vitest'
import { bestScale } from '../../ml/experiment/best-scale'
import type { Experiment } from '../../ml/experiment/experiment-file'
import { markdownTables } from '../../ml/experiment/experiment-table'
import type { ImageFigures } from '../../ml/experiment/job-result'
import { comparisonJobs, studentFolder, tuningJobs } from '../../ml/experiment/plan-experiment'
import { summariseExperiment } from '../../ml/experiment/summarise-experiment'

const all = { parts: [0], of: 2 }
const training = { epochs: 1, crop: 64, batch: 2, validationFraction: 0.2 }
const plain = { losses: {}, start: null, unlabelled: null }
const experiment: Experiment = {
  name: 'small',
  description: '',
  datasets: [{ name: 'phantoms', folder: '/data', folds: [{ name: 'a', train: all, test: all }, { name: 'b', train: all, test: all }] }],
  teacher: { ...training, net: 'unet-16', seed: 1, start: null },
  student: { ...training, net: 'slim-unet-4' },
  methods: [{ ...plain, name: 'none', preset: 'none', scales: [1] }, { ...plain, name: 'fsd', preset: 'fsd', scales: [0.1, 1] }],
  seeds: [1, 2],
  tuningSeed: 9,
  baselines: ['none'],
}

const image = (name: string, dice: number): ImageFigures => ({
  name, dice, iou: dice / 2, sensitivity: dice, specificity: null, auc: 0.9, clDice: dice, hd95: 2, betti0Error: 1, thinVesselRecall: dice,
  truePositive: 100 * dice, falsePositive: 100 * (1 - dice), falseNegative: 100 * (1 - dice),
})

describe('the plan of an experiment', () => {
  it('tunes methods with several factors on the first fold, with a seed that is not reported', () => {
    expect(tuningJobs(experiment).map(studentFolder)).toEqual(['runs/phantoms/a/fsd/scale-0.1/seed-9', 'runs/phantoms/a/fsd/scale-1/seed-9'])
  })

  it('takes the factor that was best, and the published one when none was better than another', () => {
    const method = experiment.methods[1]!
    const tuned = (dices: readonly number[]) =>
      bestScale([0.1, 1, 10].map((scale, index) => ({ dataset: 'phantoms', fold: 'a', method, scale, seed: 9, result: { parameters: 7, validationDice: dices[index]!, msPerImage: null, images: [] } })), 'phantoms', method)
    expect(tuned([0.6, 0.5, 0.7])).toBe(10)
    expect(tuned([0.6, 0.5, 0.5])).toBe(0.1)
    expect(tuned([0, 0, 0])).toBe(1)
    expect(bestScale([], 'phantoms', { ...method, scales: [3] })).toBe(3)
  })

  it('compares every method on every fold, one seed after the other', () => {
    const jobs = comparisonJobs(experiment, () => 0.1)
    expect(jobs).toHaveLength(8)
    expect(jobs.map(({ seed }) => seed)).toEqual([1, 1, 1, 1, 2, 2, 2, 2])
  })
})

describe('the summary of an experiment', () => {
  const results = { none: [0.5, 0.7], fsd: [0.6, 0.9] }
  const students = comparisonJobs(experiment, () => 1).map((job) => {
    const [first, second] = results[job.method.name as 'none' | 'fsd']
    const dice = (base: number): number => base + (job.seed === 1 ? 0.02 : -0.02)
    return { ...job, result: { parameters: 7, validationDice: 0.5, msPerImage: 10, images: [image(`${job.fold}1`, dice(first!)), image(`${job.fold}2`, dice(second!))] } }
  })
  const teachers = ['a', 'b'].map((fold) => ({ dataset: 'phantoms', fold, result: { parameters: 9, validationDice: 0.9, msPerImage: 20, images: [image(`${fold}1`, 0.8), image(`${fold}2`, 1)] } }))
  const summaries = summariseExperiment(experiment, { teachers, tuning: [], students })

  it('means over images of the means over seeds', () => {
    const [teacher, none, fsd] = summaries
    expect([teacher!.method, none!.method, fsd!.method]).toEqual(['teacher', 'none', 'fsd'])
    expect(teacher!.dice).toBeCloseTo(0.9)
    expect(none!.dice).toBeCloseTo(0.6)
    expect(fsd!.dice).toBeCloseTo(0.75)
    // Four images of 0.5, 0.7, 0.5, 0.7 around 0.6.
    expect(none!.diceDeviation).toBeCloseTo(Math.sqrt(0.04 / 3))
    // Two seeds at 0.62 and 0.58.
    expect(none!.seedDeviation).toBeCloseTo(Math.sqrt(0.0008))
    expect(none!.dicePooled).toBeCloseTo(0.6)
    expect(none!.images).toBe(4)
  })

  it('compares image by image', () => {
    const [comparison] = summaries[2]!.comparisons
    expect(comparison!.difference).toBeCloseTo(0.15)
    // All four differences are positive: 2 of 2⁴ signs are as extreme.
    expect(comparison!.p).toBeCloseTo(0.125)
    expect(summaries[1]!.comparisons).toEqual([])
  })

  it('is written as one table per data set', () => {
    const text = markdownTables(summaries)
    expect(text).toContain('## phantoms')
    expect(text).toMatch(/\| fsd \| 0\.7500 ± .*none: \+15\.00, 0\.1250 \|/)
  })
})
