import type { Instance } from '../../electron/ipc/contract/index'
import { ByteCache } from '../viewport/byte-cache'
import { filteredImage, samplesOf } from '../viewport/frame-image'
import type { FrameImage } from '../viewport/frame-image'
import type { FrameSource } from '../viewport/frame-source'
import { isFiltering, nameOfFilters, noFilters } from './filter-settings'
import type { FilterSettings } from './filter-settings'
import type { FrameFilter } from './frame-filter'
import type { GreyImage } from './grey-image'
import { linearIntensity } from './intensity-levels'

const budget = 96 * 1024 * 1024

/** The frames of one pane as they are shown: those of the host, or what the filters make of them, kept under a budget of bytes. */
export class FilteredFrames {
  private cache = new ByteCache<FrameImage>(budget)
  private loading = new Map<string, Promise<FrameImage>>()
  private settings: FilterSettings = noFilters
  private ahead: AbortController | null = null

  constructor(
    private readonly source: Pick<FrameSource, 'peek' | 'failure' | 'load' | 'fetchAhead' | 'leave'>,
    private readonly filter: Pick<FrameFilter, 'run'>,
    /** The filters in use cannot be applied, for another reason than that the shown frame itself cannot be read; the caller takes them off. */
    private readonly failed: (error: Error) => void,
  ) {}

  /** Other filters; what was made with the ones before is forgotten. */
  use(settings: FilterSettings): void {
    if (nameOfFilters(settings) === nameOfFilters(this.settings)) return
    this.settings = settings
    this.cache = new ByteCache(budget)
    this.loading = new Map()
    this.ahead?.abort()
  }

  peek(instance: Instance, frame: number): FrameImage | undefined {
    return this.filters(instance) ? this.cache.get(keyOf(instance, frame)) : this.source.peek(instance, frame)
  }

  failure(instance: Instance, frame: number): Error | undefined {
    return this.source.failure(instance, frame)
  }

  /** Rejects with a sentence for people. */
  load(instance: Instance, frame: number): Promise<FrameImage> {
    if (!this.filters(instance)) return this.source.load(instance, frame)
    const key = keyOf(instance, frame)
    const cached = this.cache.get(key)
    if (cached !== undefined) return Promise.resolve(cached)
    const { loading } = this
    let promise = loading.get(key)
    if (promise === undefined) {
      promise = this.make(instance, frame).finally(() => loading.delete(key))
      loading.set(key, promise)
    }
    return promise
  }

  /** Fetches and filters the frames that follow, as many as the budget holds. */
  fetchAhead(instance: Instance, from: number): void {
    this.source.fetchAhead(this, instance, from)
    this.ahead?.abort()
    if (this.filters(instance)) void this.filterAhead(instance, from)
  }

  leave(): void {
    this.source.leave(this)
    this.ahead?.abort()
  }

  private async filterAhead(instance: Instance, from: number): Promise<void> {
    const controller = new AbortController()
    this.ahead = controller
    // Filtered samples may be twice as wide as stored ones.
    const count = Math.min(instance.frames, Math.floor(budget / 2 / (instance.rows * instance.columns * 2)))
    for (let step = 0; step < count && !controller.signal.aborted; step++) {
      await this.load(instance, (from + step) % instance.frames).catch(() => undefined)
    }
  }

  /** Filters work on grey images. */
  private filters(instance: Instance): boolean {
    return isFiltering(this.settings) && instance.samplesPerPixel === 1
  }

  private async make(instance: Instance, frame: number): Promise<FrameImage> {
    const { settings, cache } = this
    const { subtraction } = settings
    const [image, mask] = await Promise.allSettled([this.source.load(instance, frame), subtraction === null ? null : this.source.load(instance, subtraction.frame)])
    if (image.status === 'rejected') throw image.reason
    try {
      if (mask.status === 'rejected') throw mask.reason
      const samples = await this.filter.run(greyOf(image.value), mask.value === null ? null : greyOf(mask.value), linearIntensity(instance), settings)
      const made = filteredImage(image.value, samples, nameOfFilters(settings), subtraction !== null)
      cache.set(keyOf(instance, frame), made, made.sizeInBytes)
      return made
    } catch (error) {
      // Told once: the caller's answer is other settings.
      if (this.settings === settings) this.failed(error instanceof Error ? error : new Error(String(error)))
      throw error
    }
  }
}

function greyOf(image: FrameImage): GreyImage {
  return { columns: image.columns, rows: image.rows, samples: samplesOf(image) }
}

function keyOf(instance: Instance, frame: number): string {
  return `${instance.id}/${frame}`
}
