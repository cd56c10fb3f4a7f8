import type { UtilityProcess } from 'electron'

/** SIGKILL: Electron's `kill()` asks politely, and a process that hangs in native code does not hear it. */
export function killUtility(child: UtilityProcess): void {
  if (child.pid === undefined) {
    // It has not been started yet, or has ended: in the latter case this event never comes.
    child.once('spawn', () => killUtility(child))
    return
  }
  try {
    process.kill(child.pid, 'SIGKILL')
  } catch {
    // It has ended by itself.
  }
}
