import { type CDPSession, chromium, type Page } from '@playwright/test'
import { startBrowserApp } from '../../../e2e/support/browser-app'
import { startDesktopApp } from '../../../e2e/support/desktop-app'
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

export async function openBenchWindow({ host }: BenchOptions, library: string): Promise<BenchWindow> {
  const opened = host === 'desktop' ? await openDesktop(library) : await openBrowser(library)
  const { page } = opened
  const station = new WorkstationPage(page)
  // The browser host's first page leads on to the window.
  await station.control('statusEngine').waitFor()
  const debug = await page.context().newCDPSession(page)
  const version = await page.evaluate(() => /(?:Chrome|HeadlessChrome)\/([\d.]+)/.exec(navigator.userAgent)?.[1] ?? 'unknown')
  return { page, station, debug, versions: { host, chromium: version, rendering: 'software, no GPU' }, close: opened.close }
}

async function openBrowser(library: string): Promise<{ page: Page; close(): Promise<void> }> {
  const browser = await chromium.launch(chromiumLaunchOptions())
  const app = await startBrowserApp(browser, library, { viewport: { width: 1440, height: 900 } })
  return {
    page: app.page,
    close: async () => {
      await app.close()
      await browser.close()
    },
  }
}

async function openDesktop(library: string): Promise<{ page: Page; close(): Promise<void> }> {
  const runtime = electronRuntime()
  if (!runtime.program) throw new Error(`The desktop cannot be measured: ${runtime.reason}.`)
  if (!process.env['DISPLAY']) throw new Error('The desktop cannot be measured: there is no display (start it with xvfb-run -a).')
  return startDesktopApp(runtime.program, library)
}
