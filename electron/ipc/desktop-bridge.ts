/** What the preload script adds to the page's window, and nothing else. */
export interface DesktopBridge {
  /** Asks the main process for a connection; its port arrives as a window message with `portMessage` as data. */
  connect(): void
  /** Path of a dropped or picked file on this machine. */
  pathForFile(file: File): string
}

/** Name of the bridge on `window`. */
export const bridgeName = 'lightvessel'
/** The one channel between preload and main process: a page asks for its port. */
export const connectChannel = 'lightvessel:connect'
/** Data of the window message that carries the port from the preload script to the page. */
export const portMessage = 'lightvessel:port'

/** The bridge in a desktop window; null in a browser. */
export function desktopBridge(): DesktopBridge | null {
  return (globalThis as { [bridgeName]?: DesktopBridge })[bridgeName] ?? null
}
