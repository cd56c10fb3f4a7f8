import { type ChildProcess, execFileSync, spawn } from 'node:child_process'

/** Builds what is stale and, where there is no display, starts a virtual one for Electron. Returns the clean-up. */
export default async function setUp(): Promise<() => void> {
  execFileSync(process.execPath, ['build/bundle.mjs', '--if-stale'], { stdio: 'inherit' })
  if (process.env['DISPLAY'] || process.platform !== 'linux') return () => undefined
  const display = await startDisplay()
  return () => void display?.kill()
}

/** Null when Xvfb is not installed: the desktop tests then skip and say so. */
function startDisplay(): Promise<ChildProcess | null> {
  // It chooses a free number and writes it to the third stream.
  const child = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', '1600x1000x24', '-nolisten', 'tcp'], { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] })
  return new Promise((resolve) => {
    child.once('error', () => resolve(null))
    child.once('exit', () => resolve(null))
    child.stdio[3]!.once('data', (number: Buffer) => {
      process.env['DISPLAY'] = `:${number.toString().trim()}`
      resolve(child)
    })
  })
}
