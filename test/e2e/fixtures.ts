import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Page, test as base } from '@playwright/test'
import type { MenuCommand } from '../../electron/ipc/contract/index'
import { electronRuntime } from '../support/electron-runtime'
import { startBrowserApp } from './support/browser-app'
import { startDesktopApp } from './support/desktop-app'
import type { RunningApp } from './support/running-app'
import { chromiumMissing, skipBecause } from './support/skip-because'

export { expect } from '@playwright/test'

export interface HostOptions {
  readonly host: 'browser' | 'desktop'
}

/** The workstation on a library of its own, the same for specs on both hosts. */
export interface App {
  /** Another one after `restart`. */
  readonly page: Page
  readonly libraryFolder: string
  readonly host: HostOptions['host']
  /** Opens files, or one folder, as a person does. It does not wait for the end of the import. */
  importPaths(paths: readonly string[]): Promise<void>
  /** Chooses an item of the application's menu. */
  menu(command: MenuCommand): Promise<void>
  /** Kills the whole program with SIGKILL. */
  killHard(): Promise<void>
  /** Starts it again on the same library, after ending it when it still runs. `between` may work on the library meanwhile. */
  restart(between?: () => Promise<void>): Promise<void>
}

export const test = base.extend<HostOptions & { app: App }>({
  host: ['browser', { option: true }],
  app: async ({ host, playwright, launchOptions, viewport }, use) => {
    const runtime = host === 'desktop' ? electronRuntime() : null
    skipBecause(runtime ? runtime.reason : chromiumMissing())
    const libraryFolder = mkdtempSync(join(tmpdir(), 'lightvessel-library-'))
    const browser = host === 'browser' ? await playwright.chromium.launch(launchOptions) : null
    const start = (): Promise<RunningApp> => (browser ? startBrowserApp(browser, libraryFolder, { viewport }) : startDesktopApp(runtime!.program!, libraryFolder))
    let running = await start()
    await use({
      get page() {
        return running.page
      },
      libraryFolder,
      host,
      importPaths: (paths) => running.openPaths(statSync(paths[0]!).isDirectory() ? 'folder' : 'files', paths),
      menu: (command) => running.menu(command),
      killHard: () => running.killHard(),
      restart: async (between) => {
        await running.close()
        await between?.()
        running = await start()
      },
    })
    await running.close()
    await browser?.close()
    rmSync(libraryFolder, { recursive: true, force: true })
  },
})
