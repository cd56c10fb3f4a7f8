import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { testIds } from '../../renderer/test-ids'
import { expect, test } from './fixtures'

test('the program starts, names its engine and shows the demo study', async ({ app }) => {
  const problems: string[] = []
  app.page.on('pageerror', (error) => problems.push(error.message))
  app.page.on('console', (message) => message.type() === 'error' && problems.push(message.text()))
  await expect(app.page.getByTestId(testIds.statusEngine)).toHaveAttribute('data-state', 'ready')
  await expect(app.page.getByTestId(testIds.statusEngine)).toContainText(/TensorFlow/)
  await expect(app.page.getByTestId(testIds.seriesItem)).not.toHaveCount(0)
  await expect(app.page.getByTestId(testIds.seriesItem).locator('img').first()).toHaveJSProperty('complete', true)
  await app.page.screenshot({ path: test.info().outputPath('smoke.png') })
  expect(problems).toEqual([])
})

test('it starts again on the same library after kill -9', async ({ app }) => {
  await expect(app.page.getByTestId(testIds.seriesItem)).not.toHaveCount(0)
  await app.killHard()
  await app.restart()
  await expect(app.page.getByTestId(testIds.seriesItem)).not.toHaveCount(0)
  expect(readdirSync(join(app.libraryFolder, 'logs'))).toContain('workstation.log')
})
