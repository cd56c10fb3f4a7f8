import type { Client } from '../ipc/contract'
import { vesselEngineContract } from '../ipc/contract/vessel-engine'
import { createClients } from '../ipc/rpc-client'
import { ServiceError } from '../ipc/service-error'
import type { EngineProcessSpawner } from './engine-access'
import { EngineConnection } from './engine-connection'

export type VesselClient = Client<typeof vesselEngineContract>

/** The vessel engine: started by the first call, and by the first one after it died. */
export class VesselProcess {
  private connection: EngineConnection<VesselClient> | null = null
  private closed = false

  constructor(
    private readonly spawn: EngineProcessSpawner,
    private readonly log: (line: string) => void,
    private readonly limitMs: number,
  ) {}

  /** Runs calls on the process; rejects with `engine-died` when it ends, or hangs and is ended, before it has answered. */
  async use<T>(act: (client: VesselClient) => Promise<T>): Promise<T> {
    if (this.closed) throw new ServiceError('closed', 'The workstation is closing.')
    this.connection ??= this.start()
    return this.connection.use(act, this.limitMs)
  }

  async close(): Promise<void> {
    this.closed = true
    const { connection } = this
    if (!connection) return
    connection.kill('was stopped')
    await connection.ended
  }

  private start(): EngineConnection<VesselClient> {
    const connection = new EngineConnection('vessel', this.spawn, (port) => createClients(port, { vesselEngine: vesselEngineContract }).vesselEngine)
    void connection.ended.then((how) => this.forget(connection, how))
    return connection
  }

  private forget(connection: EngineConnection<VesselClient>, how: string): void {
    if (this.connection === connection) this.connection = null
    if (!this.closed) this.log(`vessel engine: ${how}`)
  }
}
