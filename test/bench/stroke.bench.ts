import { closeSync, fsyncSync, openSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import type { BenchOptions } from './support/window/bench-options'
import { makeBenchLibrary } from './support/window/bench-library'
import { openBenchWindow } from './support/window/bench-window'

const strokes = 60
const sides = [512, 1024, 2048] as const

/**
 * From the pointer's release to the mark "saved" in the window: the stroke has gone to the host, into the database with its history and
 * audit entry, and is on disk. The rival is the disk alone: 4 kB appended to a file in the same folder and flushed.
 */
export async function run(options: BenchOptions): Promise<{ samples: Record<string, number[]>; ratios: Record<string, number>; versions: Record<string, string> }> {
  const library = await makeBenchLibrary(sides.map((side) => ({ name: `bench ${side}`, side, frames: 1, frameTimeMs: null, labelsOf: () => 4 })))
  const opened = await openBenchWindow(options, library.folder)
  const samples: Record<string, number[]> = {}
  const ratios: Record<string, number> = {}
  try {
    const { page, station } = opened
    for (const side of sides) {
      await station.openSeries(`bench ${side}`)
      await station.control('toolBrush').click()
      const times: number[] = []
      const disk: number[] = []
      for (let index = 0; index < strokes; index++) {
        times.push(await strokeTime())
        disk.push(flushTime(library.folder))
      }
      samples[`${side}²: release to saved`] = times
      samples[`${side}²: the disk alone`] = disk
      ratios[`${side}²: saved / the disk alone`] = Number((median(times) / median(disk)).toFixed(2))
    }

    /** Watched in the page: polling from outside would measure itself. */
    async function strokeTime(): Promise<number> {
      const saved = page.evaluate(
        () =>
          new Promise<number>((resolve) => {
            const mark = document.querySelector('[data-testid="save-state"]')!
            let released = 0
            let saving = false
            window.addEventListener('pointerup', ({ timeStamp }) => (released = timeStamp), { capture: true, once: true })
            const observer = new MutationObserver(() => {
              const state = mark.getAttribute('data-state')
              if (state === 'saving') saving = true
              if (!saving || state !== 'saved' || released === 0) return
              observer.disconnect()
              resolve(performance.now() - released)
            })
            observer.observe(mark, { attributes: true })
          }),
      )
      const box = (await station.viewport.boundingBox())!
      const [x, y] = [box.x + box.width * (0.2 + 0.6 * Math.random()), box.y + box.height * (0.2 + 0.6 * Math.random())]
      await page.mouse.move(x, y)
      await page.mouse.down()
      await page.mouse.move(x + 40, y + 25, { steps: 4 })
      await page.mouse.up()
      return saved
    }
    return { samples, ratios, versions: opened.versions }
  } finally {
    await opened.close()
    library.remove()
  }
}

function flushTime(folder: string): number {
  const file = join(folder, 'flush-probe')
  const handle = openSync(file, 'a')
  const start = performance.now()
  writeSync(handle, new Uint8Array(4096))
  fsyncSync(handle)
  const time = performance.now() - start
  closeSync(handle)
  rmSync(file)
  return time
}

function median(values: readonly number[]): number {
  return [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)]!
}
