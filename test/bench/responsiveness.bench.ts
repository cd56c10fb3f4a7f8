import { spawnSync } from 'node:child_process'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from '@playwright/test'
import type { BenchOptions } from './support/window/bench-options'
import { makeBenchLibrary } from './support/window/bench-library'
import { type BenchWindow, openBenchWindow } from './support/window/bench-window'

declare global {
  interface Window {
    longTasks?: number[]
  }
}

const secondsEach = 30

/**
 * How long the window blocks while somebody steps through frames, paints and plays: first with nothing else going on, then while a
 * distillation run trains on the same machine. Chromium's own long tasks: everything on the main thread above 50 ms.
 */
export async function run(options: BenchOptions): Promise<{ samples: Record<string, number[]>; ratios: Record<string, number>; versions: Record<string, string> }> {
  const library = await makeBenchLibrary([{ name: 'bench work', side: 512, frames: 48, frameTimeMs: 1000 / 15, labelsOf: () => 2 }])
  const data = join(library.folder, '..', 'training')
  const made = spawnSync(process.execPath, ['.build/electron/cli.cjs', 'phantom', '--out', data, '--count', '12', '--seed', '3', '--size', '256'], { encoding: 'utf8' })
  if (made.status !== 0) throw new Error(made.stderr)
  const opened = await openBenchWindow(options, library.folder)
  try {
    const { page, station } = opened
    await page.evaluate(() => {
      const tasks: number[] = []
      window.longTasks = tasks
      new PerformanceObserver((list) => tasks.push(...list.getEntries().map(({ duration }) => duration))).observe({ type: 'longtask' })
    })
    await station.openSeries('bench work')
    await station.engineReady()
    const seconds = options.minutes === null ? secondsEach : options.minutes * 30
    const quiet = await work(opened, seconds)
    await startRun(opened, data)
    await station.control('sectionViewer').click()
    await station.imageShown()
    const training = await work(opened, seconds)
    await station.control('sectionRuns').click()
    await expect(station.control('runState')).toHaveAttribute('data-state', 'running')
    return {
      // A part without long tasks is a part with one of 0.
      samples: { 'long tasks, nothing else': quiet.length > 0 ? quiet : [0], 'long tasks, training': training.length > 0 ? training : [0] },
      ratios: {
        'long tasks a minute, nothing else': Number(((60 * quiet.length) / seconds).toFixed(2)), 'long tasks a minute, training': Number(((60 * training.length) / seconds).toFixed(2)),
        'longest, nothing else (ms)': Math.max(0, ...quiet), 'longest, training (ms)': Math.max(0, ...training),
      },
      versions: opened.versions,
    }
  } finally {
    await opened.close()
    rmSync(data, { recursive: true, force: true })
    library.remove()
  }
}

/** What a person does in a minute, over and over: steps, a stroke, its undo, a second of cine. */
async function work({ page, station }: BenchWindow, seconds: number): Promise<number[]> {
  await page.evaluate(() => window.longTasks!.splice(0))
  const end = performance.now() + seconds * 1000
  await station.control('toolBrush').click()
  while (performance.now() < end) {
    await station.viewport.focus()
    for (let step = 0; step < 5; step++) await page.keyboard.press('ArrowRight', { delay: 30 })
    await station.imageShown()
    await station.stroke('toolBrush', [0.3, 0.4], [0.6, 0.6])
    await station.control('buttonUndo').click()
    await station.control('buttonCine').click()
    await page.waitForTimeout(1000)
    await station.control('buttonCine').click()
  }
  return page.evaluate(() => window.longTasks!.splice(0))
}

async function startRun({ page, station }: BenchWindow, data: string): Promise<void> {
  await station.control('menuDistillation').click()
  await station.control('menuNewRun').click()
  await station.control('runDatasetKind').getByText('Folder').click()
  await station.control('runDatasetPath').fill(data)
  await expect(station.control('runDatasetFacts')).toContainText('12', { timeout: 60_000 })
  await station.control('runTeacherEpochs').fill('50')
  await station.control('runEpochs').fill('50')
  await station.control('runCrop').fill('128')
  await station.control('runBatch').fill('4')
  await station.control('buttonStartRun').click()
  await expect(station.control('runState')).toHaveAttribute('data-state', 'running', { timeout: 60_000 })
  await expect(station.control('runCurves')).toBeVisible({ timeout: 180_000 })
  await page.waitForTimeout(1000)
}
