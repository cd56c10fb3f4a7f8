import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { testIds } from '../../renderer/test-ids'
import { generateLibrary } from '../support/generated-library'
import { expect, test } from './fixtures'
import { WorkstationPage } from './workstation-page'

test('two thousand series are searched, filtered, ordered and walked by keyboard, and found again as they were left', async ({ app }) => {
  test.setTimeout(180_000)
  // Into the library of the program while it does not run; what was open is of no use here.
  await app.restart(() => generateLibrary(app.libraryFolder, { studies: 200, series: 10 }))
  const page = app.page
  let station = new WorkstationPage(page)
  const rows = station.control('seriesItem')
  const count = station.control('studyCount')
  await expect(count).toHaveText('2,002 series')
  // Only what is in sight is there.
  expect(await rows.count()).toBeLessThan(30)
  await expect(rows.locator('img').first()).toHaveJSProperty('complete', true)

  await test.step('search: accents and capitals make no difference', async () => {
    await station.viewport.focus()
    await page.keyboard.press('/')
    await expect(station.control('search')).toBeFocused()
    await page.keyboard.type('MULLER s00033')
    await expect(count).toHaveText('10 of 2,002')
    await page.keyboard.press('ArrowDown')
    await expect(rows.first()).toBeFocused()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await station.imageShown(0)
    const second = await rows.nth(1).getAttribute('data-series')
    await expect(rows.nth(1)).toHaveAttribute('data-open', 'true')
    await page.keyboard.press('End')
    await expect(rows.last()).toBeFocused()
    expect(await rows.last().getAttribute('data-series')).not.toBe(second)
  })

  await test.step('down out of the search is not lost on a slow machine, where lines and the list itself are still on their way', async () => {
    const hurry = await slowDown(page)
    for (const search of ['garcia s00006', 'muller s00032']) {
      await station.control('search').fill('')
      await page.keyboard.type(search)
      await page.keyboard.press('ArrowDown')
      await expect(count).toHaveText('10 of 2,002')
      await expect(rows.first()).toBeFocused()
      await page.keyboard.press('ArrowDown')
      await expect(rows.nth(1)).toBeFocused()
    }
    await hurry()
  })

  await test.step('nothing found says so and offers the way back', async () => {
    await station.control('search').fill('nobody of this name')
    await expect(station.control('nothingFound')).toBeVisible()
    await station.control('nothingFound').getByRole('button').click()
    await expect(count).toHaveText('2,002 series')
  })

  await test.step('filters show their counts and work together', async () => {
    const returned = station.control('studyStatus').and(page.locator('[data-status="returned"]'))
    const expected = Number((await returned.textContent())!.replaceAll(/\D/g, ''))
    expect(expected).toBeGreaterThan(10)
    await returned.click()
    await expect(count).toHaveText(`${expected} of 2,002`)
    await expect(rows.first()).toHaveAccessibleName(/returned/)
    await station.control('studyFilter').click()
    const model = page.getByRole('checkbox', { name: /Student 1/ })
    await model.check()
    await expect.poll(async () => Number((await count.textContent())!.split(' ')[0])).toBeLessThan(expected)
    await station.control('studyFrom').fill('2020-01-01')
    await station.control('studyTo').fill('2020-12-31')
    await expect.poll(async () => Number((await count.textContent())!.split(' ')[0])).toBeLessThan(expected / 3)
    await page.keyboard.press('Escape')
    await station.control('studyClear').click()
    await expect(count).toHaveText('2,002 series')
  })

  await test.step('the least sure predictions come first', async () => {
    await station.control('studySort').click()
    await page.locator(`[data-testid="${testIds.studySortItem}"][data-sort="uncertain"]`).click()
    const marks = rows.getByRole('img', { name: /unsure/ })
    await expect.poll(() => marks.count()).toBeGreaterThan(3)
    const values = await marks.evaluateAll((all) => all.map((mark) => Number(/[\d.]+/.exec(mark.getAttribute('aria-label')!)![0])))
    expect(values).toEqual(values.toSorted((one, other) => other - one))
  })

  await test.step('after a restart it opens where it was left', async () => {
    await station.control('studyList').evaluate((list) => (list.scrollTop = 30_000))
    await expect.poll(() => rows.count()).toBeGreaterThan(3)
    // The lines from before the scroll are there until the new ones are.
    await expect.poll(() => seriesAt(app.page)).not.toBeNull()
    const inSight = await seriesAt(app.page)
    // It is kept a moment after the last change.
    await page.waitForTimeout(1500)
    await app.restart()
    station = new WorkstationPage(app.page)
    await station.imageShown(0)
    await expect(station.control('studySort')).toHaveAccessibleName(/Most uncertain/)
    await expect.poll(() => seriesAt(app.page)).toBe(inSight)
    await app.page.screenshot({ path: join(test.info().outputDir, 'found-again.png') })
  })
})

/** What waits for a frame to be drawn waits half a second longer, until the returned function is called. */
async function slowDown(page: Page): Promise<() => Promise<void>> {
  const own = await page.evaluateHandle(() => {
    const draw = window.requestAnimationFrame
    window.requestAnimationFrame = (act) => draw(() => setTimeout(() => act(performance.now()), 500))
    return draw
  })
  return () => page.evaluate((draw) => void (window.requestAnimationFrame = draw), own)
}

/** The series at the upper edge of the list. */
function seriesAt(page: Page): Promise<string | null> {
  return page.getByTestId(testIds.studyList).evaluate((list, id) => {
    const top = list.getBoundingClientRect().top
    const rows = [...list.querySelectorAll(`[data-testid="${id}"]`)]
    return rows.find((row) => row.getBoundingClientRect().bottom > top + 1)?.getAttribute('data-series') ?? null
  }, testIds.seriesItem)
}
