import type { CallOptions } from '../ipc/contract'
import { engineContract } from '../ipc/contract/engine'
import type { EngineStatus } from '../ipc/contract/index'
import { ServiceError } from '../ipc/service-error'
import type { EngineAccess, EngineClient, EngineProcessSpawner } from './engine-access'
import { answerLimitMs, NetConnection } from './engine-connection'
import { VesselProcess, type VesselClient } from './vessel-process'

export interface EngineSupervisorOptions {
  readonly spawn: EngineProcessSpawner
  readonly log: (line: string) => void
  /** Milliseconds before the first restart; doubled for each further one in a row. */
  readonly firstPauseMs?: number
  /** Milliseconds within which an engine answers, if it ever does. */
  readonly limitMs?: number
}

const longestPauseMs = 30_000
/** Starts in a row that never became ready, after which it waits for the next call instead of trying on its own. */
const patience = 5

/**
 * Keeps one inference engine running: starts it, restarts it with growing pauses when it dies, and says how it is.
 * Calls made while it starts wait for it; calls in flight when it dies reject with `engine-died`.
 */
export class EngineSupervisor implements EngineAccess {
  readonly client: EngineClient
  private readonly listeners = new Set<(status: EngineStatus) => void>()
  private readonly training = new Set<NetConnection>()
  private readonly vesselProcess: VesselProcess
  private readonly limitMs: number
  private connection: NetConnection | null = null
  private current: EngineStatus = { state: 'starting', backend: null, version: null, device: null, notice: null, processId: null, restarts: 0 }
  private failures = 0
  private restartTimer: NodeJS.Timeout | null = null
  private closed = false

  constructor(private readonly options: EngineSupervisorOptions) {
    this.client = supervisedClient((call, name, signal) => this.callInference(call, name, signal))
    this.limitMs = options.limitMs ?? answerLimitMs
    this.vesselProcess = new VesselProcess(options.spawn, options.log, this.limitMs)
  }

  start(): void {
    if (this.closed || this.connection) return
    const connection = new NetConnection('inference', this.options.spawn)
    this.connection = connection
    void this.awaitReady(connection)
    void connection.ended.then((how) => this.restart(connection, how))
  }

  status(): EngineStatus {
    return this.current
  }

  onStatus(listener: (status: EngineStatus) => void): () => void {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  async withTraining<T>(use: (client: EngineClient) => Promise<T>): Promise<T> {
    if (this.closed) throw new ServiceError('closed', 'The workstation is closing.')
    const connection = new NetConnection('training', this.options.spawn)
    this.training.add(connection)
    try {
      await connection.ready
      return await use(supervisedClient((call) => connection.use(call)))
    } finally {
      await connection.stop()
      this.training.delete(connection)
    }
  }

  vessel<T>(act: (client: VesselClient) => Promise<T>): Promise<T> {
    return this.vesselProcess.use(act)
  }

  /** Ends all engines. */
  async close(): Promise<void> {
    this.closed = true
    if (this.restartTimer) clearTimeout(this.restartTimer)
    this.listeners.clear()
    await Promise.all([this.vesselProcess.close(), ...[...this.training, this.connection].map((connection) => connection?.stop())])
  }

  private async callInference<T>(call: (client: EngineClient) => Promise<T>, name: string, signal: AbortSignal | undefined): Promise<T> {
    const connection = await this.readyConnection(signal)
    // Evaluating a model on a whole data folder takes as long as it takes.
    return connection.use(call, name === 'segment' ? this.limitMs : undefined)
  }

  private async readyConnection(signal: AbortSignal | undefined): Promise<NetConnection> {
    if (this.closed) throw new ServiceError('closed', 'The workstation is closing.')
    if (this.current.state === 'failed') this.tryAgain()
    while (this.current.state !== 'ready' || !this.connection) await this.nextStatus(signal)
    return this.connection
  }

  /** Resolves at the next change; rejects when the engine is given up, the caller cancels or the program closes. */
  private nextStatus(signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      const settle = (act: () => void): void => {
        stop()
        signal?.removeEventListener('abort', cancel)
        act()
      }
      const cancel = (): void => settle(() => reject(new ServiceError('cancelled', 'The call was cancelled while the engine was starting.')))
      const stop = this.onStatus((status) =>
        settle(() => (status.state === 'failed' ? reject(new ServiceError('engine-unavailable', status.notice ?? 'The engine could not be started.')) : resolve())),
      )
      if (signal?.aborted) cancel()
      else signal?.addEventListener('abort', cancel, { once: true })
    })
  }

  private async awaitReady(connection: NetConnection): Promise<void> {
    try {
      const facts = await connection.ready
      this.failures = 0
      this.setStatus({ ...facts, state: 'ready', processId: connection.processId })
      this.options.log(`inference engine: ${facts.version} on ${facts.device}${facts.notice ? ` (${facts.notice})` : ''}`)
    } catch (error) {
      // A program that runs without a backend would say the same after a restart. One that died is restarted at its end.
      if (error instanceof ServiceError && error.code === 'engine-unavailable') this.fail(error.message)
    }
  }

  private restart(connection: NetConnection, how: string): void {
    if (this.closed || this.connection !== connection) return
    this.connection = null
    const wasReady = this.current.state === 'ready'
    this.failures = wasReady ? 0 : this.failures + 1
    this.options.log(`inference engine: ${how}`)
    if (this.current.state === 'failed') return
    if (this.failures >= patience) return this.fail(`The engine ${how}, ${patience} times in a row.`)
    const pause = Math.min(longestPauseMs, (this.options.firstPauseMs ?? 250) * 2 ** this.failures)
    this.setStatus({ state: 'restarting', notice: `The engine ${how}; it is being restarted.`, processId: null, restarts: this.current.restarts + 1 })
    this.restartTimer = setTimeout(() => this.start(), pause)
  }

  private fail(notice: string): void {
    this.options.log(`inference engine: ${notice}`)
    this.setStatus({ state: 'failed', notice, processId: null })
    this.connection?.kill('had no backend')
    this.connection = null
  }

  private tryAgain(): void {
    this.failures = patience - 1
    this.setStatus({ state: 'starting', notice: null })
    this.start()
  }

  private setStatus(change: Partial<EngineStatus>): void {
    this.current = { ...this.current, ...change }
    for (const listener of this.listeners) listener(this.current)
  }
}

/** A client each of whose calls runs inside `run`. The engine's contract has no events. */
function supervisedClient(run: <T>(call: (client: EngineClient) => Promise<T>, name: string, signal: AbortSignal | undefined) => Promise<T>): EngineClient {
  type AnyCall = (input: unknown, options?: CallOptions<unknown>) => Promise<unknown>
  const calls = Object.keys(engineContract.calls).map((name) => {
    const call: AnyCall = (input, options) => run((client) => (client as unknown as Record<string, AnyCall>)[name]!(input, options), name, options?.signal)
    return [name, call] as const
  })
  return { ...Object.fromEntries(calls), on: () => () => undefined } as unknown as EngineClient
}
