import type { Port } from '../port'
import { compactViews } from './compact-views'
import { PortEvents } from './port-events'

/** What is used of Electron's `MessagePortMain` (named by shape: only the desktop host imports electron). */
export interface MessagePortMainLike {
  postMessage(message: unknown): void
  on(event: 'message', listener: (event: { data: unknown }) => void): unknown
  once(event: 'close', listener: () => void): unknown
  start(): void
  close(): void
}

/** The main process's end of a page's connection. */
export function mainMessagePort(port: MessagePortMainLike): Port {
  const events = new PortEvents()
  port.on('message', (event) => events.deliver(event.data))
  port.once('close', () => events.close())
  let started = false
  return {
    send: (message) => {
      events.assertOpen()
      port.postMessage(compactViews(message))
    },
    onMessage: (listener) => {
      events.addMessageListener(listener)
      // Messages wait in the port until somebody listens.
      if (!started) port.start()
      started = true
    },
    onClose: (listener) => events.addCloseListener(listener),
    close: () => {
      port.close()
      events.close()
    },
  }
}

/** The page's end. */
export function pageMessagePort(port: MessagePort): Port {
  const events = new PortEvents()
  port.addEventListener('message', (event: MessageEvent<unknown>) => events.deliver(event.data))
  port.addEventListener('close', () => events.close())
  return {
    send: (message) => {
      events.assertOpen()
      port.postMessage(compactViews(message))
    },
    onMessage: (listener) => {
      events.addMessageListener(listener)
      port.start()
    },
    onClose: (listener) => events.addCloseListener(listener),
    close: () => {
      port.close()
      events.close()
    },
  }
}
