import { fork } from 'node:child_process'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { childProcessPort } from '../ipc/transports/process-port'
import type { EngineProcessSpawner, EnginePurpose } from './engine-access'

/** Runs the engine program under plain Node. */
export function forkEngine(engineFile: string, log: (line: string) => void): EngineProcessSpawner {
  return (purpose, environment) => {
    const child = fork(engineFile, { serialization: 'advanced', env: environment, execArgv: debuggerArguments(purpose), stdio: ['ignore', 'pipe', 'pipe', 'ipc'] })
    for (const stream of [child.stdout, child.stderr]) logLines(stream, (line) => log(`${purpose} engine: ${line}`))
    return {
      port: childProcessPort(child),
      processId: () => child.pid ?? null,
      onExit: (listener) => {
        child.once('exit', (code, signal) => listener(signal ? `was ended by ${signal}` : `ended with code ${code}`))
        child.once('error', (error) => listener(`could not be started: ${error.message}`))
      },
      kill: () => void child.kill('SIGKILL'),
    }
  }
}

/** `LIGHTVESSEL_ENGINE_INSPECT=PORT` opens a debugger's port on the inference engine. */
function debuggerArguments(purpose: EnginePurpose): string[] {
  const port = process.env['LIGHTVESSEL_ENGINE_INSPECT']
  return port && purpose === 'inference' ? [`--inspect=${port}`] : []
}

export function logLines(stream: Readable | NodeJS.ReadableStream | null, log: (line: string) => void): void {
  if (stream) createInterface({ input: stream }).on('line', log)
}
