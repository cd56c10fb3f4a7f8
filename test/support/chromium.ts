import { existsSync } from 'node:fs'
import type { LaunchOptions } from '@playwright/test'

const systemChromium = '/usr/bin/chromium'

/** Debian's Chromium where there is one, otherwise the one that Playwright installs. */
export function chromiumLaunchOptions(): LaunchOptions {
  return {
    ...(existsSync(systemChromium) ? { executablePath: systemChromium } : {}),
    // Chromium refuses its sandbox to root, as in containers.
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
  }
}
