import { resolve } from 'node:path'
import { defineConfig } from '@playwright/test'
import type { HostOptions } from '../test/e2e/fixtures'
import { chromiumLaunchOptions } from '../test/support/chromium'

// Playwright reads this file as CommonJS.
const root = resolve(__dirname, '..')

/** The same specs on both hosts, Chromium against the server program and real Electron; `*.browser.spec.ts` are about the former alone. */
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
    actionTimeout: 20_000,
    viewport: { width: 1440, height: 900 },
    screenshot: 'only-on-failure',
    trace: 'retain-on-failure',
    launchOptions: chromiumLaunchOptions(),
  },
  projects: [
    { name: 'browser', use: { host: 'browser' } },
    { name: 'desktop', use: { host: 'desktop' }, testIgnore: /\.browser\.spec\.ts$/ },
  ],
})
