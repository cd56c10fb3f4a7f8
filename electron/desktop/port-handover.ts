import { ipcMain, type IpcMainEvent } from 'electron'
import { connectChannel } from '../ipc/desktop-bridge'
import type { Port } from '../ipc/port'
import { mainMessagePort } from '../ipc/transports/message-port'
import { isPageUrl } from './page-protocol'

/** Takes the ports of pages that ask for a connection. Only the top frame of the program's own page is listened to. */
export function acceptPagePorts(onConnection: (port: Port) => void, log: (line: string) => void): void {
  ipcMain.on(connectChannel, (event) => {
    const [port] = event.ports
    if (!isOwnPage(event) || !port) {
      log('a connection was refused: it did not come from the page')
      for (const refused of event.ports) refused.close()
      return
    }
    onConnection(mainMessagePort(port))
  })
}

function isOwnPage(event: IpcMainEvent): boolean {
  const frame = event.senderFrame
  return frame !== null && frame === event.sender.mainFrame && isPageUrl(frame.url)
}
