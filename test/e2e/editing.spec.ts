import { expect, test } from './fixtures'
import { WorkstationPage } from './workstation-page'

type Place = [x: number, y: number]

/* Labels, areas and the history of a frame, as an annotator uses them on the demo study. */
test('an annotator paints with labels, locks one, takes areas, goes back in the history, copies on, and finds all of it again', async ({ app }) => {
  let station = new WorkstationPage(app.page)
  const label = (id: number) => station.control('labelRow').and(app.page.locator(`[data-label="${id}"]`))
  const act = (sequence: number) => station.control('historyAct').and(app.page.locator(`[data-sequence="${sequence}"]`))
  const pixels = () => station.maskPixels()
  await station.imageShown(0)

  await test.step('a label by its key, painted', async () => {
    await app.page.keyboard.press('3')
    await expect(label(3)).toHaveAttribute('data-active', 'true')
    await station.stroke('toolBrush', [0.3, 0.3], [0.6, 0.3])
    await expect(act(1)).toContainText('Brush: LAD')
  })

  await test.step('a locked label is not painted over and not erased', async () => {
    await label(3).getByTestId('label-lock').click()
    await expect(label(3).getByTestId('label-lock')).toHaveAttribute('aria-pressed', 'true')
    const painted = await pixels()
    await app.page.keyboard.press('4')
    await station.control('toolBrush').click()
    await station.drag([0.4, 0.3], [0.5, 0.3])
    await station.control('toolEraser').click()
    await station.drag([0.45, 0.25], [0.45, 0.35])
    expect(await pixels()).toBe(painted)
    // The next stroke is act 2: the two before it changed nothing and are no acts.
    await station.stroke('toolBrush', [0.45, 0.2], [0.45, 0.4])
    await expect(act(2)).toContainText('Brush: LCx')
  })

  await test.step('an area by the lasso, dragged and clicked', async () => {
    const before = await pixels()
    await app.page.keyboard.press('5')
    await app.page.keyboard.press('l')
    await outline(station, [[0.62, 0.5], [0.8, 0.5], [0.8, 0.7], [0.62, 0.7], [0.62, 0.52]])
    await expect(act(3)).toContainText('Lasso: RCA')
    const dragged = await pixels()
    expect(dragged).toBeGreaterThan(before + 500)
    for (const corner of [[0.2, 0.5], [0.3, 0.5], [0.3, 0.6]] as Place[]) await station.click(corner)
    await app.page.keyboard.press('Enter')
    await expect(act(4)).toContainText('Lasso: RCA')
    expect(await pixels()).toBeGreaterThan(dragged + 100)
  })

  await test.step('a hole cut by the scissors and filled again; the open background is refused', async () => {
    const whole = await pixels()
    await app.page.keyboard.press('x')
    await outline(station, [[0.67, 0.55], [0.75, 0.55], [0.75, 0.65], [0.67, 0.65], [0.67, 0.56]])
    await expect(act(5)).toContainText('Scissors')
    expect(await pixels()).toBeLessThan(whole - 100)
    await app.page.keyboard.press('k')
    await station.click([0.71, 0.6])
    await expect(act(6)).toContainText('Fill: RCA')
    expect(await pixels()).toBe(whole)
    await station.click([0.9, 0.9])
    await expect(app.page.getByText('reaches the border of the image')).toBeVisible()
    expect(await pixels()).toBe(whole)
  })

  await test.step('the history goes back and forward by a click', async () => {
    const end = await pixels()
    await act(3).click()
    await expect.poll(pixels).toBeLessThan(end)
    await expect(act(3)).toHaveAttribute('data-current', 'true')
    await expect(act(6)).toHaveAttribute('data-undone', 'true')
    await act(6).click()
    await expect.poll(pixels).toBe(end)
  })

  await test.step('the mask on the next frame, and there again only when one says so', async () => {
    const copied = await pixels()
    await app.page.keyboard.press('Alt+n')
    await station.imageShown(1)
    await expect(act(1)).toContainText('Copied from frame 1')
    // LAD is locked: it is neither changed nor added.
    await expect.poll(pixels).toBeGreaterThan(0)
    expect(await pixels()).toBeLessThan(copied)
    await app.page.keyboard.press('ArrowLeft')
    await station.imageShown(0)
    await app.page.keyboard.press('Alt+n')
    await app.page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click()
    await expect(station.control('saveState')).toHaveAttribute('data-state', 'saved')
  })

  await test.step('all of it is there after a crash', async () => {
    const before = await pixels()
    await app.killHard()
    await app.restart()
    station = new WorkstationPage(app.page)
    await station.imageShown(0)
    await expect.poll(pixels).toBe(before)
    await expect(label(3).getByTestId('label-lock')).toHaveAttribute('aria-pressed', 'true')
    await expect(station.control('historyAct')).toHaveCount(7)
    await act(0).click()
    await expect.poll(pixels).toBe(0)
  })
})

async function outline(station: WorkstationPage, places: readonly Place[]): Promise<void> {
  const [first, ...rest] = places
  const before = await station.maskRevision()
  await station.drag(first!, ...rest)
  await expect.poll(() => station.maskRevision()).toBeGreaterThan(before)
}
