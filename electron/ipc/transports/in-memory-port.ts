import type { Port } from '../port'
import { compactViews } from './compact-views'
import { PortEvents } from './port-events'

class InMemoryPort implements Port {
  readonly events = new PortEvents()
  other!: InMemoryPort

  /** Cloned as every other transport does, so that the two ends never share an object. */
  send(message: unknown): void {
    this.events.assertOpen()
    const copy = structuredClone(compactViews(message))
    setTimeout(() => this.other.events.deliver(copy), 0)
  }

  onMessage(listener: (message: unknown) => void): void {
    this.events.addMessageListener(listener)
  }

  onClose(listener: () => void): void {
    this.events.addCloseListener(listener)
  }

  close(): void {
    this.events.close()
    setTimeout(() => this.other.events.close(), 0)
  }
}

/** Two connected ports in one process. */
export function createPortPair(): [Port, Port] {
  const first = new InMemoryPort()
  const second = new InMemoryPort()
  first.other = second
  second.other = first
  return [first, second]
}
