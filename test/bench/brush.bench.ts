import type { BenchOptions } from './support/window/bench-options'
import { makeBenchLibrary } from './support/window/bench-library'
import { type BenchWindow, openBenchWindow } from './support/window/bench-window'
import { countMainThread } from './support/window/main-thread'
import { runInPage } from './support/window/page-script'
import { startPaintClock, takePaintTimes } from './support/window/paint-clock'

const sides = [512, 1024, 2048] as const
const radii = [10, 50] as const
/** Labels that are on the frame already, by frame. */
const labelCounts = [1, 16] as const
const moves = 30

type Samples = Record<string, number[]>
interface Bounds { x: number; y: number; width: number; height: number }

/**
 * Moves of a pressed brush in the workstation's own window, and of cornerstone-tools' BrushTool on the same image, labels and radius in the
 * same page: processor time of the page's main thread for each move (other programs on the machine do not count) and time from the
 * pointer's event to the end of the frame that painted it (they do).
 */
export async function run(options: BenchOptions): Promise<{ samples: Samples; ratios: Record<string, number>; versions: Record<string, string> }> {
  const library = await makeBenchLibrary(sides.map((side) => ({ name: `bench ${side}`, side, frames: labelCounts.length, frameTimeMs: null, labelsOf: (frame: number) => labelCounts[frame]! })))
  const window = await openBenchWindow(options, library.folder)
  const samples: Samples = {}
  const ratios: Record<string, number> = {}
  try {
    const { page, station, debug } = window
    await runInPage(window, 'rival-brush.ts')
    await startPaintClock(page)
    const cpu = await countMainThread(debug)
    samples['nothing moves: CPU in the same time'] = await atRest(window, cpu)
    for (const side of sides) {
      await station.openSeries(`bench ${side}`)
      for (const [frame, labels] of labelCounts.entries()) {
        await station.goToFrame(frame)
        await station.control('toolBrush').click()
        const bounds = (await station.viewport.boundingBox())!
        for (const radius of radii) {
          const name = `${side}² r${radius} ${labels} ${labels === 1 ? 'label' : 'labels'}`
          await setRadius(window, radius)
          const before = await station.maskRevision()
          const ours = await stroke(window, cpu, bounds)
          // The stroke is on disk, and nothing of it is left to be done while the rival paints.
          while ((await station.maskRevision()) === before) await page.waitForTimeout(20)
          await page.evaluate(({ side, frame, labels, radius, bounds }) => globalThis.window.rivalBrush.show(side, frame, labels, radius, bounds), { side, frame, labels, radius, bounds })
          const paintedBefore = await page.evaluate(() => globalThis.window.rivalBrush.painted())
          const theirs = await stroke(window, cpu, bounds)
          if ((await page.evaluate(() => globalThis.window.rivalBrush.painted())) === paintedBefore) throw new Error('the rival did not paint')
          await page.evaluate(() => globalThis.window.rivalBrush.hide())
          Object.assign(samples, { [`${name}: CPU`]: ours.cpu, [`${name}: CPU, cornerstone-tools`]: theirs.cpu, [`${name}: painted`]: ours.painted, [`${name}: painted, cornerstone-tools`]: theirs.painted })
          console.error(`${name}: CPU ${median(ours.cpu).toFixed(1)} ms, cornerstone-tools ${median(theirs.cpu).toFixed(1)} ms`)
          ratios[`${name}: CPU, ours / cornerstone-tools`] = Number((median(ours.cpu) / median(theirs.cpu)).toFixed(3))
        }
      }
    }
    return { samples, ratios, versions: { ...window.versions, 'cornerstone-tools': '6.0.10' } }
  } finally {
    await window.close()
    library.remove()
  }
}

/** One stroke in a widening spiral, fast as a hand is: about 30 px from move to move. */
async function stroke({ page }: BenchWindow, cpu: () => Promise<number>, { x, y, width, height }: Bounds): Promise<{ cpu: number[]; painted: number[] }> {
  const at = (move: number): [number, number] => {
    const angle = move * 0.3
    const reach = Math.min(width, height) * (0.08 + (0.3 * move) / moves)
    return [x + width / 2 + reach * Math.cos(angle), y + height / 2 + reach * Math.sin(angle)]
  }
  await page.mouse.move(...at(0))
  await page.mouse.down()
  for (let move = 1; move < 4; move++) await page.mouse.move(...at(move))
  await settled(page)
  await takePaintTimes(page)
  const times: number[] = []
  for (let move = 4; move < moves + 4; move++) {
    const before = await cpu()
    await page.mouse.move(...at(move))
    await settled(page)
    times.push((await cpu()) - before)
  }
  const painted = await takePaintTimes(page)
  await page.mouse.up()
  return { cpu: times, painted }
}

/** What the counting itself takes, and a window in which nothing moves. */
async function atRest({ page }: BenchWindow, cpu: () => Promise<number>): Promise<number[]> {
  const times: number[] = []
  for (let round = 0; round < moves; round++) {
    const before = await cpu()
    await settled(page)
    times.push((await cpu()) - before)
  }
  return times
}

/** Until the frame that paints the move has ended, without asking the page. */
const settled = (page: BenchWindow['page']): Promise<void> => page.waitForTimeout(35)

async function setRadius({ page, station }: BenchWindow, radius: number): Promise<void> {
  const slider = station.control('brushRadius').getByRole('slider')
  await slider.focus()
  for (let presses = 0; presses < 300; presses++) {
    const value = Number(await slider.getAttribute('aria-valuenow'))
    if (value === radius) return
    await page.keyboard.press(value < radius ? 'ArrowRight' : 'ArrowLeft')
  }
  throw new Error(`the radius ${radius} cannot be set`)
}

function median(values: readonly number[]): number {
  return [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)]!
}
