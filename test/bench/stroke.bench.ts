import type { BenchOptions } from './support/window/bench-options'
import { makeBenchLibrary } from './support/window/bench-library'
import { openBenchWindow } from './support/window/bench-window'
import { DurableFile, strokesIntoStore } from './support/window/durable-write'
import { runInPage } from './support/window/page-script'

const strokes = 60
const sides = [512, 1024, 2048] as const

/**
 * From the pointer's release to the mark "saved" in the window: the stroke has gone to the host, into the database with its history and
 * audit entry, and is on disk. In stages, so that a slow one is seen: page (release to sent), call and host (sent to answered; a page that
 * is busy painting looks at the answer late), page (answered to saved). Beside them the store alone, without window and call, and the rival:
 * the disk alone, which is given as many bytes to hold durably, in the same folder and in the same way.
 */
export async function run(options: BenchOptions): Promise<{ samples: Record<string, number[]>; ratios: Record<string, number>; versions: Record<string, string> }> {
  const library = await makeBenchLibrary(sides.map((side) => ({ name: `bench ${side}`, side, frames: 1, frameTimeMs: null, labelsOf: () => 4 })))
  const samples: Record<string, number[]> = {}
  const ratios: Record<string, number> = {}
  const bytes = new Map<number, number>()
  try {
    for (const [index, side] of sides.entries()) {
      const alone = await strokesIntoStore(library.folder, index + 1, side, strokes)
      samples[`${side}²: the store alone`] = alone.times
      bytes.set(side, alone.bytes)
      ratios[`${side}²: bytes on disk for a stroke`] = alone.bytes
    }
    const opened = await openBenchWindow(options, library.folder)
    const disk = new DurableFile(library.folder)
    try {
      const { page, station } = opened
      await runInPage(opened, 'stroke-clock.ts')
      for (const side of sides) {
        await station.openSeries(`bench ${side}`)
        await station.control('toolBrush').click()
        await station.control('saveState').waitFor()
        // Nobody paints on a mask that has not come yet.
        while ((await station.maskPixels()) === 0) await page.waitForTimeout(50)
        const stages: Record<string, number[]> = { 'release to saved': [], 'page, release to sent': [], 'call and host, sent to answered': [], 'page, answered to saved': [], 'the disk alone': [] }
        for (let stroke = 0; stroke < strokes; stroke++) {
          const { sent, answered, saved } = await strokeTimes(stroke)
          const flushed = disk.write(bytes.get(side)!)
          for (const [name, time] of Object.entries({ 'release to saved': saved, 'page, release to sent': sent, 'call and host, sent to answered': answered - sent, 'page, answered to saved': saved - answered, 'the disk alone': flushed })) stages[name]!.push(time)
        }
        for (const [name, times] of Object.entries(stages)) samples[`${side}²: ${name}`] = times
        ratios[`${side}²: saved / the disk alone`] = Number((median(stages['release to saved']!) / median(stages['the disk alone']!)).toFixed(2))
      }

      /** Watched in the page: polling from outside would measure itself. Strokes are spread evenly, so that each finds pixels to paint. */
      async function strokeTimes(stroke: number) {
        const times = page.evaluate(() => window.nextStroke())
        const box = (await station.viewport.boundingBox())!
        const [x, y] = [box.x + box.width * (0.2 + 0.6 * ((stroke * 0.7549) % 1)), box.y + box.height * (0.2 + 0.6 * ((stroke * 0.5698) % 1))]
        await page.mouse.move(x, y)
        await page.mouse.down()
        await page.mouse.move(x + 40, y + 25, { steps: 4 })
        await page.mouse.up()
        return times
      }
      return { samples, ratios, versions: opened.versions }
    } finally {
      disk.remove()
      await opened.close()
    }
  } finally {
    library.remove()
  }
}

function median(values: readonly number[]): number {
  return [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)]!
}
