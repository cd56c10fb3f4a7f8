import { statSync } from 'node:fs'
import { openImage, type OpenImage } from './open-image'

const idleMs = 10_000

interface Entry {
  readonly stamp: string
  readonly image: Promise<OpenImage>
}

/** Keeps the last few images of one reader thread open, so that a run's header and offsets are read once; closes them when idle. */
export class OpenImageCache {
  private readonly entries = new Map<string, Entry>()
  private timer: NodeJS.Timeout | null = null

  constructor(private readonly capacity = 3) {}

  /** The opened file; opened anew when it has changed since. */
  async open(file: string): Promise<OpenImage> {
    this.restartTimer()
    const status = statSync(file, { throwIfNoEntry: false })
    const stamp = status ? `${status.size} ${status.mtimeMs} ${status.ino}` : 'missing'
    const found = this.entries.get(file)
    if (found?.stamp === stamp) {
      this.entries.delete(file)
      this.entries.set(file, found)
      return found.image
    }
    this.forget(file)
    const image = openImage(file)
    this.entries.set(file, { stamp, image })
    try {
      const opened = await image
      while (this.entries.size > this.capacity) this.forget(this.entries.keys().next().value!)
      return opened
    } catch (error) {
      this.entries.delete(file)
      throw error
    }
  }

  private forget(file: string): void {
    const entry = this.entries.get(file)
    this.entries.delete(file)
    entry?.image.then((image) => image.close(), () => {})
  }

  private restartTimer(): void {
    if (this.timer) clearTimeout(this.timer)
    this.timer = setTimeout(() => {
      for (const file of this.entries.keys()) this.forget(file)
    }, idleMs)
    this.timer.unref()
  }
}
