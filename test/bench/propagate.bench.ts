import { createPhantomRun } from '../../ml/phantom/phantom-run'
import { MaskPropagation, type PropagationMethod } from '../../ml/vessel/propagate-mask'
import { vesselMaps, type VesselMaps } from '../../ml/vessel/vessel-maps'
import { diceOf } from './support/robot-annotator'
import { shippedStudent } from './support/labelled-frames'

/** Cines that neither the student nor the method's constants were made on. */
const seeds = [9101, 9102, 9103, 9104]
const size = 384
const sourceFrame = 20
const distances = [1, 2, 4, 8, 12]
const methods: readonly PropagationMethod[] = ['motion', 'student', 'fused']

/**
 * What is left of a true mask that is taken along phantom cines of beating hearts with contrast that arrives and fades: mean Dice so many
 * frames on, for copying it, moving it with the vessels, inferring anew, and the fusion of both; how well the reported confidence follows the
 * true Dice (correlation over all frames of the fusion); and the time of a step without inference.
 */
export async function run(): Promise<{ samples: Record<string, number[]>; ratios: Record<string, number> }> {
  const student = await shippedStudent()
  const dice: Record<string, number[][]> = {}
  const note = (method: string, distance: number, value: number): void => {
    const all = (dice[method] ??= distances.map(() => []))
    all[distances.indexOf(distance)]?.push(value)
  }
  const told: number[] = []
  const reached: number[] = []
  const times: number[] = []
  for (const seed of seeds) {
    const cine = createPhantomRun({ seed, size, frames: 45 })
    const frames: { maps: VesselMaps; truth: Uint8Array }[] = []
    for (let frame = sourceFrame; frame <= sourceFrame + distances.at(-1)!; frame++) {
      const { pixels, mask } = cine.frame(frame)
      const image = { rows: size, columns: size, pixels: Float32Array.from(pixels, (value) => value / 255) }
      const { probability } = await student.segment(image)
      frames.push({ maps: vesselMaps(image.pixels, size, size, probability), truth: mask })
    }
    const source = frames[0]!
    const vesselLabels = new Uint8Array(256).fill(1, 1, 2)
    for (const method of methods) {
      const propagation = new MaskPropagation(source.maps, source.truth, { method, vesselLabels, defaultLabel: 1, threshold: student.model.threshold })
      for (const [distance, { maps, truth }] of frames.entries()) {
        if (distance === 0) continue
        const start = performance.now()
        const { labels, confidence } = propagation.step(maps)
        times.push(performance.now() - start)
        const value = diceOf(labels, truth)
        note(method, distance, value)
        if (method !== 'fused') continue
        note('copy', distance, diceOf(source.truth, truth))
        told.push(confidence)
        reached.push(value)
      }
    }
  }
  student.dispose()
  const ratios: Record<string, number> = {}
  for (const method of ['copy', ...methods]) for (const [index, distance] of distances.entries()) ratios[`${method}: Dice ${distance} frames on`] = rounded(mean(dice[method]![index]!))
  ratios['fused: mean confidence'] = rounded(mean(told))
  ratios['fused: mean Dice'] = rounded(mean(reached))
  ratios['fused: correlation of confidence and Dice'] = rounded(correlation(told, reached))
  return { samples: { 'one step': times }, ratios }
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

function correlation(one: readonly number[], other: readonly number[]): number {
  const [a, b] = [mean(one), mean(other)]
  const together = mean(one.map((value, i) => (value - a) * (other[i]! - b)))
  return together / Math.sqrt(mean(one.map((value) => (value - a) ** 2)) * mean(other.map((value) => (value - b) ** 2)))
}

function rounded(value: number): number {
  return Number(value.toFixed(4))
}
