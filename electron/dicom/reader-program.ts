import { Worker } from 'node:worker_threads'

/** The running reader program, whatever runs it. Terminating it ends it at once, even inside native code. */
export interface ReaderProgram {
  postMessage(message: unknown): void
  on(event: 'message', listener: (message: unknown) => void): unknown
  on(event: 'error', listener: (error: Error) => void): unknown
  on(event: 'exit', listener: () => void): unknown
  /** Whether it keeps the main program alive. */
  ref(): void
  unref(): void
  terminate(): Promise<unknown>
}

/** `heapMb` bounds its JavaScript heap; pixel memory is bounded by the reader's own budgets. */
export type StartReader = (workerFile: string, heapMb: number) => ReaderProgram

/** The reader as a thread of this process. */
export const startReaderThread: StartReader = (workerFile, heapMb) =>
  // Codecs and parsers get no environment: nothing they could leak.
  new Worker(workerFile, { resourceLimits: { maxOldGenerationSizeMb: heapMb }, env: {} })
