import { type Admit, type Caller, nobody } from './caller'
import type { CallContext, CallDefinition, Contract, Implementation } from './contract'
import type { ServiceEvents } from './emitter'
import type { Port } from './port'
import { clientMessage, type ClientMessage, describeIssues, plainIssues, type ServerMessage } from './rpc-message'
import { ServiceError } from './service-error'

interface Method {
  readonly definition: CallDefinition
  readonly answer: (input: unknown, context: CallContext<unknown>) => unknown
}

export interface RpcServerOptions {
  /** Takes a line for the log: unexpected errors with their stack, messages that were not understood. */
  readonly log: (line: string) => void
  /** Decides on every call before its service sees it. Left out between processes of this program, where every caller may do everything. */
  readonly admit?: Admit
}

/** One client of a server. */
export interface RpcConnection {
  /** Aborts the client's running calls and closes its port. */
  close(): void
}

/**
 * Answers calls on any number of ports and forwards the services' events to all of them. Nothing that arrives on a
 * port can make it throw: what is not understood is answered with a declared error or logged and dropped.
 */
export class RpcServer {
  private readonly services = new Map<string, Map<string, Method>>()
  private readonly connections = new Set<Connection>()

  constructor(private readonly options: RpcServerOptions) {}

  /** Adds a service. Its events, when given, reach every connected client after they passed the contract's schema. */
  register<C extends Contract>(contract: C, implementation: Implementation<C>, events?: ServiceEvents<C>): void {
    if (this.services.has(contract.name)) throw new Error(`service ${contract.name} is registered twice`)
    const methods = new Map<string, Method>()
    const functions = implementation as Record<string, (input: unknown, context: CallContext<unknown>) => unknown>
    for (const [name, definition] of Object.entries(contract.calls)) {
      methods.set(name, { definition, answer: (input, context) => functions[name]!(input, context) })
    }
    this.services.set(contract.name, methods)
    events?.subscribe((name, payload) => this.forwardEvent(contract, name, payload))
  }

  connect(port: Port): RpcConnection {
    const connection = new Connection(port, this.services, this.options)
    this.connections.add(connection)
    port.onClose(() => {
      this.connections.delete(connection)
      connection.abortCalls()
    })
    return connection
  }

  /** Closes every connection. */
  close(): void {
    for (const connection of this.connections) connection.close()
  }

  private forwardEvent(contract: Contract, name: string, payload: unknown): void {
    const parsed = contract.events[name]?.safeParse(payload)
    if (!parsed?.success) {
      this.options.log(`event ${contract.name}.${name} was not sent: ${parsed ? describeIssues(parsed.error.issues) : 'unknown event'}`)
      return
    }
    for (const connection of this.connections) connection.send({ kind: 'event', service: contract.name, name, payload: parsed.data })
  }
}

class Connection implements RpcConnection {
  private readonly running = new Map<number, AbortController>()
  private readonly caller: Caller = { personId: null }

  constructor(
    private readonly port: Port,
    private readonly services: ReadonlyMap<string, ReadonlyMap<string, Method>>,
    private readonly options: RpcServerOptions,
  ) {
    port.onMessage((message) => this.receive(message))
  }

  close(): void {
    this.port.close()
  }

  abortCalls(): void {
    for (const controller of this.running.values()) controller.abort(new ServiceError('closed', 'the client has gone'))
    this.running.clear()
  }

  /** False when the port could not take the message. */
  send(message: ServerMessage): boolean {
    try {
      this.port.send(message)
      return true
    } catch (error) {
      this.options.log(`a ${message.kind} message could not be sent: ${String(error)}`)
      return false
    }
  }

  private receive(message: unknown): void {
    const parsed = clientMessage.safeParse(message)
    if (!parsed.success) return this.refuse(message, describeIssues(parsed.error.issues))
    if (parsed.data.kind === 'cancel') {
      this.running.get(parsed.data.id)?.abort(new ServiceError('cancelled', 'cancelled'))
      return
    }
    void this.answer(parsed.data)
  }

  /** A message that is no call still gets an answer when it says which call it meant to be. */
  private refuse(message: unknown, reason: string): void {
    this.options.log(`a malformed message was refused: ${reason}`)
    const id: unknown = typeof message === 'object' && message !== null && Object.hasOwn(message, 'id') ? (message as { id: unknown }).id : undefined
    if (typeof id === 'number' && Number.isSafeInteger(id) && id >= 0) {
      this.send({ kind: 'error', id, code: 'invalid-input', message: `the message was not understood: ${reason}`, details: undefined })
    }
  }

  private async answer(call: Extract<ClientMessage, { kind: 'call' }>): Promise<void> {
    const name = `${call.service}.${call.method}`
    const controller = new AbortController()
    try {
      const method = this.services.get(call.service)?.get(call.method)
      if (!method) throw new ServiceError('unknown-method', `there is no call ${name}`)
      if (this.running.has(call.id)) throw new ServiceError('invalid-input', `call number ${call.id} is in use`)
      const person = this.options.admit?.(this.caller, method.definition.permission ?? 'look') ?? nobody
      const input = method.definition.input.safeParse(call.input)
      if (!input.success) {
        throw new ServiceError('invalid-input', `${name} refused its input: ${describeIssues(input.error.issues)}`, { issues: plainIssues(input.error.issues) })
      }
      this.running.set(call.id, controller)
      const context = { signal: controller.signal, progress: (value: unknown) => this.sendProgress(call.id, name, method, controller, value), caller: this.caller, person }
      const value = await method.answer(input.data, context)
      const output = method.definition.output.safeParse(value)
      if (!output.success) throw new Error(`${name} gave an answer outside its contract: ${describeIssues(output.error.issues)}`)
      this.finish(call.id, controller)
      if (!this.send({ kind: 'result', id: call.id, value: output.data })) throw new Error(`the answer of ${name} could not be sent`)
    } catch (error) {
      this.finish(call.id, controller)
      this.sendError(call.id, name, controller.signal, error)
    }
  }

  private finish(id: number, controller: AbortController): void {
    if (this.running.get(id) === controller) this.running.delete(id)
  }

  private sendProgress(id: number, name: string, method: Method, controller: AbortController, value: unknown): void {
    if (this.running.get(id) !== controller) return
    const parsed = method.definition.progress?.safeParse(value)
    if (parsed?.success) this.send({ kind: 'progress', id, value: parsed.data })
    else this.options.log(`progress of ${name} was not sent: ${parsed ? describeIssues(parsed.error.issues) : 'its contract has none'}`)
  }

  /** Declared errors travel as they are; anything else is logged here and told to the client without its stack. */
  private sendError(id: number, name: string, signal: AbortSignal, error: unknown): void {
    if (error instanceof ServiceError) {
      const sent = this.send({ kind: 'error', id, code: error.code, message: error.message, details: error.details })
      if (!sent) this.send({ kind: 'error', id, code: error.code, message: error.message, details: undefined })
      return
    }
    if (signal.aborted && error instanceof Error && error.name === 'AbortError') {
      this.send({ kind: 'error', id, code: 'cancelled', message: `${name} was cancelled`, details: undefined })
      return
    }
    this.options.log(`${name} failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`)
    this.send({ kind: 'error', id, code: 'internal', message: `${name} failed unexpectedly; the log has the details`, details: undefined })
  }
}
