import { spawn } from 'node:child_process'
import { prepare } from './steps/prepare.mjs'
import { inRoot, runScript } from './steps/project.mjs'

/** `npm run lightvessel -- COMMAND …`: prepares what is missing, then runs the command line with the same arguments. */
await runScript(async () => {
  // Standard output belongs to the command: its last line may be JSON.
  await prepare({ log: console.error })
  const command = process.argv[2]
  const trains = command === 'train' || command === 'distill'
  // TensorFlow's C code reads these when it is loaded. oneDNN makes training faster; whether it helps inference is for `startBackend` to decide.
  const environment = { TF_CPP_MIN_LOG_LEVEL: '2', ...(trains ? { TF_ENABLE_ONEDNN_OPTS: '1' } : {}), TF_FORCE_GPU_ALLOW_GROWTH: 'true', ...process.env }
  const child = spawn(process.execPath, ['--enable-source-maps', inRoot('.build', 'electron', 'cli.cjs'), ...process.argv.slice(2)], {
    // Paths are meant from where npm was called.
    cwd: process.env.INIT_CWD ?? process.cwd(),
    env: environment,
    stdio: 'inherit',
  })
  // A terminal sends Ctrl-C to the whole group; a kill of this process alone is passed on.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => signal !== 'SIGINT' && child.kill(signal))
  return new Promise((resolve) => {
    child.once('error', (error) => {
      console.error(error.message)
      resolve(1)
    })
    child.once('exit', (code, signal) => resolve(code ?? (signal === 'SIGINT' ? 130 : 143)))
  })
})
