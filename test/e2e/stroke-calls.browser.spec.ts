import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ClientMessage } from '../../electron/ipc/rpc-message'
import { decodeBinaryFrame } from '../../electron/ipc/transports/binary-frame'
import { expect, test } from './fixtures'
import { startServer } from './support/browser-app'
import { chromiumMissing, skipBecause } from './support/skip-because'
import { WorkstationPage } from './workstation-page'

test('a stroke asks for its own saving and for the history list; lists of work, reviews and readings that it leaves as they are stay unasked', async ({ playwright, launchOptions, viewport }) => {
  skipBecause(chromiumMissing())
  const libraryFolder = mkdtempSync(join(tmpdir(), 'lightvessel-library-'))
  const browser = await playwright.chromium.launch(launchOptions)
  const { address, kill } = await startServer(libraryFolder)
  const page = await (await browser.newContext({ viewport })).newPage()
  let calls: string[] = []
  page.on('websocket', (socket) =>
    socket.on('framesent', ({ payload }) => {
      const message = decodeBinaryFrame(Buffer.from(payload)) as ClientMessage
      // The time spent on frames is stored every few seconds, whatever one does.
      if (message.kind === 'call' && message.method !== 'spend') calls.push(`${message.service}.${message.method}`)
    }),
  )
  await page.goto(address)
  const station = new WorkstationPage(page)
  await station.openSeries('LCA')
  await station.goToFrame(3)
  await station.stroke('toolBrush', [0.4, 0.6], [0.6, 0.6])
  // The first stroke made the frame a corrected one: lists ask again, a moment later.
  await page.waitForTimeout(2000)
  calls = []
  for (const y of [0.65, 0.7, 0.75]) await station.stroke('toolBrush', [0.4, y], [0.6, y])
  await page.waitForTimeout(1500)
  expect(calls.filter((name) => name === 'masks.applyStroke')).toHaveLength(3)
  expect(new Set(calls)).toEqual(new Set(['masks.applyStroke', 'masks.history']))

  await browser.close()
  await kill()
  rmSync(libraryFolder, { recursive: true, force: true })
})
