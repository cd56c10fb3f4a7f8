import { join } from 'node:path'
import { appPaths } from '../app-paths'
import { forkEngine } from '../engine/fork-engine'
import { openLog } from '../services/log-file'
import { createResourceHandler } from '../services/resources'
import { type Program, startProgram } from '../services/start-program'
import { startBrowserHost } from './http-server'

export interface ServeOptions {
  readonly libraryFolder: string
  /** Null chooses a free one. */
  readonly port: number | null
}

export interface ServedProgram {
  readonly address: string
  close(): Promise<void>
}

/** The browser host: the program's services behind a loopback address. Rejects with one plain sentence. */
export async function serve({ libraryFolder, port }: ServeOptions): Promise<ServedProgram> {
  const paths = appPaths()
  const log = openLog(join(libraryFolder, 'logs'))
  // The port first: whether it is free is known at once.
  let program: Program | null = null
  const resources = createResourceHandler({ rendererFolder: paths.rendererFolder, source: () => program?.resources ?? null, log })
  const host = await startBrowserHost({ port, resources, onConnection: (client) => (program ? program.server.connect(client) : client.close()), log })
  try {
    program = await startProgram({ host: 'browser', libraryFolder, paths, spawnEngine: forkEngine(paths.engineFile, log), log })
  } catch (error) {
    await host.close()
    throw error
  }
  const started = program
  return { address: host.address, close: async () => void (await Promise.all([host.close(), started.close()])) }
}
