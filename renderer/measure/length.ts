import type { Calibration, MeasuredPoint, Instance, KnownLength } from '../../electron/ipc/contract/index'

/** Lengths carry their unit; a number alone is never one. */
export interface Px {
  readonly unit: 'px'
  readonly value: number
}

/** Millimetres at the detector: larger than in the patient, by a factor that nobody has measured. */
export interface MmAtDetector {
  readonly unit: 'mm-at-detector'
  readonly value: number
}

/** Millimetres in the patient, as far as the calibration holds. */
export interface MmCalibrated {
  readonly unit: 'mm-calibrated'
  readonly value: number
  readonly source: CalibrationSource
}

export type Length = Px | MmAtDetector | MmCalibrated

/** By what pixels became millimetres: a person's line, or the file. */
export type CalibrationSource = KnownLength | { readonly kind: 'dicom'; readonly name: string }

/** Size of a pixel, down and across, with what it means. */
export type Scale =
  | { readonly unit: 'px' }
  | { readonly unit: 'mm-at-detector'; readonly spacing: readonly [number, number] }
  | { readonly unit: 'mm-calibrated'; readonly spacing: readonly [number, number]; readonly source: CalibrationSource }

/** Sides of a square pixel as files state them, in decimals, differ by no larger part. */
const mostUneven = 0.001

export const millimetresPerFrench = 1 / 3

export function millimetresOf(known: KnownLength): number {
  return known.kind === 'catheter' ? known.french * millimetresPerFrench : known.millimetres
}

export function distance(a: MeasuredPoint, b: MeasuredPoint): number {
  return Math.hypot(b.x - a.x, b.y - a.y)
}

/**
 * The scale of an image: a person's calibration first, then the file's own, else pixels. ImagerPixelSpacing is the size
 * at the detector; it is used only when somebody asks for that.
 */
export function scaleOf(instance: Pick<Instance, 'imagerPixelSpacing' | 'calibratedPixelSpacing'>, calibration: Calibration | null, atDetector: boolean): Scale {
  if (calibration !== null) {
    const size = millimetresOf(calibration.known) / distance(...calibration.line)
    return { unit: 'mm-calibrated', spacing: [size, size], source: calibration.known }
  }
  const { calibratedPixelSpacing: stated } = instance
  if (stated !== null) return { unit: 'mm-calibrated', spacing: stated.spacing, source: { kind: 'dicom', name: stated.source } }
  if (atDetector && instance.imagerPixelSpacing !== null) return { unit: 'mm-at-detector', spacing: instance.imagerPixelSpacing }
  return { unit: 'px' }
}

export function lengthOf(a: MeasuredPoint, b: MeasuredPoint, scale: Scale): Length {
  if (scale.unit === 'px') return { unit: 'px', value: distance(a, b) }
  const [down, across] = scale.spacing
  const value = Math.hypot((b.x - a.x) * across, (b.y - a.y) * down)
  return scale.unit === 'mm-calibrated' ? { unit: scale.unit, value, source: scale.source } : { unit: scale.unit, value }
}

/**
 * A distance whose direction is not known, from pixels in the unit of the scale. Where pixels are not square it stays in
 * pixels: how many millimetres they are depends on the direction.
 */
export function distanceIn(scale: Scale, pixels: number): Length {
  const square = scale.unit !== 'px' && Math.abs(scale.spacing[0] - scale.spacing[1]) <= mostUneven * scale.spacing[1]
  return lengthOf({ x: 0, y: 0 }, { x: pixels, y: 0 }, square ? scale : { unit: 'px' })
}

/** Degrees at `corner`, 0 to 180. Pixels that are not square make it wrong unless the scale knows their shape. */
export function angleAt(corner: MeasuredPoint, a: MeasuredPoint, b: MeasuredPoint, scale: Scale): number {
  const [down, across] = scale.unit === 'px' ? [1, 1] : scale.spacing
  const turn = Math.atan2((a.y - corner.y) * down, (a.x - corner.x) * across) - Math.atan2((b.y - corner.y) * down, (b.x - corner.x) * across)
  const degrees = Math.abs(turn) * (180 / Math.PI)
  return degrees > 180 ? 360 - degrees : degrees
}

/** How far off a calibration is when its line is wrong by one pixel, as a part of one. */
export function errorOfOnePixel(line: Calibration['line']): number {
  return 1 / distance(...line)
}
