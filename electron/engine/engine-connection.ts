import { engineContract } from '../ipc/contract/engine'
import type { EngineStatus } from '../ipc/contract/index'
import type { Port } from '../ipc/port'
import { createClients } from '../ipc/rpc-client'
import { ServiceError } from '../ipc/service-error'
import type { EngineClient, EngineProcess, EngineProcessSpawner, EnginePurpose } from './engine-access'
import { engineEnvironment } from './engine-environment'

export type EngineFacts = Pick<EngineStatus, 'backend' | 'version' | 'device' | 'notice'>

/** No frame takes this long: an engine that does not answer by then hangs and is replaced. */
export const answerLimitMs = 120_000

/** One life of one engine process: from its start to its end. */
export class EngineConnection<Calls> {
  /** Resolves with the reason when the process has ended. */
  readonly ended: Promise<string>
  private readonly client: Calls
  private readonly process: EngineProcess
  private death: string | null = null

  constructor(
    private readonly purpose: EnginePurpose,
    spawn: EngineProcessSpawner,
    clientOf: (port: Port) => Calls,
  ) {
    this.process = spawn(purpose, engineEnvironment(purpose, globalThis.process.env))
    this.ended = new Promise((resolve) =>
      this.process.onExit((how) => {
        this.death ??= how
        resolve(this.death)
      }),
    )
    this.client = clientOf(this.process.port)
  }

  get processId(): number | null {
    return this.process.processId()
  }

  /** Runs calls on this process; a closed connection becomes `engine-died`. A process that does not answer within `limitMs` hangs and is ended. */
  async use<T>(act: (client: Calls) => Promise<T>, limitMs?: number): Promise<T> {
    const limit = limitMs === undefined ? undefined : setTimeout(() => this.kill(`did not answer within ${limitMs / 1000} s and was ended`), limitMs)
    try {
      return await act(this.client)
    } catch (error) {
      if (!(error instanceof ServiceError) || error.code !== 'closed') throw error
      const how = await Promise.race([this.ended, new Promise<string>((resolve) => setTimeout(resolve, 1000, 'closed its connection'))])
      throw new ServiceError('engine-died', `The ${this.purpose} engine ${how} before it answered.`)
    } finally {
      clearTimeout(limit)
    }
  }

  /** Ends the process; `why` completes the sentence "The engine …". */
  kill(why: string): void {
    this.death ??= why
    this.process.kill()
  }

  /** Lets the process end by itself, and ends it after two seconds. */
  async stop(): Promise<void> {
    this.death ??= 'was stopped'
    this.process.port.close()
    const hurry = setTimeout(() => this.process.kill(), 2000)
    await this.ended
    clearTimeout(hurry)
  }
}

/** An engine that runs nets. */
export class NetConnection extends EngineConnection<EngineClient> {
  /** Rejects with `engine-unavailable` when the program runs but has no backend, with `engine-died` when it ended. */
  readonly ready: Promise<EngineFacts>

  constructor(purpose: Exclude<EnginePurpose, 'vessel'>, spawn: EngineProcessSpawner) {
    super(purpose, spawn, (port) => createClients(port, { engine: engineContract }).engine)
    this.ready = this.use((client) => client.info({}))
    // The owner may look at it later; an early failure is not an unhandled one.
    this.ready.catch(() => undefined)
  }
}
