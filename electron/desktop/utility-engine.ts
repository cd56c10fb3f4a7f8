import { utilityProcess } from 'electron'
import type { EngineProcessSpawner } from '../engine/engine-access'
import { logLines } from '../engine/fork-engine'
import { utilityProcessPort } from '../ipc/transports/utility-process-port'
import { killUtility } from './kill-utility'

/** Runs the engine program in one of Electron's utility processes. They end together with the main process. */
export function utilityEngine(engineFile: string, log: (line: string) => void): EngineProcessSpawner {
  return (purpose, environment) => {
    const child = utilityProcess.fork(engineFile, [], { serviceName: `LightVessel ${purpose} engine`, env: environment, execArgv: [], stdio: 'pipe' })
    for (const stream of [child.stdout, child.stderr]) logLines(stream, (line) => log(`${purpose} engine: ${line}`))
    return {
      port: utilityProcessPort(child),
      processId: () => child.pid ?? null,
      onExit: (listener) => void child.once('exit', (code) => listener(`ended with code ${code}`)),
      kill: () => killUtility(child),
    }
  }
}
