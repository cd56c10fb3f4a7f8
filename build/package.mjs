import { prepare } from './steps/prepare.mjs'
import { inRoot, runScript, StepError } from './steps/project.mjs'
import { runCommand } from './steps/run-command.mjs'

/** `npm run package [-- --dir]`: an installable package in .build/package; `--dir` leaves it unpacked. */
await runScript(async () => {
  await prepare({ log: console.log })
  const parameters = ['--config', 'build/electron-builder.config.mjs', ...process.argv.slice(2)]
  const code = await runCommand(process.execPath, [inRoot('node_modules', 'electron-builder', 'cli.js'), ...parameters])
  if (code !== 0) throw new StepError('The package could not be made: see above. Offline, name an unpacked Electron by ELECTRON_OVERRIDE_DIST_PATH and add --dir.')
  console.log('The package is in .build/package.')
})
