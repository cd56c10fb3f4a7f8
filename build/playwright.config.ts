import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { defineConfig } from '@playwright/test'
import type { HostOptions } from '../test/e2e/fixtures'

// Playwright reads this file as CommonJS.
const root = resolve(__dirname, '..')
const systemChromium = '/usr/bin/chromium'

/** The same specs on both hosts: Chromium against the server program, and real Electron. */
export default defineConfig<HostOptions>({
  testDir: `${root}/test/e2e`,
  outputDir: `${root}/test-results`,
  globalSetup: `${root}/test/e2e/support/global-setup.ts`,
  timeout: 180_000,
  expect: { timeout: 15_000 },
  workers: 1,
  forbidOnly: true,
  reporter: [['list']],
  use: {
    viewport: { width: 1440, height: 900 },
    screenshot: 'only-on-failure',
    trace: 'retain-on-failure',
    launchOptions: {
      // Debian's Chromium where there is one; otherwise the one that Playwright installs.
      executablePath: existsSync(systemChromium) ? systemChromium : undefined,
      // Chromium refuses its sandbox to root, as in containers.
      args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
    },
  },
  projects: [
    { name: 'browser', use: { host: 'browser' } },
    { name: 'desktop', use: { host: 'desktop' } },
  ],
})
