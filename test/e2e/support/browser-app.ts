import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import type { Browser, BrowserContextOptions } from '@playwright/test'
import type { MenuCommand } from '../../../electron/ipc/contract/index'
import { testIds } from '../../../renderer/test-ids'
import type { RunningApp } from './running-app'

/** The server program on this library, and Chromium at its address. `beforePage` runs in the page before its own scripts. */
export async function startBrowserApp(browser: Browser, libraryFolder: string, options: BrowserContextOptions, beforePage: () => void = () => undefined): Promise<RunningApp> {
  const { server, address, kill } = await startServer(libraryFolder)
  const context = await browser.newContext(options)
  const page = await context.newPage()
  await page.addInitScript(beforePage)
  await page.goto(address)
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    await context.close()
    if (server.exitCode !== null || server.signalCode !== null) return
    const ended = once(server, 'exit')
    server.kill(signal)
    await ended
  }
  return {
    page,
    openPaths: (kind, paths) => page.getByTestId(kind === 'files' ? testIds.inputFiles : testIds.inputFolder).setInputFiles(kind === 'files' ? [...paths] : paths[0]!),
    menu: async (command) => {
      const [menu, item] = menuPath(command)
      await page.getByTestId(menu).click()
      await page.getByTestId(item).click()
    },
    killHard: async () => {
      await kill()
      await context.close()
    },
    close: () => end('SIGTERM'),
  }
}

/** The server program alone; `kill` is a SIGKILL that has taken effect when it resolves. */
export async function startServer(libraryFolder: string, port = '0'): Promise<{ server: ChildProcess; address: string; kill: () => Promise<void> }> {
  const server = spawn(process.execPath, ['.build/electron/server.cjs', '--library', libraryFolder, '--port', port], { stdio: ['ignore', 'pipe', 'inherit'] })
  const kill = async (): Promise<void> => {
    const ended = once(server, 'exit')
    server.kill('SIGKILL')
    await ended
  }
  return { server, address: await printedAddress(server), kill }
}

async function printedAddress(server: ChildProcess): Promise<string> {
  for await (const line of createInterface({ input: server.stdout! })) {
    const address = /ready at (http:\S+)/.exec(line)?.[1]
    if (address) return address
  }
  throw new Error('the server ended before it was ready')
}

/** Only what has no other way in the page needs the menu here. */
function menuPath(command: MenuCommand): [string, string] {
  if (command === 'new-distillation-run') return [testIds.menuDistillation, testIds.menuNewRun]
  if (command === 'open-files') return [testIds.menuFile, testIds.menuOpenFiles]
  if (command === 'open-folder') return [testIds.menuFile, testIds.menuOpenFolder]
  if (command === 'export') return [testIds.menuFile, testIds.menuExport]
  throw new Error(`the page's menu item of ${command} has no test id`)
}
