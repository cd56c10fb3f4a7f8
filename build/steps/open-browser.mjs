import { spawn } from 'node:child_process'

/** Opens an address in the system's browser when there is one; the printed address serves otherwise. */
export function openBrowser(address) {
  const command = { darwin: ['open'], win32: ['cmd', '/c', 'start', ''] }[process.platform] ?? (hasDisplay() ? ['xdg-open'] : null)
  if (!command) return
  const child = spawn(command[0], [...command.slice(1), address], { stdio: 'ignore', detached: true })
  // No such program: the address is on the terminal.
  child.once('error', () => undefined)
  child.unref()
}

const hasDisplay = () => Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY)
