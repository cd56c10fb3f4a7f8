import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { inRoot, StepError } from './project.mjs'
import { captureCommand } from './run-command.mjs'

/**
 * `{ kind: 'desktop', electron }` or `{ kind: 'browser', reason }`. The desktop needs a display and Electron's runtime,
 * which is downloaded when it is missing. `forced` is 'desktop', 'browser' or null.
 */
export async function chooseHost({ forced, log }) {
  if (forced === 'browser') return { kind: 'browser', reason: null }
  const reason = missingDisplay() ?? null
  if (reason) return refuse(forced, reason)
  const electron = installedElectron() ?? (await downloadElectron(log))
  return electron ? { kind: 'desktop', electron } : refuse(forced, "Electron's runtime could not be downloaded")
}

function refuse(forced, reason) {
  if (forced === 'desktop') throw new StepError(`The desktop window cannot be opened: ${reason}.`)
  return { kind: 'browser', reason }
}

function missingDisplay() {
  if (process.platform !== 'linux' || process.env.DISPLAY || process.env.WAYLAND_DISPLAY) return null
  return 'there is no display (neither DISPLAY nor WAYLAND_DISPLAY is set)'
}

/** Path of Electron's program when it is there; null otherwise. */
export function installedElectron() {
  const override = process.env.ELECTRON_OVERRIDE_DIST_PATH
  if (override) {
    const program = path.join(override, process.platform === 'win32' ? 'electron.exe' : 'electron')
    return existsSync(program) ? program : null
  }
  const folder = inRoot('node_modules', 'electron')
  const pathFile = path.join(folder, 'path.txt')
  if (!existsSync(pathFile)) return null
  const program = path.join(folder, 'dist', readFileSync(pathFile, 'utf8').trim())
  return existsSync(program) ? program : null
}

/** The electron package downloads its runtime when it is asked to; null when it cannot. */
async function downloadElectron(log) {
  if (process.env.ELECTRON_OVERRIDE_DIST_PATH) return null
  log("Downloading Electron's runtime …")
  // The package's own installer, in a process of its own with a limit: where packets vanish it would wait for ever.
  await captureCommand(process.execPath, ['-e', "require('electron')"], { timeout: 180_000 })
  return installedElectron()
}
