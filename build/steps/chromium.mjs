import { existsSync } from 'node:fs'
import { inRoot } from './project.mjs'
import { captureCommand, runCommand } from './run-command.mjs'

const systemChromium = '/usr/bin/chromium'

/**
 * Sees to it that there is a Chromium for the end-to-end tests: the system's, else from Debian's packages when this is
 * root, else the one that Playwright downloads. Returns variables for the tests: without any they skip and say why.
 */
export async function setUpChromium({ log }) {
  if (existsSync(systemChromium)) return {}
  const installed = await playwrightChromium()
  if (installed && existsSync(installed)) return {}
  if (process.platform === 'linux' && process.getuid() === 0 && existsSync('/usr/bin/apt-get')) {
    log('Installing Chromium (apt-get) …')
    const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
    await captureCommand('apt-get', ['update', '-qq'], { env: environment })
    await captureCommand('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium'], { env: environment })
    if (existsSync(systemChromium)) return {}
  }
  log('Installing Chromium (Playwright) …')
  const code = await runCommand(process.execPath, [inRoot('node_modules', '@playwright', 'test', 'cli.js'), 'install', 'chromium'], { timeout: 600_000 })
  return code === 0 ? {} : { LIGHTVESSEL_NO_CHROMIUM: 'Chromium is not installed and could not be downloaded' }
}

async function playwrightChromium() {
  const { code, output } = await captureCommand(process.execPath, ['-e', "console.log(require('@playwright/test').chromium.executablePath())"])
  return code === 0 ? output.trim() : null
}
