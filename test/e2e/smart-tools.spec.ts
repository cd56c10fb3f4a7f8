import { type App, expect, test } from './fixtures'
import { WorkstationPage } from './workstation-page'

/* The smart tools on the demo study, as an annotator uses them. */

/** A frame with contrast in the arteries, and places on its left anterior descending artery, in fractions of the viewport. */
const workFrame = 16
const alongVessel: readonly [number, number][] = [[0.375, 0.366], [0.6, 0.382], [0.769, 0.533]]

async function open(app: App): Promise<WorkstationPage> {
  const station = new WorkstationPage(app.page)
  await station.openSeries('LCA')
  await station.goToFrame(workFrame)
  await station.engineReady()
  return station
}

async function place(station: WorkstationPage, [x, y]: readonly [number, number]): Promise<[number, number]> {
  const box = (await station.viewport.boundingBox())!
  return [box.x + x * box.width, box.y + y * box.height]
}

/** Chooses a smart tool and waits until it knows the frame. */
async function choose(station: WorkstationPage, tool: 'toolTrace' | 'toolSmartCorrect' | 'toolThresholdBrush'): Promise<void> {
  await station.control(tool).click()
  await station.page.mouse.move(...(await place(station, [0.5, 0.5])))
  await expect(station.control('vesselState')).toHaveAttribute('data-state', 'ready', { timeout: 60_000 })
}

async function saved(station: WorkstationPage, revision: number): Promise<void> {
  await expect.poll(() => station.maskRevision(), { timeout: 20_000 }).toBe(revision)
  await expect(station.control('saveState')).toHaveAttribute('data-state', 'saved')
}

test('traces a vessel, corrects it and takes it to the next frames', async ({ app }) => {
  test.setTimeout(300_000)
  const station = await open(app)
  const { mouse, keyboard } = app.page

  await test.step('vessel trace: Escape gives up, Backspace takes a click back, Enter paints one act', async () => {
    await choose(station, 'toolTrace')
    await mouse.click(...(await place(station, alongVessel[0]!)))
    await mouse.move(...(await place(station, alongVessel[1]!)))
    await keyboard.press('Escape')
    expect(await station.maskPixels()).toBe(0)
    for (const point of alongVessel.slice(0, 2)) await mouse.click(...(await place(station, point)))
    await mouse.click(...(await place(station, [0.3, 0.9])))
    await keyboard.press('Backspace')
    await mouse.click(...(await place(station, alongVessel[2]!)))
    await keyboard.press('Enter')
    await saved(station, 1)
  })
  const traced = await station.maskPixels()
  // About 320 pixels long and 8 to 20 wide: not a straight band, nor half the frame.
  expect(traced).toBeGreaterThan(1500)
  expect(traced).toBeLessThan(9000)

  await test.step('smart correct: a click on a missed vessel adds it, another on it takes it away, each is one act', async () => {
    await choose(station, 'toolSmartCorrect')
    const missed = await place(station, [0.515, 0.556])
    await mouse.click(...missed)
    await saved(station, 2)
    const added = await station.maskPixels()
    expect(added).toBeGreaterThan(traced + 100)
    await mouse.click(...missed)
    await saved(station, 3)
    expect(await station.maskPixels()).toBeLessThan(added)
    await station.control('buttonUndo').click()
    await expect.poll(() => station.maskPixels()).toBe(added)
  })

  await test.step('propagate: proposals are shown and nothing is stored until they are accepted', async () => {
    await station.control('propagationAfter').fill('3')
    await station.control('buttonPropagate').click()
    await expect(station.control('propagationState')).toHaveAttribute('data-proposed', '3', { timeout: 120_000 })
    await expect(station.control('proposalStrip')).toBeVisible()
    await station.goToFrame(workFrame + 1)
    await expect(station.control('proposalBadge')).toBeVisible()
    expect(await station.maskRevision()).toBe(0)
    await keyboard.press('Enter')
    // On to the next proposal, which is rejected.
    await station.imageShown(workFrame + 2)
    await station.control('proposalReject').click()
    await station.imageShown(workFrame + 3)
    await expect(station.control('propagationState')).toHaveAttribute('data-proposed', '1')
    await station.control('proposalRejectAll').click()
    await expect(station.control('buttonPropagate')).toBeVisible()
    for (const [frame, revision] of [[workFrame + 1, 1], [workFrame + 2, 0], [workFrame + 3, 0]] as const) {
      await station.goToFrame(frame)
      await expect.poll(() => station.maskRevision(), `frame ${frame}`).toBe(revision)
    }
    await station.goToFrame(workFrame + 1)
    expect(await station.maskPixels()).toBeGreaterThan(traced / 2)
    await station.control('buttonUndo').click()
    await expect.poll(() => station.maskPixels()).toBe(0)
  })
})
