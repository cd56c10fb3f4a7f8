import { prepare } from './steps/prepare.mjs'
import { runScript } from './steps/project.mjs'

/** `npm run setup`: everything that `npm start` prepares, without starting. */
await runScript(async () => {
  await prepare({ log: console.log })
  console.log('Everything is set up: npm start opens the workstation.')
})
