import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Page } from '@playwright/test'
import { testIds } from '../../renderer/test-ids'
import { generateLibrary, type GeneratedLibraryOptions } from '../support/generated-library'
import type { BenchOptions } from './support/window/bench-options'
import { type BenchHost, startBenchHost } from './support/window/bench-window'

/** The same ten thousand series, in studies of ten and in studies of their own. */
const libraries: Record<string, GeneratedLibraryOptions> = { '1,000 × 10': { studies: 1000, series: 10 }, '10,000 × 1': { studies: 10_000, series: 1 } }
const starts = 5
const words = ['mull', 'muller', 'dvorak', 'p1001', '2019', 'lao 4', 'rca', 's00042', 'garcia bela', 'nobody at all', 'weiss', 'lca cra']

/**
 * A library of 10,000 series: from the page's first byte to a list that can be used, from a keystroke in the search to the painted
 * answer, and the frames of a fast scroll through all of it.
 */
export async function run(options: BenchOptions): Promise<{ samples: Record<string, number[]>; ratios: Record<string, number>; versions: Record<string, string> }> {
  const samples: Record<string, number[]> = {}
  const host = await startBenchHost(options)
  let versions: Record<string, string> = {}
  try {
    for (const [name, size] of Object.entries(libraries)) {
      const folder = mkdtempSync(path.join(tmpdir(), 'lightvessel-bench-'))
      try {
        await generateLibrary(folder, size)
        const measured = await measure(host, folder)
        versions = measured.versions
        for (const [part, values] of Object.entries(measured.samples)) samples[`${name}: ${part}`] = values
      } finally {
        rmSync(folder, { recursive: true, force: true })
      }
    }
  } finally {
    await host.close()
  }
  return { samples, ratios: {}, versions }
}

async function measure(host: BenchHost, folder: string): Promise<{ samples: Record<string, number[]>; versions: Record<string, string> }> {
  let versions: Record<string, string> = {}
  const samples: Record<string, number[]> = { 'page to usable list': [], 'page to first image': [], 'keystroke to painted answer': [], 'frame while scrolling': [] }
  for (let start = 0; start <= starts; start++) {
    const app = await host.open(folder, noteFirsts)
    try {
      await app.page.waitForFunction(() => document.querySelector('[data-image-ready="true"]') !== null, undefined, { timeout: 180_000 })
      versions = await host.versions(app.page)
      const firsts = await app.page.evaluate(() => (window as unknown as { firsts: Record<string, number> }).firsts)
      // The first page ever summarises the library, once in its life.
      if (start === 0) {
        if (host.seesFirstPage) samples['page to usable list, first start ever'] = [firsts['list']!]
      } else {
        samples['page to usable list']!.push(firsts['list']!)
        samples['page to first image']!.push(firsts['image']!)
      }
      if (start === starts) {
        samples['keystroke to painted answer'] = await app.page.evaluate(search, { ids: testIds, words })
        samples['frame while scrolling'] = await scrolled(app.page)
      }
    } finally {
      await app.close()
    }
  }
  return { samples, versions }
}

/** In the page, before anything else: notes when the first series and the first image are there, since the page was asked for. */
function noteFirsts(): void {
  const firsts: Record<string, number> = {}
  Object.assign(window, { firsts })
  const look = (): void => {
    if (firsts['list'] === undefined && document.querySelector('[data-testid="series-item"]') !== null) firsts['list'] = performance.now()
    if (firsts['image'] === undefined && document.querySelector('[data-image-ready="true"]') !== null) firsts['image'] = performance.now()
    if (firsts['list'] === undefined || firsts['image'] === undefined) requestAnimationFrame(look)
  }
  requestAnimationFrame(look)
}

/** In the page: types words and waits for the answer to be there and painted. */
async function search({ ids, words: all }: { ids: typeof testIds; words: string[] }): Promise<number[]> {
  const field = document.querySelector<HTMLInputElement>(`[data-testid="${ids.search}"]`)!
  const count = document.querySelector(`[data-testid="${ids.studyCount}"]`)!
  const set = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')!.set!
  const times: number[] = []
  for (const text of all) {
    // The same number may be found: the answer is there when the list has been busy and is no more.
    const changed = new Promise<void>((resolve) => {
      let busy = false
      const observer = new MutationObserver(() => {
        const before = busy
        busy = count.getAttribute('aria-busy') === 'true'
        if (!before || busy) return
        observer.disconnect()
        resolve()
      })
      observer.observe(count, { attributes: true })
    })
    const start = performance.now()
    set.call(field, text)
    field.dispatchEvent(new InputEvent('input', { bubbles: true }))
    await changed
    // After the frame's work: painted.
    await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)))
    times.push(performance.now() - start)
  }
  set.call(field, '')
  field.dispatchEvent(new InputEvent('input', { bubbles: true }))
  await new Promise((resolve) => setTimeout(resolve, 500))
  return times
}

/** A fast drag of the scroll bar: 4,000 pixels a frame. */
function scrolled(page: Page): Promise<number[]> {
  return page.evaluate(async (id) => {
    const list = document.querySelector(`[data-testid="${id}"]`)!
    const times: number[] = []
    let last = performance.now()
    for (let frame = 0; frame < 150; frame++) {
      list.scrollTop += 4000
      await new Promise((resolve) => requestAnimationFrame(resolve))
      const now = performance.now()
      if (frame > 0) times.push(now - last)
      last = now
    }
    return times
  }, testIds.studyList)
}
