import { t } from 'i18next'
import type { Instance } from '../../electron/ipc/contract/index'
import { resourceUrl } from '../../electron/ipc/resource-url'
import { ByteCache } from './byte-cache'
import { frameImage, FrameSizeError } from './frame-image'
import type { FrameImage } from './frame-image'

/** A frame that cannot be shown; the message is a sentence for people. */
export class FrameUnavailableError extends Error {
  override readonly name = 'FrameUnavailableError'

  constructor(
    message: string,
    /** The host said so. Otherwise nobody answered, and the next try may succeed. */
    readonly isFinal: boolean,
    options: ErrorOptions,
  ) {
    super(message, options)
  }
}

/** What the host says of a frame that it cannot serve. */
class RefusedError extends Error {}

const budget = 384 * 1024 * 1024
const fetchesAtOnce = 3

/** Fetches frames from the host, keeps them under a byte budget and fetches ahead of the one that is shown. */
export class FrameSource {
  private readonly cache = new ByteCache<FrameImage>(budget)
  private readonly loading = new Map<string, Promise<FrameImage>>()
  /** Frames that could not be had when they were asked for last. */
  private readonly failed = new Map<string, FrameUnavailableError>()
  /** What is fetched ahead for whom. */
  private readonly ahead = new Map<object, AbortController>()
  private readonly askAgainListeners = new Set<() => void>()

  peek(instance: Instance, frame: number): FrameImage | undefined {
    return this.cache.get(keyOf(instance, frame))
  }

  /** The reason why a frame could not be had; none while it is being asked for (again). */
  failure(instance: Instance, frame: number): FrameUnavailableError | undefined {
    return this.failed.get(keyOf(instance, frame))
  }

  /** Rejects with a `FrameUnavailableError`. */
  load(instance: Instance, frame: number): Promise<FrameImage> {
    const key = keyOf(instance, frame)
    const cached = this.cache.get(key)
    if (cached !== undefined) return Promise.resolve(cached)
    let promise = this.loading.get(key)
    if (promise === undefined) {
      promise = this.fetchFrame(instance, frame).finally(() => this.loading.delete(key))
      this.loading.set(key, promise)
    }
    return promise
  }

  /** Fetches the frames that follow, in showing order, as many as fit into half the budget, instead of what the same view fetched ahead before. */
  fetchAhead(view: object, instance: Instance, from: number): void {
    this.leave(view)
    const controller = new AbortController()
    this.ahead.set(view, controller)
    const frameBytes = instance.rows * instance.columns * instance.samplesPerPixel * (instance.bitsAllocated / 8)
    const count = Math.min(instance.frames, Math.max(1, Math.floor(budget / 2 / frameBytes / this.ahead.size)))
    let next = 0
    const work = async (): Promise<void> => {
      while (next < count && !controller.signal.aborted) {
        const frame = (from + next++) % instance.frames
        if (this.failed.get(keyOf(instance, frame))?.isFinal) continue
        await this.load(instance, frame).catch(() => undefined)
      }
    }
    for (let worker = 0; worker < fetchesAtOnce; worker++) void work()
  }

  /** The view shows nothing more, or something else. */
  leave(view: object): void {
    this.ahead.get(view)?.abort()
    this.ahead.delete(view)
  }

  /** The host is back after it was away: what failed before may succeed now, and whoever shows a failure asks again. */
  askAgain(): void {
    this.failed.clear()
    for (const listener of this.askAgainListeners) listener()
  }

  /** Calls back when failures have been forgotten. Returns the function that ends it. */
  onAskAgain(listener: () => void): () => void {
    this.askAgainListeners.add(listener)
    return () => this.askAgainListeners.delete(listener)
  }

  private async fetchFrame(instance: Instance, frame: number): Promise<FrameImage> {
    const key = keyOf(instance, frame)
    this.failed.delete(key)
    try {
      const response = await fetch(resourceUrl.frame(instance.id, frame))
      if (!response.ok) throw new RefusedError(await reasonOf(response))
      const image = frameImage(instance, frame, await response.arrayBuffer())
      this.cache.set(key, image, image.sizeInBytes)
      return image
    } catch (error) {
      const isFinal = error instanceof RefusedError || error instanceof FrameSizeError
      const failure = new FrameUnavailableError(isFinal ? error.message : t('view.noAnswer'), isFinal, { cause: error })
      this.failed.set(key, failure)
      throw failure
    }
  }
}

function keyOf(instance: Instance, frame: number): string {
  return `${instance.id}/${frame}`
}

/** Hosts answer with `{ code, message }` or plain text. */
async function reasonOf(response: Response): Promise<string> {
  const text = await response.text().catch(() => '')
  try {
    const message = (JSON.parse(text) as { message?: unknown }).message
    if (typeof message === 'string' && message !== '') return message
  } catch {
    // Not JSON: the text itself is the reason.
  }
  return text.trim() !== '' ? text.trim().slice(0, 500) : `The host answered ${response.status}.`
}
