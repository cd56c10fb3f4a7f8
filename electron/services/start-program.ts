import { availableParallelism, userInfo } from 'node:os'
import type { AppPaths } from '../app-paths'
import { ReaderPool } from '../dicom/reader-pool'
import type { StartReader } from '../dicom/reader-program'
import type { EngineProcessSpawner } from '../engine/engine-access'
import { EngineSupervisor } from '../engine/supervisor'
import { appContract, type AppInfo, engineStatusContract, type MenuCommand } from '../ipc/contract/index'
import { RpcServer } from '../ipc/rpc-server'
import { AppService } from './app-service'
import { EngineStatusService } from './engine-status-service'
import type { Log } from './log-file'
import { openServices } from './open-services'
import type { ResourceSource } from './resources'

export interface ProgramOptions {
  readonly host: AppInfo['host']
  readonly libraryFolder: string
  readonly paths: AppPaths
  readonly spawnEngine: EngineProcessSpawner
  /** What runs the readers; threads of this process when it is left out. */
  readonly startReader?: StartReader
  /** The native open dialog of the desktop. */
  readonly pickPaths?: (kind: 'files' | 'folder') => Promise<string[]>
  readonly log: Log
}

/** Everything behind the page, the same on both hosts. */
export interface Program {
  readonly server: RpcServer
  readonly resources: ResourceSource
  sendMenuCommand(command: MenuCommand): void
  /** Ends engines, workers and the database. */
  close(): Promise<void>
}

/** Starts engine, readers and services. Rejects with one plain sentence, e.g. when another program has the library open. */
export async function startProgram({ host, libraryFolder, paths, spawnEngine, startReader, pickPaths, log }: ProgramOptions): Promise<Program> {
  log(`version ${paths.version} starts: ${host} host, process ${process.pid}, Node ${process.versions.node}, ${process.platform} ${process.arch}`)
  const userName = currentUser()
  const engine = new EngineSupervisor({ spawn: spawnEngine, log })
  const readers = new ReaderPool({ workerFile: paths.readerWorkerFile, size: Math.min(4, Math.max(1, availableParallelism() - 1)), start: startReader })
  const closeAll = async (): Promise<void> => void (await Promise.all([engine.close(), readers.close()]))
  try {
    const services = await openServices({ libraryFolder, assetsFolder: paths.assetsFolder, readers, engine, userName, softwareVersion: paths.version, log })
    const server = new RpcServer({ log, admit: services.people.admit })
    const app = new AppService({ info: { version: paths.version, host, libraryFolder, userName }, pickPaths, log })
    const engineStatus = new EngineStatusService(engine)
    server.register(appContract, app.implementation, app.events)
    server.register(engineStatusContract, engineStatus.implementation, engineStatus.events)
    services.register(server)
    engine.start()
    return {
      server,
      resources: services.resources,
      sendMenuCommand: (command) => app.sendMenuCommand(command),
      close: async () => {
        server.close()
        // Runs are told to stop by the services before their engine goes.
        await services.close()
        await closeAll()
      },
    }
  } catch (error) {
    await closeAll()
    throw error
  }
}

function currentUser(): string {
  try {
    return userInfo().username
  } catch {
    // The system knows no name for this user, as in some containers.
    return process.env['USER'] ?? 'user'
  }
}
