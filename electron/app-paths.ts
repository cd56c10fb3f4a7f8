import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'

/** Where the program finds its parts: in the project folder, bundled in `.build`, or inside a packaged app. */
export interface AppPaths {
  /** The folder with package.json (in a packaged app: app.asar). */
  readonly applicationFolder: string
  readonly version: string
  /** Where build/native-engine.mjs puts native TensorFlow. */
  readonly nativeFolder: string
  /** The .wasm files of @tensorflow/tfjs-backend-wasm. */
  readonly wasmFolder: string
  readonly assetsFolder: string
  readonly rendererFolder: string
  readonly engineFile: string
  readonly readerWorkerFile: string
}

const packageName = 'lightvessel-workstation'

/** Throws an Error naming the start folder when no application folder is found above it. */
export function appPaths(): AppPaths {
  // Bundles and the test runner know the folder of this file; both lie below the application folder.
  const applicationFolder = findApplicationFolder(typeof __dirname === 'string' ? __dirname : process.cwd())
  const { version } = readPackage(applicationFolder)
  // Native libraries and model files are opened by C code, which cannot look into an archive.
  const packaged = applicationFolder.endsWith('.asar')
  const outside = packaged ? dirname(applicationFolder) : applicationFolder
  const bundles = join(applicationFolder, '.build', 'electron')
  const resolve = createRequire(join(applicationFolder, 'package.json')).resolve
  return {
    applicationFolder,
    version,
    nativeFolder: join(outside, packaged ? 'native' : '.native'),
    wasmFolder: join(dirname(resolve('@tensorflow/tfjs-backend-wasm/package.json')), 'dist'),
    assetsFolder: join(outside, 'assets'),
    rendererFolder: join(applicationFolder, '.build', 'renderer'),
    engineFile: join(bundles, 'engine.cjs'),
    readerWorkerFile: join(bundles, 'reader-worker.cjs'),
  }
}

/** The library used when none is named: `LIGHTVESSEL_LIBRARY`, else a folder for user data in the system's own place. */
export function defaultLibraryFolder(): string {
  const chosen = process.env['LIGHTVESSEL_LIBRARY']
  if (chosen) return chosen
  return join(userDataFolder(), 'library')
}

function userDataFolder(): string {
  if (process.platform === 'win32') return join(process.env['APPDATA'] ?? join(homedir(), 'AppData', 'Roaming'), 'LightVessel Workstation')
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'LightVessel Workstation')
  return join(process.env['XDG_DATA_HOME'] || join(homedir(), '.local', 'share'), packageName)
}

function findApplicationFolder(start: string): string {
  for (let folder = start; ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'package.json')) && readPackage(folder).name === packageName) return folder
    if (dirname(folder) === folder) throw new Error(`${start} does not lie inside the application folder of ${packageName}`)
  }
}

function readPackage(folder: string): { name?: string; version: string } {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { name?: string; version: string }
}
