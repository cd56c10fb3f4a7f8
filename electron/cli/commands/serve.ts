import type { Command } from 'commander'
import { resolve } from 'node:path'
import { defaultLibraryFolder } from '../../app-paths'
import { runServer } from '../../server/run-server'
import { wholeNumber } from '../command-line'

/** `serve`: the workstation in a browser on this machine. */
export function registerServeCommand(program: Command): void {
  program
    .command('serve')
    .description('serve the workstation on a loopback address, for a browser on this machine')
    .option('--library <folder>', 'folder of the library', defaultLibraryFolder())
    .option('--port <number>', 'port to listen on (default: 4747 or the next free one)', wholeNumber(0, 65_535))
    .action(async ({ library, port }: { library: string; port?: number }) => {
      await runServer({ libraryFolder: resolve(library), port: port ?? null })
    })
}
