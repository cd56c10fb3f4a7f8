import { serve, type ServeOptions } from './serve'

/** Serves until the process is told to end; prints the address. Sets the exit code when it cannot start. */
export async function runServer(options: ServeOptions): Promise<void> {
  try {
    const served = await serve(options)
    let closingSince = 0
    const end = (): void => {
      // Ctrl-C may arrive twice at once, from the terminal and from the script; a later one ends it the hard way, as ten
      // seconds do: everything that matters is on disk by then.
      if (closingSince > 0) return Date.now() - closingSince > 1000 ? process.exit(1) : undefined
      closingSince = Date.now()
      setTimeout(() => process.exit(1), 10_000).unref()
      void served.close().finally(() => process.exit(0))
    }
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, end)
    // Started by a script: it must not be left behind when that is killed.
    if (process.send) process.once('disconnect', end)
    console.log(`LightVessel Workstation is ready at ${served.address}`)
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error))
    process.exitCode = 1
  }
}
