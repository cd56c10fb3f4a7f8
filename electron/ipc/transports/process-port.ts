import type { ChildProcess } from 'node:child_process'
import type { Port } from '../port'
import { compactViews } from './compact-views'
import { PortEvents } from './port-events'

/*
 * Node reads typed arrays as views of the whole message's buffer: they are copied out, so that a small one that is kept
 * does not keep the rest.
 */

/** The parent's end towards a process made by `child_process.fork` with `serialization: 'advanced'`. */
export function childProcessPort(child: ChildProcess): Port {
  const events = new PortEvents()
  child.on('message', (message) => events.deliver(compactViews(message)))
  child.once('exit', () => events.close())
  child.once('disconnect', () => events.close())
  child.once('error', () => events.close())
  return {
    send: (message) => {
      events.assertOpen()
      // A failure here means that the process is going: its exit closes the port.
      child.send(message as object, () => undefined)
    },
    onMessage: (listener) => events.addMessageListener(listener),
    onClose: (listener) => events.addCloseListener(listener),
    close: () => {
      if (child.connected) child.disconnect()
      events.close()
    },
  }
}

/** The forked process's end towards its parent. */
export function parentProcessPort(): Port {
  const events = new PortEvents()
  process.on('message', (message) => events.deliver(compactViews(message)))
  process.once('disconnect', () => events.close())
  return {
    send: (message) => {
      events.assertOpen()
      process.send?.(message, undefined, {}, () => undefined)
    },
    onMessage: (listener) => events.addMessageListener(listener),
    onClose: (listener) => events.addCloseListener(listener),
    close: () => {
      if (process.connected) process.disconnect()
      events.close()
    },
  }
}
