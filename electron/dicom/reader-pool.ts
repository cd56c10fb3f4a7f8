import { existsSync } from 'node:fs'
import { stat } from 'node:fs/promises'
import type { Annotations } from './coco/read-annotations'
import type { DeidentifiedFile } from './deidentify/deidentify-file'
import type { DeidentifyOptions } from './deidentify/deidentify-options'
import { warnOfSeenText } from './deidentify/warn-of-seen-text'
import { frameBytes, type FrameShape, type ImageHeader } from './image-header'
import type { ReaderRequest, ReaderResults } from './reader-protocol'
import { type StartReader, startReaderThread } from './reader-program'
import { ReaderThread } from './reader-thread'
import type { LabelPicture } from './picture/read-label-picture'
import type { Segmentation } from './seg/segmentation'

export interface ReaderPoolOptions {
  /** The bundled `reader-worker`. */
  readonly workerFile: string
  /** Number of threads. */
  readonly size?: number
  /** Time for one header, or the fixed part of the time for one frame. */
  readonly timeoutMs?: number
  readonly heapMb?: number
  /** What runs the reader program; a thread of this process when it is left out. */
  readonly start?: StartReader
}

/** `visible`: somebody waits for it on the screen; `normal`: imports, thumbnails; `ahead`: may never be needed. */
export type ReadPriority = 'visible' | 'normal' | 'ahead'

export interface ReadOptions {
  readonly priority?: ReadPriority
  /** Aborting rejects with the signal's reason; a request that has not begun is never sent. */
  readonly signal?: AbortSignal
}

interface Job {
  readonly request: ReaderRequest
  readonly timeoutMs: number
  resolve(value: ReaderResults[keyof ReaderResults]): void
  reject(error: unknown): void
}

const priorities: readonly ReadPriority[] = ['visible', 'normal', 'ahead']

/** Bytes of a large file that are read, and bytes of a large frame that are decoded, in one more second of allowed time. */
const fileBytesPerSecond = 16 * 1024 ** 2
const frameBytesPerSecond = 4 * 1024 ** 2

/** Reads image files in worker threads. A file that hangs or kills its thread fails alone; the thread is replaced. */
export class ReaderPool {
  private readonly threads = new Set<ReaderThread>()
  private readonly queues: Record<ReadPriority, Set<Job>> = { visible: new Set(), normal: new Set(), ahead: new Set() }
  private readonly size: number
  private readonly timeoutMs: number
  private readonly workerFile: string
  private readonly heapMb: number
  private readonly start: StartReader
  private closed = false

  /** Throws when there is no `workerFile`; threads start with the first request. */
  constructor({ workerFile, size = 2, timeoutMs = 2000, heapMb = 256, start = startReaderThread }: ReaderPoolOptions) {
    if (!existsSync(workerFile)) throw new Error(`the reader program ${workerFile} is missing`)
    this.workerFile = workerFile
    this.size = Math.max(1, size)
    this.timeoutMs = timeoutMs
    this.heapMb = heapMb
    this.start = start
  }

  /** Everything about the file but its pixels. Rejects with an `UnreadableFileError` that names the file and the cause. */
  async readHeader(file: string, options: ReadOptions = {}): Promise<ImageHeader> {
    // Pictures are decoded and deflated files inflated to be described: large ones get more time.
    const bytes = await stat(file).then((status) => status.size, () => 0)
    return this.enqueue({ kind: 'header', file }, this.timeoutMs + (1000 * bytes) / fileBytesPerSecond, options)
  }

  /** The masks in a DICOM segmentation. Rejects with an `UnreadableFileError` that names the file and the cause. */
  async readSegmentation(file: string, options: ReadOptions = {}): Promise<Segmentation> {
    const bytes = await stat(file).then((status) => status.size, () => 0)
    // Eight pixels a byte: each is looked at.
    return this.enqueue({ kind: 'segmentation', file }, this.timeoutMs + (8000 * bytes) / fileBytesPerSecond, options)
  }

  /** The labels in a PNG mask. Rejects with an `UnreadableFileError` that names the file and the cause. */
  readLabelPicture(file: string, options: ReadOptions = {}): Promise<LabelPicture> {
    return this.enqueue({ kind: 'label-picture', file }, 4 * this.timeoutMs, options)
  }

  /** The masks in a COCO file, or without `masks` only what it says of its images (`readAnnotations`). Rejects with an `UnreadableFileError` that names the file and the cause. */
  async readAnnotations(file: string, { masks = true, ...options }: ReadOptions & { masks?: boolean } = {}): Promise<Annotations | string | null> {
    const bytes = await stat(file).then((status) => status.size, () => 0)
    // A few bytes may stand for a whole mask.
    return this.enqueue({ kind: 'annotations', file, masks }, 4 * this.timeoutMs + (16_000 * bytes) / fileBytesPerSecond, options)
  }

  /**
   * Writes a de-identified copy of a DICOM file. Rejects with an `UnreadableFileError` that names the file and the cause. The look for text
   * in its pixels is a request of its own, which may take as long again and does not fail the copy.
   */
  async deidentify(file: string, out: string, options: DeidentifyOptions, read: ReadOptions = {}): Promise<DeidentifiedFile> {
    const bytes = await stat(file).then((status) => status.size, () => 0)
    const timeoutMs = 2 * this.timeoutMs + (1000 * bytes) / frameBytesPerSecond
    const written = await this.enqueue({ kind: 'deidentify', file, out, options }, timeoutMs, read)
    return warnOfSeenText(written, () => this.enqueue({ kind: 'seen-text', file }, timeoutMs, read))
  }

  /** One frame (zero-based) in the served form. Rejects with an `UnreadableFileError`. */
  decodeFrame(file: string, shape: FrameShape, frame: number, options: ReadOptions = {}): Promise<Uint8Array> {
    return this.enqueue({ kind: 'frame', file, frame }, this.frameTimeout(shape), options)
  }

  /** All frames in order, or those asked for; a few are decoded ahead of the one that is being used. */
  async *decodeFrames(file: string, shape: FrameShape, options: ReadOptions & { readonly frames?: Iterable<number> } = {}): AsyncGenerator<{ frame: number; pixels: Uint8Array }> {
    const frames = [...(options.frames ?? Array.from({ length: shape.frames }, (_, index) => index))]
    const pending: { frame: number; pixels: Promise<Uint8Array> }[] = []
    const stop = new AbortController()
    const signal = options.signal ? AbortSignal.any([options.signal, stop.signal]) : stop.signal
    try {
      for (let next = 0; next < frames.length || pending.length > 0; ) {
        for (; next < frames.length && pending.length < this.size * 2; next++) {
          const pixels = this.decodeFrame(file, shape, frames[next]!, { ...options, signal })
          // Its failure is met when its turn comes, not before.
          pixels.catch(() => {})
          pending.push({ frame: frames[next]!, pixels })
        }
        const { frame, pixels } = pending.shift()!
        yield { frame, pixels: await pixels }
      }
    } finally {
      stop.abort()
    }
  }

  /** The middle frame as PNG of at most 192 px. Rejects with an `UnreadableFileError`. */
  thumbnail(file: string, shape: FrameShape, options: ReadOptions = {}): Promise<Uint8Array> {
    return this.enqueue({ kind: 'thumbnail', file }, this.frameTimeout(shape), options)
  }

  /** Lets a waiting request for this frame overtake all that nobody waits for. */
  hasten(file: string, frame: number): void {
    for (const queue of [this.queues.normal, this.queues.ahead]) {
      for (const job of queue) {
        if (job.request.kind !== 'frame' || job.request.file !== file || job.request.frame !== frame) continue
        queue.delete(job)
        this.queues.visible.add(job)
      }
    }
  }

  /** Ends all threads; what is still waiting rejects. */
  async close(): Promise<void> {
    this.closed = true
    for (const priority of priorities) {
      for (const job of this.queues[priority]) job.reject(new Error('the readers were closed'))
      this.queues[priority].clear()
    }
    await Promise.all([...this.threads].map((thread) => thread.close()))
    this.threads.clear()
  }

  private frameTimeout(shape: FrameShape): number {
    return this.timeoutMs + (1000 * frameBytes(shape)) / frameBytesPerSecond
  }

  private enqueue<Kind extends ReaderRequest['kind']>(request: ReaderRequest & { kind: Kind }, timeoutMs: number, { priority = 'normal', signal }: ReadOptions): Promise<ReaderResults[Kind]> {
    if (this.closed) return Promise.reject(new Error('the readers were closed'))
    if (signal?.aborted) return Promise.reject(signal.reason as Error)
    return new Promise((resolve, reject) => {
      const onAbort = (): void => {
        for (const waiting of priorities) this.queues[waiting].delete(job)
        reject(signal!.reason as Error)
      }
      const job: Job = {
        request,
        timeoutMs,
        resolve: (value) => {
          signal?.removeEventListener('abort', onAbort)
          resolve(value as ReaderResults[Kind])
        },
        reject: (error) => {
          signal?.removeEventListener('abort', onAbort)
          reject(error as Error)
        },
      }
      signal?.addEventListener('abort', onAbort, { once: true })
      this.queues[priority].add(job)
      this.dispatch()
    })
  }

  private dispatch(): void {
    while (!this.closed) {
      const queue = priorities.map((priority) => this.queues[priority]).find((waiting) => waiting.size > 0)
      const thread = queue && this.idleThread()
      if (!queue || !thread) return
      const job = queue.values().next().value!
      queue.delete(job)
      thread.run(job.request, job.timeoutMs).then(job.resolve, job.reject).finally(() => this.dispatch())
    }
  }

  private idleThread(): ReaderThread | null {
    for (const thread of this.threads) if (!thread.busy) return thread
    if (this.threads.size >= this.size) return null
    const thread: ReaderThread = new ReaderThread({ workerFile: this.workerFile, heapMb: this.heapMb, start: this.start }, () => {
      this.threads.delete(thread)
      this.dispatch()
    })
    this.threads.add(thread)
    return thread
  }
}
