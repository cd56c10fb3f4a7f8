import { app, BrowserWindow, session } from 'electron'
import { join } from 'node:path'
import { lockDownContents, lockDownSession } from '../../electron/desktop/lock-down'
import { pageUrl, registerPageScheme, servePage } from '../../electron/desktop/page-protocol'
import { acceptPagePorts } from '../../electron/desktop/port-handover'
import { openWindow } from '../../electron/desktop/window'
import type { RpcConnection } from '../../electron/ipc/rpc-server'
import { createResourceHandler } from '../../electron/services/resources'
import { createConformanceServer } from './conformance-server'

/**
 * The conformance suite in a real window: the page (conformance-page.ts) is served, locked down and handed its ports as
 * the program's own page is. Prints the page's report, one JSON line: `electron main.cjs --folder=…` with the bundled
 * preload.cjs and page/ inside.
 */
const folder = process.argv.find((parameter) => parameter.startsWith('--folder='))!.slice('--folder='.length)
app.setPath('userData', join(folder, 'user-data'))
registerPageScheme()
if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox()

async function run(): Promise<void> {
  lockDownContents()
  await app.whenReady()
  lockDownSession(session.defaultSession)
  const log: string[] = []
  let last: RpcConnection
  const server = createConformanceServer(() => last.close(), (line) => log.push(line))
  servePage(createResourceHandler({ rendererFolder: join(folder, 'page'), source: () => null, log: (line) => log.push(line) }))
  acceptPagePorts((port) => (last = server.connect(port)), (line) => log.push(line))
  const window = openWindow({ preloadFile: join(folder, 'preload.cjs'), iconFile: '', log: (line) => log.push(line) })
  const report = await titleOf(window)
  console.log(JSON.stringify({ ...report, preferences: preferencesOf(window), url: window.webContents.getURL() === pageUrl, log: log.slice(0, 20) }))
  app.exit(0)
}

/** The page has one way out that is not the transport under test: its title. */
function titleOf(window: BrowserWindow): Promise<Record<string, unknown>> {
  return new Promise((resolve) => {
    window.on('page-title-updated', (_event, title) => {
      if (title.startsWith('{')) resolve(JSON.parse(title) as Record<string, unknown>)
    })
  })
}

function preferencesOf(window: BrowserWindow): unknown {
  const contents = window.webContents as unknown as { getLastWebPreferences(): Electron.WebPreferences }
  const { sandbox, contextIsolation, nodeIntegration, webviewTag, webSecurity } = contents.getLastWebPreferences()
  return { sandbox, contextIsolation, nodeIntegration, webviewTag, webSecurity }
}

void run()
