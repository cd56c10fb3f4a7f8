import type { Port } from '../port'
import { compactViews } from './compact-views'
import { PortEvents } from './port-events'

/** What is used of Electron's `UtilityProcess` (named by shape: only the desktop host imports electron). */
export interface UtilityProcessLike {
  postMessage(message: unknown): void
  on(event: 'message', listener: (message: unknown) => void): unknown
  once(event: 'exit', listener: (code: number) => void): unknown
  kill(): boolean
}

/** What is used of `process.parentPort` inside a utility process. */
export interface ParentPortLike {
  postMessage(message: unknown): void
  on(event: 'message', listener: (event: { data: unknown }) => void): unknown
}

/** The main process's end towards a utility process. Closing it ends the process: Electron has no other hang-up. */
export function utilityProcessPort(child: UtilityProcessLike): Port {
  const events = new PortEvents()
  child.on('message', (message) => events.deliver(message))
  child.once('exit', () => events.close())
  return {
    send: (message) => {
      events.assertOpen()
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a process, not a window
      child.postMessage(compactViews(message))
    },
    onMessage: (listener) => events.addMessageListener(listener),
    onClose: (listener) => events.addCloseListener(listener),
    close: () => {
      events.close()
      child.kill()
    },
  }
}

/** The utility process's end. Electron ends the process together with its parent, so this port sees no close of its own. */
export function parentPortPort(parentPort: ParentPortLike): Port {
  const events = new PortEvents()
  parentPort.on('message', (event) => events.deliver(event.data))
  return {
    send: (message) => {
      events.assertOpen()
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a process, not a window
      parentPort.postMessage(compactViews(message))
    },
    onMessage: (listener) => events.addMessageListener(listener),
    onClose: (listener) => events.addCloseListener(listener),
    close: () => events.close(),
  }
}
