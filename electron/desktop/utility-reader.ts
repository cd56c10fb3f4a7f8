import { utilityProcess } from 'electron'
import type { ReaderProgram, StartReader } from '../dicom/reader-program'
import { logLines } from '../engine/fork-engine'
import { killUtility } from './kill-utility'

/**
 * Runs the reader program in a utility process instead of a thread: its native image library brings a GLib of its own,
 * which must not meet GTK's in the main process; and a codec that crashes takes nothing else along.
 */
export function utilityReader(log: (line: string) => void): StartReader {
  return (workerFile, heapMb) => {
    const child = utilityProcess.fork(workerFile, [], { serviceName: 'LightVessel reader', env: {}, execArgv: [`--max-old-space-size=${heapMb}`], stdio: 'pipe' })
    const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
    for (const stream of [child.stdout, child.stderr]) logLines(stream, (line) => log(`reader: ${line}`))
    const program: ReaderProgram = {
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a process, not a window
      postMessage: (message) => child.postMessage(message),
      on: (event: string, listener: (...parameters: never[]) => void) => {
        // A utility process that fails ends: there is no error apart from the exit.
        if (event === 'message') child.on('message', listener as (message: unknown) => void)
        else if (event === 'exit') child.once('exit', listener as () => void)
      },
      // Electron's main process lives until it quits.
      ref: () => undefined,
      unref: () => undefined,
      terminate: () => {
        killUtility(child)
        return ended
      },
    }
    return program
  }
}
