import { mkdirSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { testIds } from '../../renderer/test-ids'
import type { App } from './fixtures'
import { expect, test } from './fixtures'
import { WorkstationPage } from './workstation-page'

interface ExportedMask {
  readonly frame: number
  readonly hash: string
  readonly runs: unknown
}

test('masks go from one library to another as a DICOM segmentation, and are the same there', async ({ app }, testInfo) => {
  const station = new WorkstationPage(app.page)
  await drawThreeLabels(station, app)
  const folder = testInfo.outputPath('out')
  mkdirSync(folder)

  const seg = await exportTo(app.page, app, folder, 'seg')
  const [file] = readdirSync(seg)
  expect(file).toMatch(/\.seg\.dcm$/)
  const here = masksIn(await exportTo(app.page, app, folder, 'json'))
  expect(here).toHaveLength(2)

  const other = await app.another()
  const there = new WorkstationPage(other.page)
  await there.openSeries('RCA')
  await other.openPaths('files', [join(seg, file!)])
  await expect(other.page.getByText('2 masks were taken over.')).toBeVisible()
  await there.goToFrame(3)
  await expect.poll(() => there.maskPixels()).toBeGreaterThan(0)
  expect(masksIn(await exportTo(other.page, other, folder, 'json')).map(({ frame, hash, runs }) => ({ frame, hash, runs }))).toEqual(here.map(({ frame, hash, runs }) => ({ frame, hash, runs })))

  await test.step('a segmentation whose image is not there is refused in one sentence', async () => {
    await there.control('seriesItem').filter({ hasText: 'RCA' }).getByTestId(testIds.seriesMenu).click()
    await there.control('seriesRemove').click()
    await other.page.getByRole('button', { name: 'Remove', exact: true }).click()
    await expect(there.control('seriesItem').filter({ hasText: 'RCA' })).toHaveCount(0)
    await other.openPaths('files', [join(seg, file!)])
    await expect(there.control('importReportRow')).toContainText('the image that it refers to is not in the library')
  })
})

async function drawThreeLabels(station: WorkstationPage, app: App): Promise<void> {
  await station.openSeries('RCA')
  for (const [frame, keys] of [[3, ['1', '3']], [5, ['6']]] as const) {
    await station.goToFrame(frame)
    for (const [index, key] of keys.entries()) {
      await app.page.keyboard.press(key)
      await station.stroke('toolBrush', [0.3, 0.3 + index * 0.2], [0.6, 0.35 + index * 0.2])
    }
  }
}

/** Exports the open series into a folder by the dialog; the new folder in it. */
async function exportTo(page: Page, host: Pick<App, 'menu'>, folder: string, format: keyof typeof formatNames): Promise<string> {
  const control = (name: keyof typeof testIds) => page.getByTestId(testIds[name])
  await host.menu('export')
  await expect(control('exportFound')).toContainText('Frames with a mask: 2')
  await control('exportFormat').click()
  await page.getByRole('option', { name: formatNames[format], exact: true }).click()
  if (await control('exportToFolder').isVisible()) await control('exportToFolder').check()
  await control('exportFolder').fill(folder)
  await control('buttonExport').click()
  await expect(control('exportResult')).toBeVisible()
  const out = (await control('exportResult').getAttribute('data-folder'))!
  await page.keyboard.press('Escape')
  await expect(control('exportResult')).toBeHidden()
  return out
}

const formatNames = { seg: 'DICOM Segmentation', json: 'Run lengths (JSON)' } as const

function masksIn(folder: string): ExportedMask[] {
  return (JSON.parse(readFileSync(join(folder, 'masks.json'), 'utf8')) as { masks: ExportedMask[] }).masks
}
