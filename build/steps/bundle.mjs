import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { fingerprint, inRoot, readTextIfThere, StepError } from './project.mjs'
import { runCommand } from './run-command.mjs'

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

/** Bundles in a process of its own when a source has changed: the bundlers' memory is not kept while the program runs. */
export async function bundleIfStale() {
  if (readTextIfThere(stampFile) === fingerprint(sources)) return
  // Its words go to standard error: standard output belongs to whoever called.
  const code = await runCommand(process.execPath, [inRoot('build', 'bundle.mjs')], { stdio: ['ignore', 2, 2] })
  if (code !== 0) throw new StepError('The program cannot start before that is mended.')
}

/** Bundles page and programs into .build. They are made aside and moved into place, so that running programs keep whole ones. */
export async function bundle() {
  console.log('Building …')
  const current = fingerprint(sources)
  const aside = { electron: `electron-${process.pid}`, renderer: `renderer-${process.pid}` }
  mkdirSync(inRoot('.build'), { recursive: true })
  try {
    const parts = [bundlePage(aside.renderer), ...Object.entries(nodeEntries).map(([name, entry]) => bundleNode(aside.electron, name, entry))]
    const failures = (await Promise.allSettled(parts)).filter((result) => result.status === 'rejected').map(({ reason }) => reason?.message ?? String(reason))
    if (failures.length > 0) throw new StepError(`The program could not be built.\n${failures.join('\n')}`)
    for (const [name, made] of Object.entries(aside)) {
      rmSync(inRoot('.build', name), { recursive: true, force: true })
      renameSync(inRoot('.build', made), inRoot('.build', name))
    }
    writeFileSync(stampFile, current)
  } finally {
    for (const made of Object.values(aside)) rmSync(inRoot('.build', made), { recursive: true, force: true })
  }
}

async function bundleNode(folder, name, entry) {
  const { build } = await import('esbuild')
  const sandboxed = name === 'preload'
  await build({
    absWorkingDir: inRoot(),
    entryPoints: [entry],
    outfile: inRoot('.build', folder, `${name}.cjs`),
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    sourcemap: true,
    logLevel: 'silent',
    // Packages are required from node_modules at run time. A sandboxed preload can only require electron.
    ...(sandboxed ? { external: ['electron'] } : { packages: 'external' }),
  })
}

async function bundlePage(folder) {
  if (!existsSync(inRoot('renderer', 'index.html'))) throw new StepError('renderer/index.html is missing')
  // The configuration is plain enough for both loaders; the note about the newer one is not for users.
  process.env.VITE_CONFIG_NATIVE_IGNORE_WARNING = 'true'
  // Vite redraws a line for every module on a terminal, even when it is told to be silent.
  process.env.CI ??= 'true'
  const { build } = await import('vite')
  await build({ configFile: inRoot('build', 'vite.config.ts'), logLevel: 'silent', build: { outDir: inRoot('.build', folder) } })
}
