import { app, type Session } from 'electron'
import { isPageUrl } from './page-protocol'

/** No page gets a permission, leaves app://bundle, opens a window, embeds one, downloads anything but what it made itself, or talks to the network. */
export function lockDownSession(session: Session): void {
  session.setPermissionRequestHandler((_contents, _permission, answer) => answer(false))
  session.setPermissionCheckHandler(() => false)
  session.setDevicePermissionHandler(() => false)
  session.on('will-download', (event, item) => {
    // A table that the page made: the person is asked where it goes.
    if (!item.getURL().startsWith('blob:app://bundle/')) event.preventDefault()
  })
  session.webRequest.onBeforeRequest((details, answer) => answer({ cancel: !isAllowedAddress(details.url) }))
}

export function lockDownContents(): void {
  app.on('web-contents-created', (_event, contents) => {
    contents.on('will-navigate', (event) => {
      if (!isPageUrl(event.url)) event.preventDefault()
    })
    contents.on('will-redirect', (event) => event.preventDefault())
    contents.on('will-attach-webview', (event) => event.preventDefault())
    contents.setWindowOpenHandler(() => ({ action: 'deny' }))
  })
}

function isAllowedAddress(address: string): boolean {
  // blob: and data: are the page's own; devtools: is Chromium's.
  return isPageUrl(address) || /^(blob|data|devtools):/.test(address)
}
