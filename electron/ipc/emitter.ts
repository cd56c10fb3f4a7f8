import type { z } from 'zod'
import type { Contract } from './contract'

/** The events of one service on its own side; the RPC server forwards them to every connected client. */
export class ServiceEvents<C extends Contract> {
  private readonly listeners = new Set<(name: string, payload: unknown) => void>()

  emit<Name extends keyof C['events'] & string>(name: Name, payload: z.input<C['events'][Name]>): void {
    for (const listener of this.listeners) listener(name, payload)
  }

  /** Returns the unsubscribe function. */
  subscribe(listener: (name: string, payload: unknown) => void): () => void {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }
}
