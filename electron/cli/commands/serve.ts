import { type Command, InvalidArgumentError } from 'commander'
import { resolve } from 'node:path'
import { defaultLibraryFolder } from '../../app-paths'
import { runServer } from '../../server/run-server'

/** `serve`: the workstation in a browser on this machine. */
export function registerServeCommand(program: Command): void {
  program
    .command('serve')
    .description('serve the workstation on a loopback address, for a browser on this machine')
    .option('--library <folder>', 'folder of the library', defaultLibraryFolder())
    .option('--port <number>', 'port to listen on (default: 4747 or the next free one)', portNumber)
    .action(async ({ library, port }: { library: string; port?: number }) => {
      await runServer({ libraryFolder: resolve(library), port: port ?? null })
    })
}

export function portNumber(text: string): number {
  const port = Number(text)
  if (!/^\d+$/.test(text) || port > 65_535) throw new InvalidArgumentError('A port is a number from 0 to 65535.')
  return port
}
