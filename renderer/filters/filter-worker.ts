import { applyFilters } from './apply-filters'
import type { FilterSettings } from './filter-settings'
import type { GreyImage, Samples } from './grey-image'
import type { LinearIntensity } from './intensity-levels'

export interface FilterRequest {
  readonly id: number
  readonly image: GreyImage
  readonly mask: GreyImage | null
  readonly intensity: LinearIntensity | null
  readonly settings: FilterSettings
}

export type FilterAnswer = { readonly id: number; readonly samples: Samples } | { readonly id: number; readonly error: string }

/** Filters frames away from the thread that draws. */
self.addEventListener('message', ({ data: { id, image, mask, intensity, settings } }: MessageEvent<FilterRequest>) => {
  try {
    const samples = applyFilters(image, mask, intensity, settings)
    const answer: FilterAnswer = { id, samples }
    self.postMessage(answer, { transfer: [samples.buffer] })
  } catch (error) {
    const answer: FilterAnswer = { id, error: error instanceof Error ? error.message : String(error) }
    self.postMessage(answer, { transfer: [] })
  }
})
