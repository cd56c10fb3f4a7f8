import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { chromium } from '@playwright/test'
import { chromiumLaunchOptions } from '../support/chromium'
import { startBrowserApp } from '../e2e/support/browser-app'
import { WorkstationPage } from '../e2e/workstation-page'

const frames = 12
const warmUp = 2

interface Timing {
  frameMs: number
  inferenceMs: number
  postprocessMs: number
  storeMs: number
  totalMs: number
  clickToPaintMs: number
}

/**
 * From the click on "Segment frame" to the painted mask, by part, on 512² frames of the demo study in the browser host.
 * The named rival is the network's own inference: all that the workstation adds to it is the ratio's distance from 1.
 */
export async function run(): Promise<{ samples: Record<string, number[]>; ratios: Record<string, number> }> {
  const library = mkdtempSync(path.join(tmpdir(), 'lightvessel-bench-'))
  const browser = await chromium.launch(chromiumLaunchOptions())
  const app = await startBrowserApp(browser, library, { viewport: { width: 1440, height: 900 } })
  try {
    const station = new WorkstationPage(app.page)
    await station.engineReady()
    await station.openSeries('RCA')
    const timings: Timing[] = []
    for (let frame = 0; frame < warmUp + frames; frame++) {
      await station.imageShown(frame)
      await station.segmentFrame()
      const timing = JSON.parse((await station.control('segmentTiming').getAttribute('data-timing'))!) as Timing
      if (frame >= warmUp) timings.push(timing)
      await app.page.keyboard.press('ArrowRight')
    }
    const part = (pick: (timing: Timing) => number): number[] => timings.map(pick)
    const samples = {
      'frame decoded': part((timing) => timing.frameMs),
      inference: part((timing) => timing.inferenceMs),
      'threshold and clean-up': part((timing) => timing.postprocessMs),
      'stored durably': part((timing) => timing.storeMs),
      'IPC and paint': part((timing) => timing.clickToPaintMs - timing.totalMs),
      'click to paint': part((timing) => timing.clickToPaintMs),
    }
    return { samples, ratios: { 'click to paint / inference alone': Number((median(samples['click to paint']) / median(samples.inference)).toFixed(3)) } }
  } finally {
    await app.close()
    await browser.close()
    rmSync(library, { recursive: true, force: true })
  }
}

function median(values: readonly number[]): number {
  return [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)]!
}
