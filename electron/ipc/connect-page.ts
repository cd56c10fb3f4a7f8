import { contracts } from './contract/index'
import { type DesktopBridge, desktopBridge, portMessage } from './desktop-bridge'
import type { Port } from './port'
import { type Clients, createRenewableClients } from './rpc-client'
import { pageMessagePort } from './transports/message-port'
import { openWebSocketPort, webSocketPath } from './transports/web-socket-port'

/** A page's connection to its services. The clients stay the same when it is lost and made again. */
export interface PageConnection {
  readonly clients: Clients<typeof contracts>
  /** Called each time when the connection is lost. */
  onLost(listener: () => void): void
  /** One try to connect again; rejects when the services cannot be reached. */
  reconnect(): Promise<void>
}

/** Connects a page to the services of the host that served it: a message port on the desktop, a WebSocket in a browser. */
export async function connectPage(): Promise<PageConnection> {
  const first = await connectPagePort()
  const listeners = new Set<() => void>()
  const watch = (port: Port): void => port.onClose(() => listeners.forEach((listener) => listener()))
  const { clients, renew } = createRenewableClients(first, contracts)
  watch(first)
  return {
    clients,
    onLost: (listener) => void listeners.add(listener),
    reconnect: async () => {
      const port = await connectPagePort()
      renew(port)
      watch(port)
    },
  }
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
