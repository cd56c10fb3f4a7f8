import type { FrameKey, MaskSource } from '../../electron/ipc/contract/index'
import { decodeRuns } from '../../electron/ipc/run-length'
import type { ServiceClients } from '../connection/services'
import type { FrameMaskStore } from '../masks/frame-mask-store'
import { sourceName } from './comparison-store'

/** Labels of one side, or null where it has none. */
export type SideLabels = Uint8Array | null

interface Size {
  readonly rows: number
  readonly columns: number
}

const budget = 96 * 1024 * 1024

/** Sources whose mask of a frame is the same for ever. */
const lasting = ['model', 'version', 'reading'] as const

/**
 * The masks that are compared, by frame and source, as the page holds them. The current mask is the one that the page paints on, so
 * that a comparison follows the brush; what can change is fetched anew when its frame has changed.
 */
export class ComparedFrames {
  private readonly sides = new Map<string, { readonly labels: SideLabels; readonly bytes: number }>()
  private readonly loading = new Map<string, Promise<SideLabels>>()
  private readonly listeners = new Set<(key: FrameKey | null) => void>()
  private bytes = 0

  constructor(
    private readonly clients: Pick<ServiceClients, 'comparison' | 'masks' | 'readings'>,
    private readonly masks: FrameMaskStore,
  ) {
    clients.masks.on('changed', (key) => this.forget(key, lasting))
    // Who begins an independent reading sees no other mask of the frame any more.
    clients.readings.on('changed', (key) => this.forget(key, ['model']))
  }

  /** Told when a frame's masks, or (null) those of all frames, have to be asked for again. Returns the unsubscribe function. */
  onForgotten(listener: (key: FrameKey | null) => void): () => void {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  /** Undefined while it is not loaded. */
  peek(key: FrameKey, source: MaskSource): SideLabels | undefined {
    if (source.kind === 'current') {
      const mask = this.masks.peek(key)
      return mask === undefined ? undefined : mask.facts.lastAuthor === null && mask.pixels === 0 ? null : mask.labels
    }
    const name = nameOf(key, source)
    const found = this.sides.get(name)
    if (found === undefined) return undefined
    this.sides.delete(name)
    this.sides.set(name, found)
    return found.labels
  }

  async load(key: FrameKey, source: MaskSource, size: Size): Promise<SideLabels> {
    const known = this.peek(key, source)
    if (known !== undefined) return known
    if (source.kind === 'current') {
      await this.masks.load(key)
      return this.peek(key, source) ?? null
    }
    const name = nameOf(key, source)
    let promise = this.loading.get(name)
    if (promise === undefined) {
      promise = this.fetch(key, source, size).finally(() => this.loading.delete(name))
      this.loading.set(name, promise)
    }
    return promise
  }

  /** Changes were missed, or somebody else looks on now: all masks are asked for again. */
  async forgetAll(): Promise<void> {
    // An answer that is on its way may be one to the person before.
    await Promise.allSettled(this.loading.values())
    for (const name of this.sides.keys()) this.drop(name)
    for (const listener of this.listeners) listener(null)
  }

  private async fetch(key: FrameKey, source: MaskSource, { rows, columns }: Size): Promise<SideLabels> {
    const { labels } = await this.clients.comparison.mask({ ...key, source })
    const decoded = labels === null ? null : decodeRuns(labels, rows * columns)
    this.keep(nameOf(key, source), decoded)
    return decoded
  }

  private keep(name: string, labels: SideLabels): void {
    this.drop(name)
    const bytes = labels?.byteLength ?? 0
    this.sides.set(name, { labels, bytes })
    this.bytes += bytes
    for (const oldest of this.sides.keys()) {
      if (this.bytes <= budget || oldest === name) break
      this.drop(oldest)
    }
  }

  /** Drops the masks of a frame, but those of the kinds that stay. */
  private forget(key: FrameKey, stays: readonly string[]): void {
    const start = `${key.instanceId}/${key.frame}/`
    const gone = [...this.sides.keys()].filter((name) => name.startsWith(start) && !stays.some((kind) => name.startsWith(`${start}${kind} `)))
    for (const name of gone) this.drop(name)
    for (const listener of this.listeners) listener(key)
  }

  private drop(name: string): void {
    const found = this.sides.get(name)
    if (found === undefined) return
    this.sides.delete(name)
    this.bytes -= found.bytes
  }
}

function nameOf({ instanceId, frame }: FrameKey, source: MaskSource): string {
  return `${instanceId}/${frame}/${sourceName(source)}`
}
