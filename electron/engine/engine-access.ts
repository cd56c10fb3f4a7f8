import type { Client } from '../ipc/contract'
import type { engineContract } from '../ipc/contract/engine'
import type { EngineStatus } from '../ipc/contract/index'
import type { Port } from '../ipc/port'
import type { VesselClient } from './vessel-process'

export type EngineClient = Client<typeof engineContract>

/** The engine as services use it. Calls on an engine that dies reject with `engine-died`; the next ones wait for its restart. */
export interface EngineAccess {
  readonly client: EngineClient
  status(): EngineStatus
  /** Returns the unsubscribe function. */
  onStatus(listener: (status: EngineStatus) => void): () => void
  /**
   * Starts a second engine for training, lends it and ends it afterwards: neither its load nor its crash touches inference.
   * Rejects with `engine-unavailable` when training is not possible on this machine.
   */
  withTraining<T>(use: (client: EngineClient) => Promise<T>): Promise<T>
  /** Runs calls on the vessel engine, which no net ever keeps busy. Rejects with `engine-died` when it ends before it has answered. */
  vessel<T>(act: (client: VesselClient) => Promise<T>): Promise<T>
}

export type EnginePurpose = 'inference' | 'training' | 'vessel'

/** A running engine program, however it was started. */
export interface EngineProcess {
  readonly port: Port
  readonly processId: () => number | null
  /** `how` says in words how it ended. */
  onExit(listener: (how: string) => void): void
  /** Ends it at once. */
  kill(): void
}

/** Starts the engine program: `child_process.fork` under Node, `utilityProcess` under Electron. */
export type EngineProcessSpawner = (purpose: EnginePurpose, environment: NodeJS.ProcessEnv) => EngineProcess
