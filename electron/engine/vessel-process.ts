import type { Client } from '../ipc/contract'
import { vesselEngineContract } from '../ipc/contract/vessel-engine'
import { createClients } from '../ipc/rpc-client'
import { ServiceError } from '../ipc/service-error'
import type { EngineProcess, EngineProcessSpawner } from './engine-access'
import { engineEnvironment } from './engine-environment'

export type VesselClient = Client<typeof vesselEngineContract>

interface Running {
  readonly process: EngineProcess
  readonly client: VesselClient
  readonly ended: Promise<string>
}

/** The vessel engine: started by the first call, and by the first one after it died. */
export class VesselProcess {
  private running: Running | null = null
  private closed = false

  constructor(
    private readonly spawn: EngineProcessSpawner,
    private readonly log: (line: string) => void,
  ) {}

  /** Runs calls on the process; rejects with `engine-died` when it ends before it has answered. */
  async use<T>(act: (client: VesselClient) => Promise<T>): Promise<T> {
    if (this.closed) throw new ServiceError('closed', 'The workstation is closing.')
    this.running ??= this.start()
    const { client, ended } = this.running
    try {
      return await act(client)
    } catch (error) {
      if (!(error instanceof ServiceError) || error.code !== 'closed') throw error
      const how = await Promise.race([ended, new Promise<string>((resolve) => setTimeout(resolve, 1000, 'closed its connection'))])
      throw new ServiceError('engine-died', `The vessel engine ${how} before it answered.`)
    }
  }

  async close(): Promise<void> {
    this.closed = true
    const { running } = this
    if (!running) return
    running.process.kill()
    await running.ended
  }

  private start(): Running {
    const process = this.spawn('vessel', engineEnvironment('vessel', globalThis.process.env))
    const ended = new Promise<string>((resolve) => process.onExit(resolve))
    const running: Running = { process, ended, client: createClients(process.port, { vesselEngine: vesselEngineContract }).vesselEngine }
    void ended.then((how) => this.forget(running, how))
    return running
  }

  private forget(running: Running, how: string): void {
    if (this.running === running) this.running = null
    if (!this.closed) this.log(`vessel engine: ${how}`)
  }
}
