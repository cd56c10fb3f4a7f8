import { readFileSync } from 'node:fs'
import type { AxeResults } from 'axe-core'
import { expect, test } from './fixtures'
import { WorkstationPage } from './workstation-page'

const axeSource = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8')

test('every part of the window has names, roles and contrast that assistive technology can use', async ({ app }) => {
  const { page } = app
  const station = new WorkstationPage(page)
  const severe = async (part: string): Promise<string[]> => {
    const { violations } = await page.evaluate<AxeResults>('axe.run(document)')
    const worst = violations.filter(({ impact }) => impact === 'critical' || impact === 'serious')
    return worst.map(({ id, nodes }) => `${part}: ${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`)
  }
  /** Polled: what is still fading in has less contrast than it will have. */
  const check = async (part: string): Promise<void> => {
    await page.evaluate(axeSource)
    await expect.poll(() => severe(part), { timeout: 10_000 }).toEqual([])
  }

  await station.control('seriesItem').first().click()
  await station.imageShown()
  await station.control('toolBrush').click()
  await check('viewer')
  await station.engineReady()
  await station.segmentFrame()
  await page.keyboard.press('Shift+C')
  await expect(station.control('compareFigures')).toBeVisible()
  await check('compare')
  await station.control('compareClose').click()
  await station.control('tabWorklist').click()
  await check('worklist')
  await station.control('editLabels').click()
  await expect(station.control('schemeLabel').first()).toBeVisible()
  await check('labels')
  await page.keyboard.press('Escape')
  await station.control('personMenu').click()
  await station.control('menuLibrarySettings').click()
  await expect(station.control('libraryDialog')).toBeVisible()
  await check('library')
  await page.keyboard.press('Escape')
  await station.control('menuFile').click()
  await station.control('menuExport').click()
  await expect(station.control('exportDialog')).toBeVisible()
  await check('export')
  await page.keyboard.press('Escape')
  await expect(station.control('exportDialog')).toBeHidden()
  await station.control('menuView').click()
  await expect(page.getByRole('menu')).toBeVisible()
  await check('menu')
  await page.keyboard.press('Escape')
  await expect(page.getByRole('menu')).toBeHidden()
  await page.keyboard.press('Shift+?')
  await expect(station.control('shortcutSheet')).toBeVisible()
  await check('shortcuts')
  await page.keyboard.press('Escape')
  await station.control('sectionModels').click()
  await station.control('modelRow').first().click()
  await expect(station.control('modelCard')).toBeVisible()
  await check('models')
  await page.keyboard.press('Escape')
  await station.control('sectionRuns').click()
  await station.control('buttonNewRun').click()
  await expect(station.control('runDatasetFacts')).toBeVisible()
  await check('runs')
})
