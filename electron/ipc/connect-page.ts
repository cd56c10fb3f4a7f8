import { contracts } from './contract/index'
import { type DesktopBridge, desktopBridge, portMessage } from './desktop-bridge'
import type { Port } from './port'
import { type Clients, createClients } from './rpc-client'
import { pageMessagePort } from './transports/message-port'
import { openWebSocketPort, webSocketPath } from './transports/web-socket-port'

export interface PageConnection {
  readonly clients: Clients<typeof contracts>
  readonly port: Port
}

/** Connects a page to the services of the host that served it: a message port on the desktop, a WebSocket in a browser. */
export async function connectPage(): Promise<PageConnection> {
  const port = await connectPagePort()
  return { port, clients: createClients(port, contracts) }
}

export function connectPagePort(): Promise<Port> {
  const bridge = desktopBridge()
  return bridge ? connectDesktop(bridge) : openWebSocketPort(`${location.origin.replace(/^http/, 'ws')}${webSocketPath}`)
}

function connectDesktop(bridge: DesktopBridge): Promise<Port> {
  return new Promise((resolve) => {
    const receive = (event: MessageEvent<unknown>): void => {
      const port = event.ports[0]
      if (event.source !== window || event.data !== portMessage || !port) return
      window.removeEventListener('message', receive)
      resolve(pageMessagePort(port))
    }
    window.addEventListener('message', receive)
    bridge.connect()
  })
}
