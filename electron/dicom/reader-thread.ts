import { basename } from 'node:path'
import type { ReaderProgram, StartReader } from './reader-program'
import type { ReaderReply, ReaderRequest, ReaderResults } from './reader-protocol'
import { UnreadableFileError } from './unreadable-file-error'

export interface ReaderThreadOptions {
  readonly workerFile: string
  readonly heapMb: number
  readonly start: StartReader
}

const maximumStretch = 8

interface Running {
  readonly file: string
  readonly timeoutMs: number
  resolve(value: ReaderResults[keyof ReaderResults]): void
  reject(error: Error): void
  timer: NodeJS.Timeout | null
}

/** One reader thread and the request it works on. A thread that hangs or dies fails that request only; it is not reused. */
export class ReaderThread {
  private readonly worker: ReaderProgram
  private running: Running | null = null
  private ready = false
  private dead = false

  constructor(options: ReaderThreadOptions, private readonly onDeath: () => void) {
    this.worker = options.start(options.workerFile, options.heapMb)
    this.worker.unref()
    this.worker.on('message', (reply) => this.receive(reply as ReaderReply))
    this.worker.on('error', (error) => this.die(`it brought its reader down (${error.message})`))
    this.worker.on('exit', () => this.die('its reader ended unexpectedly'))
  }

  get busy(): boolean {
    return this.running !== null
  }

  /** Sends one request. The time counts from when the thread is up, not from when it was started. */
  run(request: ReaderRequest, timeoutMs: number): Promise<ReaderResults[keyof ReaderResults]> {
    if (this.running || this.dead) throw new Error('a reader thread takes one request at a time')
    return new Promise((resolve, reject) => {
      this.running = { file: request.file, timeoutMs, resolve, reject, timer: null }
      if (this.ready) this.startTimer()
      // While it works, the thread keeps the process alive; idle it does not.
      this.worker.ref()
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
      this.worker.postMessage(request)
    })
  }

  async close(): Promise<void> {
    this.dead = true
    this.settle()?.reject(new Error('the readers were closed'))
    await this.worker.terminate()
  }

  private receive(reply: ReaderReply): void {
    if (reply.kind === 'ready') {
      this.ready = true
      this.startTimer()
      return
    }
    const running = this.settle()
    if (!running) return
    this.worker.unref()
    if (reply.kind === 'done') running.resolve(reply.value)
    else running.reject(new UnreadableFileError(reply.code, reply.message))
  }

  /**
   * The allowed time is time in which the program ran: on a machine that is busy with other things (or behind a slow network drive)
   * a sound file must not be taken for a hanging one, so what the processor did not give is added, up to `maximumStretch` times.
   */
  private startTimer(): void {
    const running = this.running
    if (!running) return
    const started = process.cpuUsage()
    const latest = performance.now() + running.timeoutMs * maximumStretch
    const check = (): void => {
      const { user, system } = process.cpuUsage(started)
      const missing = running.timeoutMs - (user + system) / 1000
      if (missing > 5 && performance.now() + missing <= latest) {
        running.timer = setTimeout(check, missing)
        return
      }
      const seconds = Math.round(running.timeoutMs / 100) / 10
      this.settle()?.reject(new UnreadableFileError('timeout', `${basename(running.file)} cannot be read: it took longer than ${seconds} s.`))
      this.die('')
    }
    running.timer = setTimeout(check, running.timeoutMs)
  }

  /** Takes the request off the thread, whatever became of it. */
  private settle(): Running | null {
    const running = this.running
    this.running = null
    if (running?.timer) clearTimeout(running.timer)
    return running
  }

  private die(cause: string): void {
    if (this.dead) return
    this.dead = true
    const running = this.settle()
    running?.reject(new UnreadableFileError('crashed', `${basename(running.file)} cannot be read: ${cause}.`))
    void this.worker.terminate()
    this.onDeath()
  }
}
