import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'

export type ElectronRuntime = { program: string; reason: null } | { program: null; reason: string }

/** Electron and a display to run it on, or why there is none. */
export function electronRuntime(): ElectronRuntime {
  const program = installedElectron()
  if (!program) return { program: null, reason: "Electron's runtime is not here (set ELECTRON_OVERRIDE_DIST_PATH, or let npm start download it)" }
  if (!process.env['DISPLAY'] && !hasCommand('xvfb-run')) return { program: null, reason: 'there is neither a display nor xvfb-run' }
  return { program, reason: null }
}

/** The command line that runs Electron with these arguments: on a virtual display where there is no real one. */
export function electronCommand(program: string, parameters: readonly string[]): [string, string[]] {
  // Chromium refuses its sandbox to root; software rendering is enough and there everywhere.
  const root = process.getuid?.() === 0 ? ['--no-sandbox'] : []
  const all = [...root, ...parameters]
  return process.env['DISPLAY'] ? [program, all] : ['xvfb-run', ['-a', program, ...all]]
}

/** Asked of the script that `npm start` uses, so that both agree; by a process, because Playwright cannot import ES modules. */
function installedElectron(): string | null {
  const question = "import('./build/steps/choose-host.mjs').then(({ installedElectron }) => console.log(installedElectron() ?? ''))"
  return execFileSync(process.execPath, ['-e', question], { encoding: 'utf8' }).trim() || null
}

function hasCommand(name: string): boolean {
  return (process.env['PATH'] ?? '').split(':').some((folder) => existsSync(join(folder, name)))
}
