import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { imageFile, type TestImage, type TestElement } from '../helpers/dicom-bytes'
import { expect, test } from './fixtures'
import { WorkstationPage } from './workstation-page'

/** Planted in every place that could name a patient; it must be in no log. */
const planted = 'PLANTEDQXZ'

const names: readonly (readonly [kind: string, name: string])[] = [
  ['HTML', `${planted}<img src=x onerror="document.title='run'"><script>document.title='run'</script>`],
  ['bidirectional override', `${planted}\u202egnp.exe\u2066`],
  ['control characters', `${planted}\u0007\u001b[31m\u0000red`],
  ['three hundred characters', `${planted}${'ABCDEFGHIJ'.repeat(29)}`],
]

function run(kind: number, name: string): TestImage {
  const more: TestElement[] = [
    [0x00080005, 'CS', 'ISO_IR 192'], [0x00080018, 'UI', `1.2.3.${kind}.4`], [0x00081030, 'LO', name], [0x0008103e, 'LO', name], [0x00100010, 'PN', name],
    [0x00100020, 'LO', `${planted}-${kind}`], [0x0020000d, 'UI', `1.2.3.${kind}.1`], [0x0020000e, 'UI', `1.2.3.${kind}.2`],
  ]
  return { rows: 64, columns: 64, more: more.map(([tag, vr, value]) => [tag, vr, encoded(value as string)] as const), pixels: Uint8Array.from({ length: 64 * 64 }, (_, index) => index & 255) }
}

/** In UTF-8, padded by bytes. */
function encoded(text: string): Uint8Array {
  const bytes = new TextEncoder().encode(text)
  return bytes.length % 2 === 0 ? bytes : Uint8Array.from([...bytes, 0x20])
}

test('names with HTML, overrides, control characters or no end are text, and no log holds them', async ({ app }, testInfo) => {
  const files = names.map(([, name], kind) => {
    const file = testInfo.outputPath(`${planted} ${kind} <b>.dcm`)
    writeFileSync(file, imageFile(run(kind, name)))
    return file
  })
  const broken = testInfo.outputPath(`${planted}\u202egnp.dcm`)
  writeFileSync(broken, `not an image of ${planted}`)
  const station = new WorkstationPage(app.page)
  await station.imageShown()
  const title = await app.page.title()
  await app.importPaths([...files, broken])
  const report = station.control('importReport')
  await expect(report).toBeVisible()
  await expect(report).toContainText(`${planted}\ufffdgnp.dcm cannot be read`)
  await app.page.keyboard.press('Escape')
  await expect(report).toBeHidden()

  const items = station.control('seriesItem').filter({ hasText: planted })
  await expect(items).toHaveCount(names.length)
  for (let index = 0; index < names.length; index++) {
    await items.nth(index).click()
    await station.imageShown(0)
  }
  await app.page.screenshot({ path: testInfo.outputPath('names.png') })
  expect(await app.page.title()).toBe(title)
  expect(await app.page.locator('img[src="x"], script:not([src])').count()).toBe(0)
  const text = await app.page.evaluate(() => document.body.textContent ?? '')
  expect(text).toContain('<img src=x')
  // oxlint-disable-next-line no-control-regex -- they are what must not be there
  expect(text).not.toMatch(/[\u0007\u001b\u202a-\u202e\u2066-\u2069]/)
  // The window is as wide as before, however long a name is.
  expect(await app.page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(0)

  await station.stroke('toolBrush', [0.4, 0.4], [0.6, 0.6])
  await app.restart()
  await new WorkstationPage(app.page).imageShown()
  const logs = path.join(app.libraryFolder, 'logs')
  for (const log of readdirSync(logs).map((name) => path.join(logs, name)).filter((log) => statSync(log).isFile())) expect(readFileSync(log, 'utf8'), log).not.toContain(planted)
})
