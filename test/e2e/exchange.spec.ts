import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { testIds } from '../../renderer/test-ids'
import type { App } from './fixtures'
import { expect, test } from './fixtures'
import { WorkstationPage } from './workstation-page'

interface ExportedMask {
  readonly frame: number
  readonly hash: string
  readonly runs: unknown
}

test('masks go from the window into another library as a DICOM segmentation, and are the same there', async ({ app }, testInfo) => {
  const station = new WorkstationPage(app.page)
  const folder = testInfo.outputPath('out')
  const library = testInfo.outputPath('second library')
  mkdirSync(folder)
  await station.openSeries('RCA')
  for (const [frame, keys] of [[3, ['1', '3']], [5, ['6']]] as const) {
    await station.goToFrame(frame)
    for (const [index, key] of keys.entries()) {
      await app.page.keyboard.press(key)
      await station.stroke('toolBrush', [0.3, 0.3 + index * 0.2], [0.6, 0.35 + index * 0.2])
    }
  }
  const seg = await exportTo(app, folder, 'seg')
  const [file] = readdirSync(seg)
  expect(file).toMatch(/\.seg\.dcm$/)
  const here = masksIn(await exportTo(app, folder, 'json'))
  expect(here).toHaveLength(2)

  await test.step('in a second library every pixel is the same', () => {
    command('import', 'assets/demo', join(seg, file!), '--library', library)
    const there = join(folder, 'there')
    command('export', '--out', there, '--format', 'json', '--all', '--library', library)
    expect(masksIn(there)).toEqual(here)
  })

  await test.step('opened in the window, what is there already is told, and so is an image that is missing', async () => {
    await app.importPaths([join(seg, file!)])
    await expect(app.page.getByText('Already there: 2.')).toBeVisible()
    await station.control('seriesItem').filter({ hasText: 'RCA' }).hover()
    await station.control('seriesMenu').last().click()
    await station.control('seriesRemove').click()
    await app.page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click()
    await expect(station.control('seriesItem').filter({ hasText: 'RCA' })).toHaveCount(0)
    await app.importPaths([join(seg, file!)])
    await expect(station.control('importReportRow')).toContainText('the image that it refers to is not in the library')
  })
})

const formatNames = { seg: 'DICOM Segmentation', json: 'Run lengths (JSON)' } as const

/** Exports the open series by the dialog; the new folder that it makes in `folder`. */
async function exportTo(app: App, folder: string, format: keyof typeof formatNames): Promise<string> {
  const control = (name: keyof typeof testIds) => app.page.getByTestId(testIds[name])
  await app.menu('export')
  await expect(control('exportFound')).toContainText('Frames with a mask: 2')
  await control('exportFormat').click()
  await app.page.getByRole('option', { name: formatNames[format], exact: true }).click()
  if (await control('exportToFolder').isVisible()) await control('exportToFolder').check()
  await control('exportFolder').fill(folder)
  await control('buttonExport').click()
  await expect(control('exportResult')).toBeVisible()
  const out = (await control('exportResult').getAttribute('data-folder'))!
  await app.page.keyboard.press('Escape')
  await expect(control('exportResult')).toBeHidden()
  return out
}

/** What the masks are, without what each library numbers by itself. */
function masksIn(folder: string): ExportedMask[] {
  const { masks } = JSON.parse(readFileSync(join(folder, 'masks.json'), 'utf8')) as { masks: ExportedMask[] }
  return masks.map(({ frame, hash, runs }) => ({ frame, hash, runs }))
}

function command(...args: string[]): void {
  const { status, stderr } = spawnSync(process.execPath, ['.build/electron/cli.cjs', ...args], { encoding: 'utf8' })
  expect(status, stderr).toBe(0)
}
