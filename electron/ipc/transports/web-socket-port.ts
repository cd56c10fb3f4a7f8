import type { WebSocket as NodeWebSocket } from 'ws'
import type { Port } from '../port'
import { decodeBinaryFrame, encodeBinaryFrame } from './binary-frame'
import { PortEvents } from './port-events'

/** Path of the browser host's WebSocket. */
export const webSocketPath = '/rpc'

/** The page's end: resolves once the socket is open, rejects when the server refuses it. */
export function openWebSocketPort(url: string): Promise<Port> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url)
    socket.binaryType = 'arraybuffer'
    const events = new PortEvents()
    socket.addEventListener('message', (event: MessageEvent<unknown>) => receive(events, event.data, () => socket.close(1003)))
    socket.addEventListener('close', () => {
      events.close()
      reject(new Error('the connection to the workstation was refused or lost'))
    })
    socket.addEventListener('open', () =>
      resolve({
        send: (message) => {
          events.assertOpen()
          socket.send(encodeBinaryFrame(message))
        },
        onMessage: (listener) => events.addMessageListener(listener),
        onClose: (listener) => events.addCloseListener(listener),
        close: () => {
          socket.close()
          events.close()
        },
      }),
    )
  })
}

/** The server's end of a socket that is open. */
export function serverWebSocketPort(socket: NodeWebSocket): Port {
  const events = new PortEvents()
  socket.on('message', (data, isBinary) => receive(events, isBinary ? data : String(data), () => socket.close(1003)))
  socket.on('close', () => events.close())
  // An error is always followed by the close.
  socket.on('error', () => undefined)
  return {
    send: (message) => {
      events.assertOpen()
      socket.send(encodeBinaryFrame(message), () => undefined)
    },
    onMessage: (listener) => events.addMessageListener(listener),
    onClose: (listener) => events.addCloseListener(listener),
    close: () => {
      socket.close()
      events.close()
    },
  }
}

/** A peer that sends something else than frames is hung up on: it speaks another protocol. */
function receive(events: PortEvents, data: unknown, hangUp: () => void): void {
  let message: unknown
  try {
    if (data instanceof ArrayBuffer) message = decodeBinaryFrame(new Uint8Array(data))
    else if (data instanceof Uint8Array) message = decodeBinaryFrame(data)
    else throw new RangeError('not a binary frame')
  } catch {
    hangUp()
    events.close()
    return
  }
  events.deliver(message)
}
