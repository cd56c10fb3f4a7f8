import { expect, test } from './fixtures'
import { WorkstationPage } from './workstation-page'

/* Looking at angiograms: several at once, turned, filtered, measured, by one's own keys. */

test('two runs side by side, scrolled together; subtraction; painting on a turned image', async ({ app }) => {
  const { page } = app
  const station = new WorkstationPage(page)
  const shownIn = (pane: number) => page.locator(`[data-testid="pane"][data-pane="${pane}"]`).getByTestId('viewport')
  await station.openSeries('RCA')

  await test.step('layout and linked scroll', async () => {
    await page.keyboard.press('Shift+2')
    await page.keyboard.press('q')
    await expect(page.locator('[data-testid="pane"][data-pane="1"]')).toHaveAttribute('data-active', 'true')
    await station.control('seriesItem').filter({ hasText: 'LCA' }).first().click()
    await expect(shownIn(1)).toHaveAttribute('data-image-ready', 'true')
    const [right, left] = [await shownIn(0).getAttribute('data-instance'), await shownIn(1).getAttribute('data-instance')]
    expect(left).not.toBe(right)
    await page.keyboard.press('ArrowRight')
    await expect(shownIn(1)).toHaveAttribute('data-frame', '1')
    await expect(shownIn(0), 'not linked yet').toHaveAttribute('data-frame', '0')
    await page.keyboard.press('Shift+Q')
    for (let step = 0; step < 4; step++) await page.keyboard.press('ArrowRight')
    await expect(shownIn(1)).toHaveAttribute('data-frame', '5')
    await expect(shownIn(0)).toHaveAttribute('data-frame', '5')
    // A series that is dragged opens where it is dropped.
    await station.control('seriesItem').filter({ hasText: 'LCA' }).first().dragTo(shownIn(0))
    await expect(shownIn(0)).toHaveAttribute('data-instance', left!)
    await page.keyboard.press('Shift+1')
    await expect(station.viewport).toHaveCount(1)
    await station.openSeries('RCA')
  })

  await test.step('subtraction of a frame, view-only', async () => {
    await station.goToFrame(14)
    const plain = await station.picture()
    await page.keyboard.press('Home')
    await page.keyboard.press('d')
    await expect(station.control('filterBadge')).toContainText('frame 1 · of stored values (DISP)')
    await page.keyboard.press('End')
    await station.goToFrame(14)
    await expect.poll(() => station.picture()).not.toBe(plain)
    await page.keyboard.press('d')
    await expect(station.control('filterBadge')).toBeHidden()
    await expect.poll(() => station.picture()).toBe(plain)
  })

  await test.step('a stroke on the turned image lands on the pixels under the pointer', async () => {
    const box = (await station.viewport.boundingBox())!
    const centre = { x: box.x + box.width / 2, y: box.y + box.height / 2 }
    const probed = async (x: number, y: number): Promise<{ x: number; y: number; text: string }> => {
      await page.mouse.move(x - 3, y)
      await page.mouse.move(x, y)
      const text = (await station.control('probe').textContent())!
      const [, column, row] = /x (\d+) {2}y (\d+)/.exec(text)!
      return { x: Number(column), y: Number(row), text }
    }
    // The view that is remembered may be that of a smaller pane.
    await page.keyboard.press('f')
    await page.keyboard.press('Shift+X')
    const size = 2 * (await probed(centre.x, centre.y)).x
    const scale = Math.min(box.width, box.height) / size
    await page.keyboard.press('Shift+R')
    await page.keyboard.press('Shift+H')
    await station.stroke('toolBrush', [0.5, 0.3], [0.6, 0.3])
    const [dx, dy] = [0.05 * box.width, -0.2 * box.height]
    const painted = await probed(centre.x + dx, centre.y + dy)
    expect(painted.text).toContain('Vessel')
    // Turned right and then mirrored: right on the screen is down in the image, and up is left.
    expect(Math.abs(painted.x - (size / 2 + dy / scale))).toBeLessThanOrEqual(1.5)
    expect(Math.abs(painted.y - (size / 2 + dx / scale))).toBeLessThanOrEqual(1.5)
    await page.keyboard.press('r')
    const upright = await probed(centre.x + (painted.x + 0.5 - size / 2) * scale, centre.y + (painted.y + 0.5 - size / 2) * scale)
    expect(upright.text).toBe(painted.text)
  })
})

test('a length says what makes it millimetres; measurements and own keys survive kill -9', async ({ app }) => {
  let station = new WorkstationPage(app.page)
  await station.openSeries('RCA')
  await station.goToFrame(5)

  await test.step('measure, calibrate by a catheter', async () => {
    await app.page.keyboard.press('Alt+l')
    await station.drag([0.3, 0.4], [0.6, 0.4])
    await expect(station.control('measured')).toHaveCount(1)
    await expect(station.control('measured')).toContainText(/Length [\d.]+ mm \(DICOM ERMF [\d.]+\)/)
    await app.page.keyboard.press('Alt+g')
    await station.drag([0.5, 0.6], [0.52, 0.6])
    await expect(station.control('calibrationDialog')).toContainText('If the line is off by one pixel')
    await station.control('calibrationUse').click()
    // Keys belong to the dialog until it is gone.
    await expect(station.control('calibrationDialog')).toBeHidden()
    await expect(station.control('measured')).toContainText('mm (catheter 6F = 2.00 mm)')
    // A fifteenth of the measured line was two millimetres.
    const millimetres = Number(/Length ([\d.]+) mm/.exec((await station.control('measured').textContent())!)![1])
    expect(millimetres).toBeGreaterThan(29)
    expect(millimetres).toBeLessThan(31)
  })

  await test.step('delete and undo', async () => {
    await app.page.keyboard.press('Alt+l')
    await station.control('measureRemove').click()
    await expect(station.control('measured')).toHaveCount(0)
    await station.viewport.focus()
    await app.page.keyboard.press('Control+z')
    await expect(station.control('measured')).toHaveCount(1)
  })

  await test.step('by keys alone, and undone from the menu', async () => {
    await app.page.keyboard.press('Enter')
    await expect(station.control('announcement')).toContainText('Measuring by keys')
    await app.page.keyboard.press('Enter')
    await expect(station.control('announcement')).toContainText('Point 1 of 2')
    for (let step = 0; step < 3; step++) await app.page.keyboard.press('Shift+ArrowRight')
    await app.page.keyboard.press('ArrowUp')
    await app.page.keyboard.press('Enter')
    await expect(station.control('announcement')).toContainText(/Measured: [\d.]+ mm/)
    await expect(station.control('measured')).toHaveCount(2)
    expect(await station.frame(), 'arrows moved the cross only').toBe(5)
    await app.page.keyboard.press('Escape')
    await app.page.keyboard.press('ArrowRight')
    await station.imageShown(6)
    await station.control('menuMask').click()
    await app.page.getByRole('menuitem', { name: 'Undo' }).click()
    await station.imageShown(5)
    await expect(station.control('measured')).toHaveCount(1)
  })

  await test.step('another key for a command', async () => {
    await app.page.keyboard.press('Shift+?')
    await station.control('shortcutChange').click()
    const row = app.page.locator('[data-testid="shortcut-row"][data-command="invert"]')
    await row.getByTestId('shortcut-record').click()
    await app.page.keyboard.press('r')
    await expect(row.getByTestId('shortcut-conflict')).toContainText('Reset the view')
    await row.getByTestId('shortcut-record').click()
    await app.page.keyboard.press('F9')
    await expect(row.getByTestId('shortcut-record')).toContainText('F9')
    await station.control('shortcutChange').click()
    await app.page.keyboard.press('Escape')
    await expect(station.control('shortcutSheet')).toBeHidden()
  })

  await app.killHard()
  await app.restart()
  station = new WorkstationPage(app.page)
  await station.openSeries('RCA')
  await station.goToFrame(5)
  await expect(station.control('measured')).toContainText('mm (catheter 6F = 2.00 mm)')
  const before = await station.picture()
  await app.page.keyboard.press('i')
  await app.page.keyboard.press('F9')
  await expect.poll(() => station.picture()).not.toBe(before)
  await app.page.keyboard.press('F9')
  await expect.poll(() => station.picture(), 'the old key does nothing').toBe(before)
})
