import { app, type BrowserWindow, dialog, session } from 'electron'
import { join, resolve } from 'node:path'
import { type AppPaths, appPaths, defaultLibraryFolder } from '../app-paths'
import { openLog } from '../services/log-file'
import { createResourceHandler } from '../services/resources'
import { type Program, startProgram } from '../services/start-program'
import { lockDownContents, lockDownSession } from './lock-down'
import { setApplicationMenu } from './menu'
import { registerPageScheme, servePage } from './page-protocol'
import { acceptPagePorts } from './port-handover'
import { utilityEngine } from './utility-engine'
import { utilityReader } from './utility-reader'
import { iconFileIn, openWindow } from './window'

/** The desktop host: composition only. */
const libraryOption = process.argv.find((parameter) => parameter.startsWith('--library='))?.slice('--library='.length)
const libraryFolder = resolve(libraryOption ?? defaultLibraryFolder())
const paths = appPaths()
const log = openLog(join(libraryFolder, 'logs'))

registerPageScheme()
// enableSandbox() overrides --no-sandbox, which root needs: every page would end at once.
if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox()
// One program for each library: windows, locks and Chromium's files belong to it.
if (libraryOption) app.setPath('userData', join(libraryFolder, 'window'))

if (app.requestSingleInstanceLock()) void run(paths)
else {
  console.log('LightVessel Workstation is open already: its window comes to the front.')
  app.exit(0)
}

async function run({ engineFile, rendererFolder, assetsFolder, applicationFolder }: AppPaths): Promise<void> {
  let window: BrowserWindow | null = null
  let program: Program | null = null
  lockDownContents()
  app.on('second-instance', () => {
    if (window?.isMinimized()) window.restore()
    window?.focus()
  })
  await app.whenReady()
  lockDownSession(session.defaultSession)
  servePage(createResourceHandler({ rendererFolder, source: () => program?.resources ?? null, log }))
  setApplicationMenu((command) => program?.sendMenuCommand(command))
  const starting = startProgram({
    host: 'desktop', libraryFolder, paths, spawnEngine: utilityEngine(engineFile, log), startReader: utilityReader(log), log,
    pickPaths: async (kind) => {
      const properties: Electron.OpenDialogOptions['properties'] = kind === 'files' ? ['openFile', 'multiSelections'] : ['openDirectory']
      const { filePaths } = window ? await dialog.showOpenDialog(window, { properties }) : { filePaths: [] }
      return filePaths
    },
  })
  // The page may ask before the services are there: its messages wait in the port.
  acceptPagePorts((port) => void starting.then(({ server }) => server.connect(port), () => port.close()), log)
  window = openWindow({ preloadFile: join(applicationFolder, '.build', 'electron', 'preload.cjs'), iconFile: iconFileIn(assetsFolder), log })
  window.once('closed', () => (window = null))
  endGracefully(() => program)
  try {
    program = await starting
  } catch (error) {
    const sentence = error instanceof Error ? error.message : String(error)
    log(`the services could not be started: ${sentence}`)
    console.error(sentence)
    dialog.showErrorBox('LightVessel Workstation cannot start', sentence)
    app.exit(1)
  }
}

/** Closing the window, the menu and signals all end engines and database before the process. */
function endGracefully(program: () => Program | null): void {
  let closing = false
  app.on('window-all-closed', () => app.quit())
  app.on('before-quit', (event) => {
    event.preventDefault()
    if (closing) return
    closing = true
    setTimeout(() => app.exit(1), 10_000).unref()
    void Promise.resolve(program()?.close())
      .catch((error: unknown) => log(`closing failed: ${String(error)}`))
      .finally(() => app.exit(0))
  })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => app.quit())
}
