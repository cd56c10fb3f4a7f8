import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from './fixtures'
import { startServer } from './support/browser-app'
import { WorkstationPage } from './workstation-page'

test('an annotator corrects, a reviewer returns with a comment, the annotator corrects again, the reviewer approves by keyboard', async ({ app }) => {
  test.setTimeout(300_000)
  const { page } = app
  const station = new WorkstationPage(page)
  const named = (id: Parameters<typeof station.control>[0], name: string) => station.control(id).and(page.locator(`[data-name="${name}"]`))
  const work = async (name: string): Promise<void> => {
    await station.control('personMenu').click()
    await named('personSwitch', name).click()
    await expect(named('personMenu', name)).toBeVisible()
  }
  const correctAndHandIn = async (frame: number, y: number): Promise<void> => {
    await station.goToFrame(frame)
    await station.stroke('toolBrush', [0.4, y], [0.6, y])
    await expect(station.control('buttonSubmit')).toBeEnabled()
    await expect(station.control('buttonApprove')).toBeHidden()
    await page.keyboard.press('a')
    await station.imageShown(frame + 1)
  }
  const items = station.control('worklistItem')

  await test.step('the first person enters two others', async () => {
    await station.openSeries('LCA')
    await station.control('personMenu').click()
    await station.control('menuLibrarySettings').click()
    for (const name of ['Ann', 'Rae']) {
      await station.control('personName').fill(name)
      await station.control('buttonCreatePerson').click()
      await expect(named('personRow', name)).toBeVisible()
    }
    await named('personRow', 'Rae').locator('[data-role="reviewer"]').click()
    await expect(named('personRow', 'Rae').locator('[data-role="annotator"]')).toBeEnabled()
    await named('personRow', 'Rae').locator('[data-role="annotator"]').click()
    await expect(named('personRow', 'Rae').locator('[data-role="annotator"]')).not.toBeChecked()
    await page.keyboard.press('Escape')
    await expect(station.control('libraryDialog')).toBeHidden()
  })

  await test.step('the annotator corrects two frames; approving them is not hers', async () => {
    await work('Ann')
    await correctAndHandIn(4, 0.6)
    await correctAndHandIn(7, 0.7)
  })

  await test.step('the reviewer returns one with a comment', async () => {
    await work('Rae')
    await station.control('tabWorklist').click()
    await expect(items).toHaveCount(2)
    await station.viewport.focus()
    await page.keyboard.press('n')
    await station.imageShown(4)
    await expect(station.control('buttonApprove')).toBeEnabled()
    await page.keyboard.press('Shift+A')
    await station.control('reviewComment').fill('The side branch is missing.')
    await page.keyboard.press('Enter')
    await station.imageShown(7)
    await expect(items).toHaveCount(1)
  })

  await test.step('the annotator finds it first in her list, reads why, corrects it and hands it in again', async () => {
    await work('Ann')
    await expect(items.first()).toHaveAttribute('data-status', 'returned')
    await expect(items.first()).toContainText('The side branch is missing.')
    await items.first().click()
    await station.imageShown(4)
    await expect(station.control('returnedComment')).toContainText('The side branch is missing.')
    await expect(station.control('buttonSubmit')).toBeDisabled()
    await station.stroke('toolBrush', [0.4, 0.4], [0.6, 0.4])
    await expect(station.control('frameStatus')).toHaveAttribute('data-status', 'corrected')
    await page.keyboard.press('a')
    await expect(items).toHaveCount(0)
  })

  await test.step('the reviewer approves both with the keyboard only', async () => {
    await work('Rae')
    await expect(items).toHaveCount(2)
    await station.viewport.focus()
    await page.keyboard.press('n')
    await expect.poll(() => station.frame()).toBeLessThan(8)
    await expect(station.control('buttonApprove')).toBeEnabled()
    const next = (await station.frame()) === 4 ? 7 : 4
    await station.viewport.evaluate(measureKeyToFrame, next)
    await page.keyboard.press('a')
    await expect(station.viewport).toHaveAttribute('data-key-to-frame', /\d/)
    console.log(`approve and next: ${await station.viewport.getAttribute('data-key-to-frame')} ms from the key to the next frame`)
    await station.imageShown(next)
    await expect(station.control('buttonApprove')).toBeEnabled()
    await page.keyboard.press('a')
    await expect(station.control('worklistEmpty')).toBeVisible()
    await expect(station.control('worklistCounts')).toHaveAttribute('data-approved', '2')
    await expect(station.control('reviewHistory')).toContainText('Rae approved it')
  })

  await test.step('everything is in the log, and the next start asks who works', async () => {
    await app.restart()
    const again = new WorkstationPage(app.page)
    await app.page.locator('[data-testid="person-choice"][data-name="Rae"]').click()
    await expect(again.control('auditMark')).toHaveAttribute('data-state', 'valid')
    await again.control('auditMark').click()
    for (const act of ['mask: approve', 'mask: return', 'mask: submit', 'profile: create']) await expect(again.control('auditEntry').filter({ hasText: act }).first()).toBeAttached()
  })
})

/** Notes in the page how many milliseconds pass from the next key to the moment when the viewport shows a frame. */
function measureKeyToFrame(viewport: HTMLElement | SVGElement, frame: number): void {
  let pressedAt = 0
  document.addEventListener('keydown', () => (pressedAt = performance.now()), { once: true, capture: true })
  const observer = new MutationObserver(() => {
    if (viewport.dataset['frame'] !== String(frame) || viewport.dataset['imageReady'] !== 'true') return
    observer.disconnect()
    requestAnimationFrame(() => (viewport.dataset['keyToFrame'] = (performance.now() - pressedAt).toFixed(0)))
  })
  observer.observe(viewport, { attributes: true })
}

test('the page keeps strokes while the workstation is away, and saves them when it is back under a new token', async ({ host, playwright, launchOptions, viewport }) => {
  test.skip(host === 'desktop', 'on the desktop the page ends with its host')
  const missing = process.env['LIGHTVESSEL_NO_CHROMIUM']
  test.skip(missing !== undefined, missing)
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
