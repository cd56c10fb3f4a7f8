import { resourceUrl } from '../../electron/ipc/resource-url'

/** Thumbnails that are kept: some 10 kB each. */
const kept = 600

/** Thumbnails as addresses for `<img>`. Those scrolled past are cancelled, also at the host; those seen stay for scrolling back. */
export class ThumbnailSource {
  private readonly addresses = new Map<number, string>()

  /** Known already? */
  peek(seriesId: number): string | undefined {
    const address = this.addresses.get(seriesId)
    if (address === undefined) return undefined
    this.addresses.delete(seriesId)
    this.addresses.set(seriesId, address)
    return address
  }

  /** Null when the series has no picture (no frame could be decoded). Rejects when it is cancelled or the host has gone. */
  async load(seriesId: number, signal: AbortSignal): Promise<string | null> {
    const response = await fetch(resourceUrl.thumbnail(seriesId), { signal })
    if (!response.ok) return null
    const address = URL.createObjectURL(await response.blob())
    this.forget(seriesId)
    this.addresses.set(seriesId, address)
    for (const oldest of this.addresses.keys()) {
      if (this.addresses.size <= kept) break
      this.forget(oldest)
    }
    return address
  }

  private forget(seriesId: number): void {
    const address = this.addresses.get(seriesId)
    if (address === undefined) return
    URL.revokeObjectURL(address)
    this.addresses.delete(seriesId)
  }
}
