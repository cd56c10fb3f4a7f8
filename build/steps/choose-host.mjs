import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { inRoot, StepError } from './project.mjs'
import { runWhileGrowing } from './patient-command.mjs'

/** A download that does not grow for so long is given up. */
const patienceSeconds = 20

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
  // Its archive grows in a folder that is known here, and is unpacked into the package.
  const folder = mkdtempSync(path.join(tmpdir(), 'lightvessel-electron-'))
  const onState = ({ megabytes, stillSeconds }) => log(stillSeconds < 5 ? `… ${megabytes} MB` : `… nothing has arrived for ${stillSeconds} s; after ${patienceSeconds} s it goes on without`)
  try {
    // The package's own installer, in a process of its own: where packets vanish it would wait for ever.
    await runWhileGrowing(process.execPath, ['-e', "require('electron')"], { folders: [folder, inRoot('node_modules', 'electron', 'dist')], patienceMs: patienceSeconds * 1000, onState, env: { ...process.env, TMPDIR: folder, TMP: folder, TEMP: folder } })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
  return installedElectron()
}
