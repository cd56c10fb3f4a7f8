import { equalised } from './clahe'
import type { FilterSettings } from './filter-settings'
import type { GreyImage, Samples } from './grey-image'
import { sharpened } from './sharpen'
import { subtractFrame } from './subtract'

/** The samples as they are shown. `mask` is the frame that the settings subtract. */
export function applyFilters(image: GreyImage, mask: GreyImage | null, { subtraction, equalise, sharpen }: FilterSettings): Samples {
  let samples = image.samples
  if (subtraction !== null && mask !== null) samples = subtractFrame(image, mask, subtraction)
  if (equalise) samples = equalised({ ...image, samples })
  if (sharpen) samples = sharpened({ ...image, samples })
  return samples
}
