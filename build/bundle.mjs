import { bundle, bundleIfStale } from './steps/bundle.mjs'
import { runScript } from './steps/project.mjs'

/** `npm run build`: page and programs into .build; `--if-stale` only when a source has changed. */
await runScript(() => (process.argv.includes('--if-stale') ? bundleIfStale() : bundle()))
