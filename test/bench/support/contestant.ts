import { spawn, type ChildProcess } from 'node:child_process'
import { createInterface } from 'node:readline'
import type { Answer, Request } from './requests'

/** As many threads for each contestant, in a process of its own that lives for the whole benchmark. */
export const threads = 2

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
    this.process = spawn(command, parameters, { stdio: ['pipe', 'pipe', 'inherit'], env: { ...process.env, ...limits, ...environment } })
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
