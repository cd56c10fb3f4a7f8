import { equalised } from './clahe'
import type { FilterSettings } from './filter-settings'
import type { GreyImage, Samples } from './grey-image'
import type { LinearIntensity } from './intensity-levels'
import { sharpened } from './sharpen'
import { subtractFrame } from './subtract'

/** The samples as they are shown. `mask` is the frame that the settings subtract, `intensity` what both mean to the beam. */
export function applyFilters(image: GreyImage, mask: GreyImage | null, intensity: LinearIntensity | null, { subtraction, equalise, sharpen }: FilterSettings): Samples {
  let samples = image.samples
  if (subtraction !== null && mask !== null) samples = subtractFrame(image, mask, subtraction, intensity)
  if (equalise) samples = equalised({ ...image, samples })
  if (sharpen) samples = sharpened({ ...image, samples })
  return samples
}
