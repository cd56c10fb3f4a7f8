import { spawn, type ChildProcess } from 'node:child_process'
import { createInterface } from 'node:readline'
import type { Answer, Request } from './requests'

/** For each contestant, in a process of its own that lives for the whole benchmark. On a busy machine one says most. */
export const threads = Number(process.env['LIGHTVESSEL_BENCH_THREADS'] ?? 2)

/**
 * PyTorch's threads wait actively for each other unless told otherwise: while another program takes a core, its steps
 * then take ten times as long, which says nothing about PyTorch. `OMP_WAIT_POLICY=ACTIVE` brings its default back.
 */
const waiting = { OMP_WAIT_POLICY: process.env['OMP_WAIT_POLICY'] ?? 'PASSIVE' }

/** One process that answers requests, line by line. */
export class Contestant {
  private readonly process: ChildProcess
  private readonly lines: AsyncIterator<string>

  constructor(
    readonly name: string,
    command: string,
    parameters: readonly string[],
    environment: Record<string, string> = {},
  ) {
    const limits = { TF_NUM_INTRAOP_THREADS: `${threads}`, OMP_NUM_THREADS: `${threads}`, LIGHTVESSEL_BENCH_THREADS: `${threads}` }
    this.process = spawn(command, parameters, { stdio: ['pipe', 'pipe', 'inherit'], env: { ...process.env, ...limits, ...waiting, ...environment } })
    this.process.on('error', (error) => console.error(`${name} cannot be started: ${error.message}`))
    this.lines = createInterface({ input: this.process.stdout! })[Symbol.asyncIterator]()
  }

  async ask(request: Request): Promise<Answer> {
    this.process.stdin!.write(`${JSON.stringify(request)}\n`)
    const { value, done } = await this.lines.next()
    if (done) throw new Error(`${this.name} has ended before it answered.`)
    const answer = JSON.parse(value) as Answer
    if (answer.error) throw new Error(`${this.name}: ${answer.error}`)
    return answer
  }

  close(): void {
    this.process.stdin!.end()
    this.process.kill()
  }
}
