import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { CDPSession, Page } from '@playwright/test'
import { expect } from '@playwright/test'
import type { BenchOptions } from './support/window/bench-options'
import { makeBenchLibrary } from './support/window/bench-library'
import { openBenchWindow } from './support/window/bench-window'
import { countMainThread } from './support/window/main-thread'
import { slopePerMinute } from './support/window/slope'

const frames = 96
const nominalMs = 1000 / 60
const usualMinutes = 2
const sampleEveryMs = 10_000
const warmUpMs = 15_000

declare global {
  interface Window {
    cineClock?: { intervals: number[]; last: number; shown: number }
  }
}

/**
 * A run of 96 frames of 512² with a mask of four labels on each, played at 60 frames a second: intervals between frames that were shown,
 * frames left out, processor time of the main thread for each frame, and whether memory stays flat, in the page (what its garbage
 * collector cannot free) and in the host. The rival is the display: 60 Hz.
 */
export async function run(options: BenchOptions): Promise<{ samples: Record<string, number[]>; ratios: Record<string, number>; versions: Record<string, string> }> {
  const library = await makeBenchLibrary([{ name: 'bench cine', side: 512, frames, frameTimeMs: nominalMs, labelsOf: () => 4 }])
  const opened = await openBenchWindow(options, library.folder)
  try {
    const { page, station, debug } = opened
    await station.openSeries('bench cine')
    await station.control('buttonCine').click()
    await watchFrames(page)
    await page.waitForTimeout(warmUpMs)
    const cpu = await countMainThread(debug)
    const minutes = options.minutes ?? usualMinutes
    const end = performance.now() + minutes * 60_000
    const heap: [ms: number, value: number][] = []
    const host: [ms: number, value: number][] = []
    const cpuPerFrame: number[] = []
    await takeIntervals(page)
    const intervals: number[] = []
    let [shown, watchedMs] = [0, 0]
    while (performance.now() < end) {
      const [cpuBefore, before] = [await cpu(), performance.now()]
      await takeIntervals(page)
      await page.waitForTimeout(sampleEveryMs)
      const taken = await takeIntervals(page)
      intervals.push(...taken)
      shown += taken.length
      watchedMs += taken.reduce((sum, interval) => sum + interval, 0)
      cpuPerFrame.push(((await cpu()) - cpuBefore) / Math.max(1, taken.length))
      heap.push([before, await keptMegabytes(debug)])
      host.push([before, hostMegabytes(library.folder)])
    }
    await expect(station.control('buttonCine')).toHaveAttribute('aria-pressed', 'true')
    const framesPerSecond = (1000 * shown) / watchedMs
    return {
      samples: { 'interval between shown frames': intervals, 'CPU of the main thread for each frame': cpuPerFrame, 'memory kept in the page (MB)': heap.map(([, value]) => value), 'memory of the host (MB)': host.map(([, value]) => value) },
      ratios: {
        'frames per second': round(framesPerSecond),
        'shown / due at 60 Hz': round(framesPerSecond / 60),
        'intervals above 1.5 frames (share)': round(intervals.filter((interval) => interval > 1.5 * nominalMs).length / intervals.length),
        'page: MB per minute': round(slopePerMinute(heap)),
        'host: MB per minute': round(slopePerMinute(host)),
        minutes,
      },
      versions: opened.versions,
    }
  } finally {
    await opened.close()
    library.remove()
  }
}

/** Each frame that the viewport shows leaves its number on it. */
async function watchFrames(page: Page): Promise<void> {
  await page.evaluate(() => {
    const clock = { intervals: [] as number[], last: 0, shown: 0 }
    window.cineClock = clock
    new MutationObserver(() => {
      const now = performance.now()
      if (clock.last > 0) clock.intervals.push(now - clock.last)
      clock.last = now
    }).observe(document.querySelector('[data-testid="viewport"]')!, { attributes: true, attributeFilter: ['data-frame'] })
  })
}

/** The intervals since the last call; the one across the call does not count. */
function takeIntervals(page: Page): Promise<number[]> {
  return page.evaluate(() => {
    window.cineClock!.last = 0
    return window.cineClock!.intervals.splice(0)
  })
}

async function keptMegabytes(debug: CDPSession): Promise<number> {
  await debug.send('HeapProfiler.collectGarbage')
  // Newer Chromium counts the memory behind typed arrays and its own objects apart.
  const usage = (await debug.send('Runtime.getHeapUsage')) as { usedSize: number; embedderHeapUsedSize?: number; backingStorageSize?: number }
  return (usage.usedSize + (usage.embedderHeapUsedSize ?? 0) + (usage.backingStorageSize ?? 0)) / 2 ** 20
}

/** The program that holds the library says which process it is. */
function hostMegabytes(library: string): number {
  const { processId } = JSON.parse(readFileSync(join(library, 'in-use.json'), 'utf8')) as { processId: number }
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${processId}/status`, 'utf8'))![1]) / 1024
}

const round = (value: number): number => Number(value.toFixed(3))
