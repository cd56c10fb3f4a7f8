import { statSync } from 'node:fs'
import { basename } from 'node:path'
import { frameBytes, type ImageHeader } from '../../../electron/dicom/image-header'
import { ReaderPool } from '../../../electron/dicom/reader-pool'
import { UnreadableFileError } from '../../../electron/dicom/unreadable-file-error'
import { peakMemoryDuring } from './peak-memory'

export interface Verdict {
  /** `decoded`, the declared code of the refusal, or what must not happen: `crash`, `hang`, `memory`, `undeclared`, `wrong`. */
  readonly outcome: string
  readonly failed: boolean
  readonly message: string
  /** Processor time of the slowest request in milliseconds, and growth of the resident memory in bytes at its highest. */
  readonly slowestMs: number
  readonly memoryBytes: number
}

/** What one file may take: nothing hangs for longer, and memory stays below 2 × the file + one decoded run. */
const longestMs = 2000
/** Heaps of both threads between two collections, and a codec when it is first loaded: a property of the program, not of the file. */
const programBytes = 64 * 1024 ** 2

/** Reads files as an import and a viewer do, header, thumbnail, frames, through the real pool with its threads and limits, one after the other. */
export class Judge {
  private pool: ReaderPool

  constructor(private readonly workerFile: string) {
    this.pool = this.newPool()
  }

  async judge(file: string): Promise<Verdict> {
    const verdict = await this.read(file)
    if (verdict.outcome !== 'memory' && verdict.outcome !== 'hang') return verdict
    // The peak holds what earlier files left to be collected, and a busy machine is slow: a fresh thread says whether it was this file.
    await this.close()
    this.pool = this.newPool()
    return this.read(file)
  }

  close(): Promise<void> {
    return this.pool.close()
  }

  private newPool(): ReaderPool {
    return new ReaderPool({ workerFile: this.workerFile, size: 1 })
  }

  private async read(file: string): Promise<Verdict> {
    const name = basename(file)
    let [outcome, failed, message, slowestMs] = ['decoded', false, '', 0]
    let header: ImageHeader | null = null
    const timed = async <T>(request: Promise<T>): Promise<T> => {
      const start = process.cpuUsage()
      try {
        return await request
      } finally {
        const { user, system } = process.cpuUsage(start)
        slowestMs = Math.max(slowestMs, (user + system) / 1000)
      }
    }
    const memoryBytes = await peakMemoryDuring(async () => {
      try {
        header = await timed(this.pool.readHeader(file))
        const thumbnail = await timed(this.pool.thumbnail(file, header))
        const last = await timed(this.pool.decodeFrame(file, header, header.frames - 1))
        if (last.length !== frameBytes(header) || thumbnail.length === 0) [outcome, failed, message] = ['wrong', true, `a frame has ${last.length} bytes instead of ${frameBytes(header)}`]
      } catch (error) {
        ;[outcome, failed, message] = judgeRefusal(error, name)
      }
    })
    if (!failed && slowestMs > longestMs) [outcome, failed, message] = ['hang', true, `one request took ${Math.round(slowestMs)} ms of processor time`]
    const allowed = 2 * statSync(file).size + runBytes(header) + workingBytes(header) + programBytes
    if (!failed && memoryBytes > allowed) [outcome, failed, message] = ['memory', true, `memory grew by ${memoryBytes} bytes where ${allowed} are allowed`]
    return { outcome, failed, message, slowestMs, memoryBytes }
  }
}

const runBytes = (header: ImageHeader | null): number => (header ? frameBytes(header) * header.frames : 0)

/** OpenJPEG's own memory, which no caller can lessen: three words of four bytes a sample, and its room to grow. */
const workingBytes = (header: ImageHeader | null): number =>
  header && /\.4\.9[01]$/.test(header.transferSyntaxUid ?? '') ? 20 * header.rows * header.columns * header.samplesPerPixel : 0

/** A refusal is good when it is a declared one, in one sentence that names the file. */
function judgeRefusal(error: unknown, name: string): [outcome: string, failed: boolean, message: string] {
  if (!(error instanceof UnreadableFileError)) return ['undeclared', true, String(error)]
  const { code, message } = error
  if (code === 'crashed') return ['crash', true, message]
  if (code === 'timeout') return ['hang', true, message]
  if (!message.includes(name) || !message.endsWith('.') || message.includes('\n')) return ['undeclared', true, message]
  return [code, false, message]
}
