import { expect, test } from './fixtures'
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
    // What stands beside the images is each person's own.
    await station.control('tabWorklist').click()
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
    for (const act of ['Mask approved', 'Mask returned', 'Mask submitted for review', 'Profile created']) await expect(again.control('auditEntry').filter({ hasText: act }).first()).toBeAttached()
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
