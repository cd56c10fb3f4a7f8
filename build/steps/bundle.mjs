import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { fingerprint, inRoot, readTextIfThere, StepError } from './project.mjs'

/** Bundle → its entry. All are CommonJS for Node 20, which every supported Node and Electron runs. */
const nodeEntries = {
  main: 'electron/desktop/main.ts',
  preload: 'electron/desktop/preload.ts',
  server: 'electron/server/main.ts',
  engine: 'electron/engine/main.ts',
  'reader-worker': 'electron/dicom/reader-worker.ts',
  cli: 'electron/cli/main.ts',
}
const sources = ['electron', 'renderer', 'ml', 'package.json', 'package-lock.json', 'build/vite.config.ts', 'build/steps/bundle.mjs']
const stampFile = inRoot('.build', 'fingerprint')

/** Bundles page and programs into .build unless they are up to date. */
export async function bundle({ log, force = false }) {
  const current = fingerprint(sources)
  if (!force && readTextIfThere(stampFile) === current) return
  log('Building …')
  rmSync(stampFile, { force: true })
  mkdirSync(inRoot('.build'), { recursive: true })
  const results = await Promise.allSettled([bundlePage(), ...Object.entries(nodeEntries).map(([name, entry]) => bundleNode(name, entry))])
  const failures = results.filter((result) => result.status === 'rejected').map((result) => result.reason?.message ?? String(result.reason))
  if (failures.length > 0) throw new StepError(`The program could not be built.\n${failures.join('\n')}`)
  writeFileSync(stampFile, current)
}

async function bundleNode(name, entry) {
  const { build } = await import('esbuild')
  const sandboxed = name === 'preload'
  await build({
    absWorkingDir: inRoot(),
    entryPoints: [entry],
    outfile: inRoot('.build', 'electron', `${name}.cjs`),
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    sourcemap: true,
    logLevel: 'error',
    // Packages are required from node_modules at run time. A sandboxed preload can only require electron.
    ...(sandboxed ? { external: ['electron'] } : { packages: 'external' }),
  })
}

async function bundlePage() {
  if (!existsSync(inRoot('renderer', 'index.html'))) throw new StepError('renderer/index.html is missing')
  // The configuration is plain enough for both loaders; the note about the newer one is not for users.
  process.env.VITE_CONFIG_NATIVE_IGNORE_WARNING = 'true'
  const { build } = await import('vite')
  await build({ configFile: inRoot('build', 'vite.config.ts'), logLevel: 'error' })
}
