import type { CsvValue } from '../../electron/ipc/csv-text'
import { distanceIn } from '../measure/length'
import type { Length, Scale } from '../measure/length'
import { basisText, lengthText, sourceText } from '../measure/length-text'

/** A distance that was found in pixels of the image, in the unit of its scale; null where there is none. */
export function borderDistance(pixels: number | null | undefined, scale: Scale): Length | null {
  return pixels === null || pixels === undefined ? null : distanceIn(scale, pixels)
}

/** In millimetres, with what makes them so, where the scale knows them. */
export function distanceText(pixels: number | null, scale: Scale = { unit: 'px' }): string {
  const length = borderDistance(pixels, scale)
  return length === null ? '–' : lengthText(length)
}

/** What makes distances by this scale millimetres; nothing where they stay in pixels. */
export function distanceBasis(scale: Scale): string | undefined {
  return basisText(distanceIn(scale, 0))
}

/** Columns of a table, behind all others, for the 95th percentile Hausdorff distance in millimetres and what makes them so. */
export const millimetreColumns = ['hausdorff_95_mm', 'calibration', 'hausdorff_95_mm_at_detector'] as const

export function millimetreCells(pixels: number | null | undefined, scale: Scale): CsvValue[] {
  const length = borderDistance(pixels, scale)
  if (length?.unit === 'mm-calibrated') return [length.value, sourceText(length.source), null]
  return [null, null, length?.unit === 'mm-at-detector' ? length.value : null]
}
