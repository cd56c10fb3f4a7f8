import { smartCorrect } from '../../ml/vessel/smart-correct'
import { vesselMaps } from '../../ml/vessel/vessel-maps'
import { createPhantomRun } from '../../ml/phantom/phantom-run'
import { diceOf, nextClick } from './support/robot-annotator'
import { type LabelledFrame, realFrames, shippedStudent } from './support/labelled-frames'

const clickMarks = [0, 1, 3, 5, 10]
/** The reach that the tool begins with, px. */
const reach = 60

/**
 * What smart correct's clicks are worth: an ideal annotator clicks into the largest error of the shipped student, again and again. Mean Dice
 * after so many clicks, on real angiograms (two sets) and on phantoms that the student was not trained on; and how long one click takes.
 */
export async function run(): Promise<{ samples: Record<string, number[]>; ratios: Record<string, number> }> {
  const student = await shippedStudent()
  const sets: [string, LabelledFrame[] | null][] = [
    ['cimat40', await realFrames('cimat40')],
    ['ica156 (every 8th)', await realFrames('ica156', 8)],
    ['phantoms', phantoms()],
  ]
  const times: number[] = []
  const ratios: Record<string, number> = {}
  for (const [name, frames] of sets) {
    if (frames === null) continue
    const dice = clickMarks.map(() => [] as number[])
    for (const { image, truth } of frames) {
      const { probability, mask } = await student.segment(image)
      const maps = vesselMaps(image.pixels, image.rows, image.columns, probability)
      for (let clicks = 0; clicks <= clickMarks.at(-1)!; clicks++) {
        const mark = clickMarks.indexOf(clicks)
        if (mark >= 0) dice[mark]!.push(diceOf(mask, truth))
        const click = nextClick(mask, truth, image.rows, image.columns)
        if (click === null) continue
        const start = performance.now()
        const { window, pixels } = smartCorrect(maps, mask, { points: [click.place], kind: click.kind, reach })
        times.push(performance.now() - start)
        const label = click.kind === 'vessel' ? 1 : 0
        for (let i = 0; i < pixels.length; i++) if (pixels[i] === 1) mask[(window.top + Math.floor(i / window.columns)) * image.columns + window.left + (i % window.columns)] = label
      }
    }
    for (const [index, clicks] of clickMarks.entries()) ratios[`${name}: Dice after ${clicks} clicks`] = rounded(dice[index]!)
  }
  student.dispose()
  return { samples: { 'one click': times }, ratios }
}

function phantoms(): LabelledFrame[] {
  const size = 384
  return Array.from({ length: 10 }, (_, index) => {
    const { pixels, mask } = createPhantomRun({ seed: 88_000 + index, size }).frame(0)
    return { image: { rows: size, columns: size, pixels: Float32Array.from(pixels, (value) => value / 255) }, truth: mask }
  })
}

function rounded(values: readonly number[]): number {
  return Number((values.reduce((sum, value) => sum + value, 0) / values.length).toFixed(4))
}
