import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from './fixtures'
import { startServer } from './support/browser-app'
import { chromiumMissing, skipBecause } from './support/skip-because'
import { WorkstationPage } from './workstation-page'

test('the page keeps strokes while the workstation is away, and saves them when it is back under a new token', async ({ playwright, launchOptions, viewport }) => {
  skipBecause(chromiumMissing())
  const libraryFolder = mkdtempSync(join(tmpdir(), 'lightvessel-library-'))
  const browser = await playwright.chromium.launch(launchOptions)
  const first = await startServer(libraryFolder)
  const page = await (await browser.newContext({ viewport })).newPage()
  await page.goto(first.address)
  const station = new WorkstationPage(page)
  await station.openSeries('LCA')
  await station.goToFrame(3)
  await station.stroke('toolBrush', [0.4, 0.6], [0.6, 0.6])

  await first.kill()
  await expect(station.control('connectionLost')).toHaveAttribute('data-state', 'lost')
  await station.drag([0.4, 0.7], [0.6, 0.7])
  await station.drag([0.4, 0.75], [0.6, 0.75])
  await expect(station.control('saveState')).toHaveAttribute('data-state', 'failed')
  const painted = await station.maskPixels()

  const second = await startServer(libraryFolder, new URL(first.address).port)
  await expect(station.control('connectionLost')).toHaveAttribute('data-state', 'refused', { timeout: 30_000 })
  await station.control('newAddress').fill('http://127.0.0.1:1/')
  await station.control('buttonConnect').click()
  await expect(station.control('connectionLost')).toContainText('That is no address with a token.')
  await station.control('newAddress').fill(second.address)
  await station.control('buttonConnect').click()
  await expect(station.control('connectionLost')).toBeHidden()
  await expect(station.control('saveState')).toHaveAttribute('data-state', 'saved')
  expect(await station.maskRevision()).toBe(3)
  await page.reload()
  await station.openSeries('LCA')
  await station.goToFrame(3)
  await expect.poll(() => station.maskPixels()).toBe(painted)

  await browser.close()
  await second.kill()
  rmSync(libraryFolder, { recursive: true, force: true })
})
