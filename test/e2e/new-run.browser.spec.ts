import { execFileSync } from 'node:child_process'
import { expect, test } from './fixtures'
import { WorkstationPage } from './workstation-page'

test('a run is started only from a source that can be used: the dialog says why not, and follows approvals made elsewhere', async ({ app }, testInfo) => {
  const { page } = app
  const station = new WorkstationPage(page)
  await station.imageShown()
  await app.menu('new-distillation-run')
  const start = station.control('buttonStartRun')
  await expect(start).toBeDisabled()
  await expect(start).toHaveAccessibleDescription(/No frame is approved yet/)
  await expect(station.control('runBlocker')).toBeVisible()
  await station.control('runDatasetKind').getByText('Folder').click()
  await expect(start).toHaveAccessibleDescription(/No folder is named yet/)
  await station.control('runDatasetKind').getByText('Approved frames').click()
  await expect(start).toHaveAccessibleDescription(/No frame is approved yet/)

  const second = await page.context().newPage()
  await second.goto(page.url())
  const other = new WorkstationPage(second)
  await other.openSeries('LCA')
  await other.goToFrame(2)
  await other.stroke('toolBrush', [0.4, 0.5], [0.6, 0.5])
  await other.control('buttonApprove').click()
  await expect(station.control('runDatasetFacts')).toContainText('one image only')
  await expect(start).toHaveAccessibleDescription(/under Data set/)
  await expect(start).toBeDisabled()

  const folder = testInfo.outputPath('phantoms')
  execFileSync(process.execPath, ['.build/electron/cli.cjs', 'phantom', '--out', folder, '--count', '6', '--seed', '3', '--size', '64'])
  await station.control('runDatasetKind').getByText('Folder').click()
  await station.control('runDatasetPath').fill(folder)
  await expect(start).toBeEnabled()
  await expect(start).toHaveAccessibleDescription('')

  const choose = async (field: 'runPreset' | 'runScale', option: string): Promise<void> => {
    await station.control(field).click()
    await page.getByRole('option', { name: option, exact: true }).click()
  }
  await choose('runPreset', 'No distillation')
  await expect(station.control('runScale')).toBeDisabled()
  await choose('runPreset', 'Pixel-wise KD')
  await choose('runScale', '× 10')
  await expect(station.control('runScale')).toHaveValue('× 10')
})
