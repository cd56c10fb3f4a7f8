import { type CDPSession, chromium, type Page } from '@playwright/test'
import { startBrowserApp } from '../../../e2e/support/browser-app'
import { startDesktopApp } from '../../../e2e/support/desktop-app'
import type { RunningApp } from '../../../e2e/support/running-app'
import { WorkstationPage } from '../../../e2e/workstation-page'
import { chromiumLaunchOptions } from '../../../support/chromium'
import { electronRuntime } from '../../../support/electron-runtime'
import type { BenchOptions } from './bench-options'

/** The workstation's window on either host, with a line to the page's own debugger. */
export interface BenchWindow {
  readonly page: Page
  readonly station: WorkstationPage
  readonly debug: CDPSession
  readonly versions: Record<string, string>
  close(): Promise<void>
}

export async function openBenchWindow(options: BenchOptions, library: string): Promise<BenchWindow> {
  const host = await startBenchHost(options)
  const app = await host.open(library)
  const { page } = app
  const station = new WorkstationPage(page)
  // The browser host's first page leads on to the window.
  await station.control('statusEngine').waitFor()
  return {
    page,
    station,
    debug: await page.context().newCDPSession(page),
    versions: await host.versions(page),
    close: async () => {
      await app.close()
      await host.close()
    },
  }
}

/** A host that is measured. */
export interface BenchHost {
  /** Whether `beforePage` is in time for the first page of a program; else that page is loaded again with it. */
  readonly seesFirstPage: boolean
  /** Starts the program on a library; `beforePage` runs in the page before its own scripts. */
  open(library: string, beforePage?: () => void): Promise<RunningApp>
  /** What it was measured in, from a page that has been loaded. */
  versions(page: Page): Promise<Record<string, string>>
  close(): Promise<void>
}

export async function startBenchHost({ host }: BenchOptions): Promise<BenchHost> {
  const versions = async (page: Page): Promise<Record<string, string>> => {
    const version = await page.evaluate(() => /(?:Chrome|HeadlessChrome)\/([\d.]+)/.exec(navigator.userAgent)?.[1] ?? 'unknown')
    return { host, chromium: version, rendering: 'software, no GPU' }
  }
  if (host === 'desktop') {
    const { program, reason } = electronRuntime()
    if (!program) throw new Error(`The desktop cannot be measured: ${reason}.`)
    if (!process.env['DISPLAY']) throw new Error('The desktop cannot be measured: there is no display (start it with xvfb-run -a).')
    const open = async (library: string, beforePage?: () => void): Promise<RunningApp> => {
      const app = await startDesktopApp(program, library)
      if (beforePage) {
        await app.page.addInitScript(beforePage)
        await app.page.reload()
      }
      return app
    }
    return { seesFirstPage: false, open, versions, close: () => Promise.resolve() }
  }
  const browser = await chromium.launch(chromiumLaunchOptions())
  const open = (library: string, beforePage?: () => void): Promise<RunningApp> => startBrowserApp(browser, library, { viewport: { width: 1440, height: 900 } }, beforePage)
  return { seesFirstPage: true, open, versions, close: () => browser.close() }
}
