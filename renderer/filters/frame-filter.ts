import type { FilterSettings } from './filter-settings'
import type { FilterAnswer, FilterRequest } from './filter-worker'
import type { GreyImage, Samples } from './grey-image'
import type { LinearIntensity } from './intensity-levels'

type Waiting = { resolve: (samples: Samples) => void; reject: (error: Error) => void }

/** The filters in a worker of the page, started when they are first needed. */
export class FrameFilter {
  private worker: Worker | null = null
  private readonly waiting = new Map<number, Waiting>()
  private next = 0

  run(image: GreyImage, mask: GreyImage | null, intensity: LinearIntensity | null, settings: FilterSettings): Promise<Samples> {
    const worker = (this.worker ??= this.start())
    const id = this.next++
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve, reject })
      const request: FilterRequest = { id, image, mask, intensity, settings }
      worker.postMessage(request, [])
    })
  }

  private start(): Worker {
    const worker = new Worker(new URL('filter-worker.ts', import.meta.url), { type: 'module' })
    worker.addEventListener('message', ({ data }: MessageEvent<FilterAnswer>) => {
      const waiting = this.waiting.get(data.id)
      this.waiting.delete(data.id)
      if ('samples' in data) waiting?.resolve(data.samples)
      else waiting?.reject(new Error(data.error))
    })
    worker.addEventListener('error', (event) => {
      // Another one is started for the next frame.
      this.worker = null
      worker.terminate()
      for (const { reject } of this.waiting.values()) reject(new Error(event.message || 'The filters could not be started.'))
      this.waiting.clear()
    })
    return worker
  }
}
