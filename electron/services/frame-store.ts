import { createHash, randomUUID } from 'node:crypto'
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { frameBytes, type FrameShape } from '../dicom/image-header'
import type { ReaderPool } from '../dicom/reader-pool'

/** What the store needs of an instance; the contract's `Instance` is one. */
export interface StoredInstance extends FrameShape {
  readonly id: number
}

export interface FrameStoreOptions {
  readonly pool: Pick<ReaderPool, 'decodeFrame' | 'hasten' | 'thumbnail'>
  /** Path of the instance's file in the library. */
  readonly fileOf: (instanceId: number) => Promise<string> | string
  /** The instance whose middle frame stands for the series; null when there is no such series. */
  readonly thumbnailSource: (seriesId: number) => Promise<StoredInstance | null> | StoredInstance | null
  /** Folder for thumbnails; created when needed, may be deleted at any time. */
  readonly thumbnailFolder: string
  /** Bytes of decoded frames that are kept. */
  readonly byteBudget?: number
  /** Frames decoded ahead of the one asked for. */
  readonly decodeAhead?: number
}

interface Entry {
  readonly pixels: Promise<Uint8Array>
  readonly bytes: number
  /** Cancels a frame that is only decoded ahead; null once it is decoded or somebody waits for it. */
  speculation: AbortController | null
}

const keyOf = (instance: { readonly id: number }, frame: number | ''): string => `${instance.id}/${frame}`

/** Decoded frames: each decoded once, the least recently used dropped, the following ones of a run decoded ahead. */
export class FrameStore {
  private readonly entries = new Map<string, Entry>()
  private readonly byteBudget: number
  private readonly decodeAhead: number
  private bytes = 0

  constructor(private readonly options: FrameStoreOptions) {
    this.byteBudget = options.byteBudget ?? 512 * 1024 ** 2
    this.decodeAhead = options.decodeAhead ?? 8
  }

  /** Bytes held now, those still being decoded included. */
  get usedBytes(): number {
    return this.bytes
  }

  /** One frame, zero-based; the pixel format is that of `resourceUrl`. Callers must not write into it. Rejects with an `UnreadableFileError`. */
  async getFrame(instance: StoredInstance, frame: number): Promise<{ pixels: Uint8Array }> {
    if (!Number.isInteger(frame) || frame < 0 || frame >= instance.frames) throw new RangeError(`instance ${instance.id} has no frame ${frame + 1}`)
    const pixels = this.visibleFrame(instance, frame)
    const reach = Math.min(this.decodeAhead, instance.frames - 1, Math.floor(this.byteBudget / frameBytes(instance) / 2))
    // A cine starts over behind its last frame.
    const following = Array.from({ length: reach }, (_, step) => (frame + step + 1) % instance.frames)
    this.cancelSpeculation(instance, following)
    for (const next of following) if (!this.entries.has(keyOf(instance, next))) this.start(instance, next, new AbortController())
    return { pixels: await pixels }
  }

  /** The series' thumbnail (PNG), from the disk cache when it is there; null when there is no such series. */
  async getThumbnail(seriesId: number, signal?: AbortSignal): Promise<Uint8Array | null> {
    const instance = await this.options.thumbnailSource(seriesId)
    if (!instance) return null
    const file = await this.options.fileOf(instance.id)
    const cached = join(this.options.thumbnailFolder, thumbnailName(file))
    const found = await readFile(cached).catch(() => null)
    if (found && found.length > 0) return found
    const thumbnail = await this.options.pool.thumbnail(file, instance, { signal })
    // The cache only saves time: a full disk, or a folder deleted meanwhile, must not cost the thumbnail.
    await keepFile(this.options.thumbnailFolder, cached, thumbnail).catch(() => {})
    return thumbnail
  }

  /** Drops the frames of an instance that has left the library. */
  forget(instanceId: number): void {
    for (const key of this.entries.keys()) if (key.startsWith(keyOf({ id: instanceId }, ''))) this.drop(key)
  }

  private visibleFrame(instance: StoredInstance, frame: number): Promise<Uint8Array> {
    const key = keyOf(instance, frame)
    const found = this.entries.get(key)
    if (!found) return this.start(instance, frame, null)
    this.entries.delete(key)
    this.entries.set(key, found)
    if (found.speculation) {
      found.speculation = null
      void Promise.resolve(this.options.fileOf(instance.id)).then((file) => this.options.pool.hasten(file, frame), () => {})
    }
    return found.pixels
  }

  /** Stops what was to be decoded ahead of another frame of the same run, if it has not been decoded yet. */
  private cancelSpeculation(instance: StoredInstance, wanted: readonly number[]): void {
    const keep = new Set(wanted.map((frame) => keyOf(instance, frame)))
    for (const [key, entry] of this.entries) {
      if (!entry.speculation || keep.has(key) || !key.startsWith(keyOf(instance, ''))) continue
      this.drop(key)
      entry.speculation.abort()
    }
  }

  private start(instance: StoredInstance, frame: number, speculation: AbortController | null): Promise<Uint8Array> {
    const key = keyOf(instance, frame)
    const pixels = this.decode(instance, frame, speculation)
    const entry: Entry = { pixels, bytes: frameBytes(instance), speculation }
    this.entries.set(key, entry)
    this.bytes += entry.bytes
    this.trim(key)
    pixels.then(
      () => (entry.speculation = null),
      // A failure is not kept: the next request tries again.
      () => {
        if (this.entries.get(key) === entry) this.drop(key)
      },
    )
    return pixels
  }

  private async decode(instance: StoredInstance, frame: number, speculation: AbortController | null): Promise<Uint8Array> {
    const file = await this.options.fileOf(instance.id)
    const options = speculation ? { priority: 'ahead' as const, signal: speculation.signal } : { priority: 'visible' as const }
    return this.options.pool.decodeFrame(file, instance, frame, options)
  }

  private trim(keep: string): void {
    for (const key of this.entries.keys()) {
      if (this.bytes <= this.byteBudget) return
      if (key !== keep) this.drop(key)
    }
  }

  private drop(key: string): void {
    const entry = this.entries.get(key)
    if (!entry) return
    this.entries.delete(key)
    this.bytes -= entry.bytes
  }
}

/** Under which the thumbnail of a library's copy is kept. */
export function thumbnailName(file: string): string {
  return `${createHash('sha256').update(file).digest('hex').slice(0, 32)}.png`
}

/** Written beside its place and renamed, so that nobody ever reads half a file. */
async function keepFile(folder: string, file: string, content: Uint8Array): Promise<void> {
  const temporary = `${file}.${randomUUID()}`
  await mkdir(folder, { recursive: true })
  try {
    await writeFile(temporary, content)
    await rename(temporary, file)
  } catch (error) {
    await rm(temporary, { force: true })
    throw error
  }
}
