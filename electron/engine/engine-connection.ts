import { engineContract } from '../ipc/contract/engine'
import type { EngineStatus } from '../ipc/contract/index'
import { createClients } from '../ipc/rpc-client'
import { ServiceError } from '../ipc/service-error'
import type { EngineClient, EngineProcess, EngineProcessSpawner, EnginePurpose } from './engine-access'

export type EngineFacts = Pick<EngineStatus, 'backend' | 'version' | 'device' | 'notice'>

/** One life of one engine process: from its start to its end. */
export class EngineConnection {
  /** Rejects with `engine-unavailable` when the program runs but has no backend, with `engine-died` when it ended. */
  readonly ready: Promise<EngineFacts>
  /** Resolves with the reason when the process has ended. */
  readonly ended: Promise<string>
  private readonly client: EngineClient
  private readonly process: EngineProcess
  private death: string | null = null

  constructor(
    private readonly purpose: EnginePurpose,
    spawn: EngineProcessSpawner,
    environment: NodeJS.ProcessEnv,
  ) {
    this.process = spawn(purpose, environment)
    this.ended = new Promise((resolve) =>
      this.process.onExit((how) => {
        this.death ??= how
        resolve(this.death)
      }),
    )
    this.client = createClients(this.process.port, { engine: engineContract }).engine
    this.ready = this.use((client) => client.info({}))
    // The owner may look at it later; an early failure is not an unhandled one.
    this.ready.catch(() => undefined)
  }

  get processId(): number | null {
    return this.process.processId()
  }

  /** Runs calls on this process; a closed connection becomes `engine-died`. */
  async use<T>(act: (client: EngineClient) => Promise<T>): Promise<T> {
    try {
      return await act(this.client)
    } catch (error) {
      if (!(error instanceof ServiceError) || error.code !== 'closed') throw error
      const how = await Promise.race([this.ended, new Promise<string>((resolve) => setTimeout(resolve, 1000, 'closed its connection'))])
      throw new ServiceError('engine-died', `The ${this.purpose} engine ${how} before it answered.`)
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
