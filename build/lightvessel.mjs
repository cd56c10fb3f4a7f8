import { spawn } from 'node:child_process'
import { prepare } from './steps/prepare.mjs'
import { inRoot, runScript } from './steps/project.mjs'

/** `npm run lightvessel -- COMMAND …`: prepares what is missing, then runs the command line with the same arguments. */
await runScript(async () => {
  // Standard output belongs to the command: its last line may be JSON.
  await prepare({ log: console.error })
  const child = spawn(process.execPath, ['--enable-source-maps', inRoot('.build', 'electron', 'cli.cjs'), ...process.argv.slice(2)], {
    // Paths are meant from where npm was called.
    cwd: process.env.INIT_CWD ?? process.cwd(),
    stdio: 'inherit',
  })
  // A terminal sends Ctrl-C to the command as well, and a second one would end it at once.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => signal === 'SIGINT' && process.stdin.isTTY ? undefined : child.kill(signal))
  return new Promise((resolve) => {
    child.once('error', (error) => {
      console.error(error.message)
      resolve(1)
    })
    child.once('exit', (code, signal) => resolve(code ?? (signal === 'SIGINT' ? 130 : 143)))
  })
})
