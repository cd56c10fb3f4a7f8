import { distanceIn } from '../measure/length'
import type { Scale } from '../measure/length'
import { lengthText } from '../measure/length-text'

/** A distance that was found in pixels of the image: in millimetres, with what makes them so, where the scale knows them. */
export function distanceText(pixels: number | null, scale: Scale = { unit: 'px' }): string {
  return pixels === null ? '–' : lengthText(distanceIn(scale, pixels))
}
