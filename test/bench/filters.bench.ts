import { rocAuc, scoreHistogram } from '../../ml/metrics/roc-auc'
import { vesselness } from '../../ml/vessel/vesselness'
import { gaborResponse } from './support/gabor-filter'
import { diceOf } from './support/robot-annotator'
import { realFrames, shippedStudent } from './support/labelled-frames'

const levels = 256

/**
 * The shipped student, which was trained on phantoms alone, against the filters that need no training either, on real angiograms that
 * none of them has seen (of the larger set every fourth): AUC and Dice as means over the images. The student has the threshold of its model; each filter gets
 * the one threshold that suits the whole set best, which flatters it.
 */
export async function run(): Promise<{ samples: Record<string, number[]>; ratios: Record<string, number> }> {
  const student = await shippedStudent()
  const filters = { Gabor: gaborResponse, Frangi: vesselness }
  const samples: Record<string, number[]> = {}
  const ratios: Record<string, number> = {}
  for (const [name, step] of [['cimat40', 1], ['ica156', 4]] as const) {
    const frames = await realFrames(name, step)
    if (frames === null) continue
    const figures = new Map<string, { auc: number[]; dice: number[][] }>()
    const timed = <T>(method: string, act: () => T): T => {
      const start = performance.now()
      const result = act()
      const part = `${name} ${method}`
      samples[part] = [...(samples[part] ?? []), performance.now() - start]
      return result
    }
    const note = (method: string, scores: Uint8Array, truth: Uint8Array, dice: number[]): void => {
      const all = figures.get(method) ?? { auc: [], dice: [] }
      all.auc.push(rocAuc(scoreHistogram(scores, truth))!)
      all.dice.push(dice)
      figures.set(method, all)
    }
    for (const { image, truth } of frames) {
      const start = performance.now()
      const { probability, mask } = await student.segment(image)
      samples[`${name} student`] = [...(samples[`${name} student`] ?? []), performance.now() - start]
      note('student', probability, truth, [diceOf(mask, truth)])
      for (const [method, filter] of Object.entries(filters)) {
        const scores = ranked(timed(method, () => filter(image.pixels, image.rows, image.columns)))
        note(method, scores, truth, diceByLevel(scores, truth))
      }
    }
    for (const [method, { auc, dice }] of figures) {
      ratios[`${name}: AUC of ${method}`] = rounded(mean(auc))
      ratios[`${name}: Dice of ${method}`] = rounded(Math.max(...dice[0]!.map((_, level) => mean(dice.map((each) => each[level]!)))))
    }
  }
  student.dispose()
  return { samples, ratios }
}

/** Answers as ranks within their image, 0 … 255: vessels cover a similar share of every angiogram. The top tenth gets half of the ranks. */
function ranked(answers: Float32Array): Uint8Array {
  const order = Float32Array.from(answers).sort()
  const share = (level: number): number => (level < levels / 2 ? (0.9 * level) / (levels / 2) : 0.9 + (0.1 * (level - levels / 2)) / (levels / 2))
  const bounds = Array.from({ length: levels - 1 }, (_, level) => order[Math.floor(share(level + 1) * order.length)]!)
  return Uint8Array.from(answers, (value) => {
    let low = 0
    let high = bounds.length
    while (low < high) {
      const middle = (low + high) >> 1
      if (bounds[middle]! <= value) low = middle + 1
      else high = middle
    }
    return low
  })
}

/** Dice of the pixels at or above each level. */
function diceByLevel(scores: Uint8Array, truth: Uint8Array): number[] {
  const { vessel, background } = scoreHistogram(scores, truth)
  const total = vessel.reduce((sum, count) => sum + count, 0)
  const result: number[] = Array.from({ length: levels }, () => 0)
  let found = 0
  let wrong = 0
  for (let level = levels - 1; level >= 0; level--) {
    found += vessel[level]!
    wrong += background[level]!
    result[level] = (2 * found) / (found + wrong + total)
  }
  return result
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length
const rounded = (value: number): number => Number(value.toFixed(4))
