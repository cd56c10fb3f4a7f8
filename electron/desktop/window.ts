import { BrowserWindow } from 'electron'
import { join } from 'node:path'
import { pageUrl } from './page-protocol'

export interface WindowOptions {
  readonly preloadFile: string
  readonly iconFile: string
  readonly log: (line: string) => void
}

/** Opens the program's window. It shows at once; the page fills itself when the services are there. */
export function openWindow({ preloadFile, iconFile, log }: WindowOptions): BrowserWindow {
  const window = new BrowserWindow({
    width: 1440,
    height: 900,
    minWidth: 900,
    minHeight: 600,
    title: 'LightVessel Workstation',
    backgroundColor: '#1a1b1e',
    icon: iconFile,
    webPreferences: {
      preload: preloadFile,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      spellcheck: false,
    },
  })
  window.webContents.on('render-process-gone', (_event, details) => {
    log(`the page's process ended: ${details.reason}`)
    // Every finished stroke is stored: the page can begin again.
    if (details.reason !== 'clean-exit' && !window.isDestroyed()) window.webContents.reload()
  })
  window.webContents.on('preload-error', (_event, file, error) => log(`preload ${file}: ${error.message}`))
  window.on('unresponsive', () => log('the page does not respond'))
  void window.loadURL(pageUrl)
  return window
}

export const iconFileIn = (assetsFolder: string): string => join(assetsFolder, 'icons', 'icon.png')
