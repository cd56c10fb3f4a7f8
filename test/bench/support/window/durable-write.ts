import { closeSync, fdatasyncSync, openSync, rmSync, statSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { encodeRuns } from '../../../../electron/ipc/run-length'
import { openLibraryFolder } from '../../../../electron/storage/library-folder'
import { MaskStore } from '../../../../electron/storage/mask-store'

/** SQLite's own log is as large as this before it is written from its beginning again. */
const logBytes = 4 * 2 ** 20

export interface StoreAlone {
  /** Milliseconds of each stroke's transaction. */
  readonly times: number[]
  /** Bytes that one stroke puts on disk, about: the median growth of the log. */
  readonly bytes: number
}

/** Strokes of the size of those in the window, on the first frame of a library's image, straight into its store; nobody may have it open. */
export async function strokesIntoStore(folder: string, instanceId: number, side: number, count: number): Promise<StoreAlone> {
  const library = await openLibraryFolder(folder)
  try {
    // The log only grows, so that its growth tells what was written.
    library.database.execute('PRAGMA wal_autocheckpoint = 0')
    const store = new MaskStore(library.database)
    const key = { instanceId, frame: 0 }
    const { applied } = store.history(key, 1, null)
    const rect = { width: Math.round(side / 12), height: Math.round(side / 18) }
    const times: number[] = []
    const sizes: number[] = []
    for (let stroke = 0; stroke < count; stroke++) {
      const x = (stroke * 97) % (side - rect.width)
      const y = (stroke * 61) % (side - rect.height)
      const labels = encodeRuns(new Uint8Array(rect.width * rect.height).fill(stroke % 2))
      const { revision } = store.stand(key)
      const before = statSync(`${library.database.file}-wal`).size
      const start = performance.now()
      store.applyPatch(key, revision, { name: 'brush', author: { kind: 'human', name: 'bench' }, status: 'corrected' }, { x, y, ...rect }, labels)
      times.push(performance.now() - start)
      sizes.push(statSync(`${library.database.file}-wal`).size - before)
    }
    // The window finds the mask as it was: a stroke on what is painted already would change nothing.
    store.goTo(key, 'bench', applied)
    return { times, bytes: sizes.sort((one, other) => one - other)[count >> 1]! }
  } finally {
    library.close()
  }
}

/** A file that is written over and over like SQLite's log: what the disk takes to hold that many bytes durably. */
export class DurableFile {
  private readonly file: string
  private readonly handle: number
  private at = 0

  constructor(folder: string) {
    this.file = join(folder, 'durable-write')
    this.handle = openSync(this.file, 'w')
    writeSync(this.handle, new Uint8Array(logBytes))
    fdatasyncSync(this.handle)
  }

  /** Milliseconds until the bytes are on disk. */
  write(bytes: number): number {
    if (this.at + bytes > logBytes) this.at = 0
    const block = new Uint8Array(bytes).fill(1)
    const start = performance.now()
    writeSync(this.handle, block, 0, bytes, this.at)
    fdatasyncSync(this.handle)
    this.at += bytes
    return performance.now() - start
  }

  remove(): void {
    closeSync(this.handle)
    rmSync(this.file)
  }
}
