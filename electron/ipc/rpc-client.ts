import type { CallDefinition, CallOptions, Client, Contract } from './contract'
import type { Port } from './port'
import { describeIssues, serverMessage, type ServerMessage } from './rpc-message'
import { ServiceError } from './service-error'

export type Clients<Contracts extends Readonly<Record<string, Contract>>> = { readonly [Name in keyof Contracts]: Client<Contracts[Name]> }

interface PendingCall {
  readonly name: string
  readonly definition: CallDefinition
  readonly options: CallOptions<unknown>
  readonly resolve: (value: unknown) => void
  readonly reject: (error: ServiceError) => void
  readonly release: () => void
}

/**
 * The calling side of the contracts over one port. Calls reject with a `ServiceError`; once the port has closed, with
 * code `closed`. A cancelled call rejects when the other side has stopped, so that what it leaves behind is complete.
 */
export function createClients<const Contracts extends Readonly<Record<string, Contract>>>(port: Port, contracts: Contracts): Clients<Contracts> {
  return createRenewableClients(port, contracts).clients
}

/** Clients that outlive their port: after it has closed, `renew` gives them another one, and their listeners stay. */
export function createRenewableClients<const Contracts extends Readonly<Record<string, Contract>>>(
  port: Port,
  contracts: Contracts,
): { clients: Clients<Contracts>; renew: (port: Port) => void } {
  const connection = new ClientConnection(port, Object.values(contracts))
  const clients = Object.entries(contracts).map(([name, contract]) => [name, clientOf(connection, contract)] as const)
  return { clients: Object.fromEntries(clients) as unknown as Clients<Contracts>, renew: (next) => connection.open(next) }
}

function clientOf(connection: ClientConnection, contract: Contract): unknown {
  const methods = Object.entries(contract.calls).map(
    ([method, definition]) =>
      [method, (input: unknown, options: CallOptions<unknown> = {}) => connection.call(contract.name, method, definition, input, options)] as const,
  )
  return {
    ...Object.fromEntries(methods),
    on: (name: string, listener: (payload: unknown) => void) => connection.listen(contract.name, name, listener),
  }
}

class ClientConnection {
  private readonly pending = new Map<number, PendingCall>()
  private readonly listeners = new Map<string, Set<(payload: unknown) => void>>()
  private readonly contracts: ReadonlyMap<string, Contract>
  private nextId = 1
  private closed = false

  constructor(
    private port: Port,
    contracts: readonly Contract[],
  ) {
    this.contracts = new Map(contracts.map((contract) => [contract.name, contract]))
    this.open(port)
  }

  open(port: Port): void {
    this.port = port
    this.closed = false
    port.onMessage((message) => this.receive(message))
    // A port that was replaced takes nothing with it when it closes late.
    port.onClose(() => this.port === port && this.fail())
  }

  call(service: string, method: string, definition: CallDefinition, input: unknown, options: CallOptions<unknown>): Promise<unknown> {
    const name = `${service}.${method}`
    const signal = options.signal
    if (this.closed) return Promise.reject(new ServiceError('closed', `${name}: the connection is closed`))
    if (signal?.aborted) return Promise.reject(new ServiceError('cancelled', `${name} was cancelled`))
    return new Promise((resolve, reject) => {
      const id = this.nextId++
      const cancel = (): void => this.sendCancel(id)
      this.pending.set(id, { name, definition, options, resolve, reject, release: () => signal?.removeEventListener('abort', cancel) })
      signal?.addEventListener('abort', cancel, { once: true })
      try {
        this.port.send({ kind: 'call', id, service, method, input })
      } catch (error) {
        this.settle(id)?.reject(new ServiceError('invalid-input', `${name} could not be sent: ${String(error)}`))
      }
    })
  }

  listen(service: string, name: string, listener: (payload: unknown) => void): () => void {
    const key = `${service}.${name}`
    const listeners = this.listeners.get(key) ?? new Set()
    this.listeners.set(key, listeners)
    listeners.add(listener)
    return () => listeners.delete(listener)
  }

  private sendCancel(id: number): void {
    try {
      this.port.send({ kind: 'cancel', id })
    } catch {
      // The port is closing: its close listener rejects the call.
    }
  }

  private receive(message: unknown): void {
    const parsed = serverMessage.safeParse(message)
    if (!parsed.success) {
      console.error(`a message from the services was not understood: ${describeIssues(parsed.error.issues)}`)
      return
    }
    if (parsed.data.kind === 'event') this.receiveEvent(parsed.data)
    else if (parsed.data.kind === 'progress') this.receiveProgress(parsed.data)
    else this.receiveAnswer(parsed.data)
  }

  private receiveAnswer(message: Extract<ServerMessage, { kind: 'result' | 'error' }>): void {
    const call = this.settle(message.id)
    if (!call) return
    if (message.kind === 'error') return call.reject(new ServiceError(message.code, message.message, message.details))
    if (call.options.signal?.aborted) return call.reject(new ServiceError('cancelled', `${call.name} was cancelled`))
    const value = call.definition.output.safeParse(message.value)
    if (value.success) call.resolve(value.data)
    else call.reject(new ServiceError('internal', `${call.name} gave an answer outside its contract: ${describeIssues(value.error.issues)}`))
  }

  private receiveProgress(message: Extract<ServerMessage, { kind: 'progress' }>): void {
    const call = this.pending.get(message.id)
    const value = call?.definition.progress?.safeParse(message.value)
    if (value?.success) guarded(() => call?.options.onProgress?.(value.data))
  }

  private receiveEvent(message: Extract<ServerMessage, { kind: 'event' }>): void {
    const events = this.contracts.get(message.service)?.events
    if (!events || !Object.hasOwn(events, message.name)) return
    const payload = events[message.name]!.safeParse(message.payload)
    if (!payload.success) return
    for (const listener of this.listeners.get(`${message.service}.${message.name}`) ?? []) guarded(() => listener(payload.data))
  }

  private settle(id: number): PendingCall | undefined {
    const call = this.pending.get(id)
    this.pending.delete(id)
    call?.release()
    return call
  }

  private fail(): void {
    this.closed = true
    for (const id of this.pending.keys()) {
      const call = this.settle(id)
      call?.reject(new ServiceError('closed', `${call.name}: the connection was closed before the answer came`))
    }
  }
}

/** A listener's mistake must not stop the other listeners nor the connection. */
function guarded(act: () => void): void {
  try {
    act()
  } catch (error) {
    console.error(error)
  }
}
