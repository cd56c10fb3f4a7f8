import { bundle } from './steps/bundle.mjs'
import { runScript } from './steps/project.mjs'

/** `npm run build`: page and programs into .build. */
await runScript(() => bundle({ log: console.log, force: true }))
