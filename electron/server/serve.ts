import { join } from 'node:path'
import { appPaths } from '../app-paths'
import { forkEngine } from '../engine/fork-engine'
import { openLog } from '../services/log-file'
import { createResourceHandler } from '../services/resources'
import { startProgram } from '../services/start-program'
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
  const program = await startProgram({ host: 'browser', libraryFolder, paths, spawnEngine: forkEngine(paths.engineFile, log), log })
  try {
    const resources = createResourceHandler({ rendererFolder: paths.rendererFolder, source: () => program.resources, log })
    const host = await startBrowserHost({ port, resources, onConnection: (client) => void program.server.connect(client), log })
    return {
      address: host.address,
      close: async () => {
        await Promise.all([host.close(), program.close()])
      },
    }
  } catch (error) {
    await program.close()
    throw error
  }
}
