import { randomUUID } from 'node:crypto'
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'

/** An hour: long enough to save it again, short enough not to fill the disk. */
const usualKeepMs = 60 * 60 * 1000

/** Files that a page is to fetch by `resourceUrl.download`. Each is removed some time after it was made, and all of them with the program. */
export class DownloadStore {
  private readonly waiting = new Map<string, ReturnType<typeof setTimeout>>()

  constructor(
    /** A folder that holds nothing else. */
    readonly folder: string,
    private readonly keepMs = usualKeepMs,
  ) {}

  /** Removes what earlier programs left. */
  async clear(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true })
    await mkdir(this.folder, { recursive: true })
  }

  /** Has a file written and keeps it; resolves to its id. What was not written whole does not stay. */
  async add(write: (file: string) => Promise<void>): Promise<string> {
    const id = randomUUID()
    try {
      await write(this.pathOf(id))
    } catch (error) {
      await this.remove(id)
      throw error
    }
    this.waiting.set(id, setTimeout(() => void this.remove(id), this.keepMs).unref())
    return id
  }

  /** The file; null when there is none (any more). */
  fileOf(id: string): string | null {
    return this.waiting.has(id) ? this.pathOf(id) : null
  }

  async close(): Promise<void> {
    await Promise.all([...this.waiting.keys()].map((id) => this.remove(id)))
  }

  private async remove(id: string): Promise<void> {
    clearTimeout(this.waiting.get(id))
    this.waiting.delete(id)
    // One that is being fetched on a system that keeps it meanwhile is removed by the next program.
    await rm(this.pathOf(id), { force: true }).catch(() => undefined)
  }

  private pathOf(id: string): string {
    return join(this.folder, id)
  }
}
