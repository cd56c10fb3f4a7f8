import { closeSync, openSync, readSync, statSync } from 'node:fs'
import { limits } from '../limits'
import { ReadingError } from '../unreadable-file-error'

/** Random access to the bytes of a file, so that a long run is never read whole. */
export interface ByteSource {
  readonly size: number
  /** A view that stays valid until the next call; throws a `ReadingError` when the range is not inside the source. */
  read(position: number, length: number): Uint8Array
  /** As `read`, into memory that belongs to the caller. */
  copy(position: number, length: number): Uint8Array
  close(): void
}

function checkRange(size: number, position: number, length: number): void {
  if (position < 0 || length < 0 || position + length > size) {
    throw new ReadingError('truncated', `it ends at byte ${size}, where ${position + length} are needed`)
  }
}

/** Bytes in memory: an inflated data set. */
export class MemorySource implements ByteSource {
  private readonly bytes: Uint8Array

  constructor(bytes: Uint8Array) {
    // Never a Buffer, whose slice() shares memory instead of copying.
    this.bytes = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  get size(): number {
    return this.bytes.length
  }

  read(position: number, length: number): Uint8Array {
    checkRange(this.size, position, length)
    return this.bytes.subarray(position, position + length)
  }

  copy(position: number, length: number): Uint8Array {
    return this.read(position, length).slice()
  }

  close(): void {}
}

const windowBytes = 64 * 1024

/** A file on disk. Small reads (element headers) are served from one window, so that a header costs few system calls. */
export class FileSource implements ByteSource {
  readonly size: number
  private readonly descriptor: number
  private readonly window = new Uint8Array(windowBytes)
  private windowStart = 0
  private windowLength = 0

  constructor(file: string) {
    try {
      // Looked at before it is opened: opening a pipe would wait for somebody to write into it.
      const status = statSync(file)
      if (!status.isFile()) throw new ReadingError('not-an-image', 'it is not a regular file')
      if (status.size > limits.fileBytes) throw new ReadingError('too-large', `it has ${status.size} bytes, more than ${limits.fileBytes}`)
      this.size = status.size
      this.descriptor = openSync(file, 'r')
    } catch (error) {
      if (error instanceof ReadingError) throw error
      throw new ReadingError('missing', `it cannot be opened (${(error as NodeJS.ErrnoException).code ?? 'unknown reason'})`)
    }
  }

  read(position: number, length: number): Uint8Array {
    if (length > windowBytes / 4) return this.copy(position, length)
    checkRange(this.size, position, length)
    if (position < this.windowStart || position + length > this.windowStart + this.windowLength) {
      const wanted = this.window.subarray(0, Math.min(windowBytes, this.size - position))
      this.windowLength = 0
      this.load(wanted, position)
      this.windowStart = position
      this.windowLength = wanted.length
    }
    return this.window.subarray(position - this.windowStart, position - this.windowStart + length)
  }

  copy(position: number, length: number): Uint8Array {
    checkRange(this.size, position, length)
    const bytes = new Uint8Array(length)
    this.load(bytes, position)
    return bytes
  }

  close(): void {
    closeSync(this.descriptor)
  }

  private load(bytes: Uint8Array, position: number): void {
    for (let done = 0; done < bytes.length; ) {
      const count = readSync(this.descriptor, bytes, done, bytes.length - done, position + done)
      if (count === 0) throw new ReadingError('truncated', 'it became shorter while it was read')
      done += count
    }
  }
}
