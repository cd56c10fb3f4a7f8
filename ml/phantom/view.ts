import type { Random } from '../data/random'
import { dot, plus, times, type Vector } from './vector'

/** A projection: C-arm angles in degrees (primary: LAO positive, RAO negative; secondary: cranial positive), distances in mm. */
export interface View {
  primaryAngle: number
  secondaryAngle: number
  sourceToDetector: number
  sourceToPatient: number
  /** Width of a pixel at the isocentre, mm. */
  pixelAtIsocentre: number
  /** Image coordinates (column, row) of the isocentre. */
  centre: readonly [number, number]
  right: Vector
  down: Vector
  forward: Vector
}

/** Usual views by side: [primary, secondary]. */
const clinicalViews = {
  left: [[-30, -25], [-30, 0], [-25, 30], [-10, 35], [0, 35], [0, -30], [-20, -20], [45, 25], [45, 0], [40, -30], [50, 20], [-40, 20], [-5, -30]],
  right: [[45, 0], [35, 0], [30, 20], [0, 25], [-30, 0], [-30, 15], [50, 10], [60, 0], [30, -5], [5, 30]],
} as const

const toTenths = (value: number): number => Math.round(10 * value) / 10

export function randomAngles(side: 'left' | 'right', random: Random): { primaryAngle: number; secondaryAngle: number } {
  const [primary, secondary] = random.pick<readonly [number, number]>(clinicalViews[side])
  return { primaryAngle: toTenths(primary + 4 * random.normal()), secondaryAngle: toTenths(secondary + 3 * random.normal()) }
}

/** The directions of a C-arm view in patient coordinates: across the image, down it, and from the source to the detector. */
export function directionsOf(primaryAngle: number, secondaryAngle: number): { right: Vector; down: Vector; forward: Vector } {
  const primary = (primaryAngle * Math.PI) / 180
  const secondary = (secondaryAngle * Math.PI) / 180
  const level: Vector = [Math.sin(primary), -Math.cos(primary), 0]
  const head: Vector = [0, 0, 1]
  return {
    right: [Math.cos(primary), Math.sin(primary), 0],
    down: plus(times(level, Math.sin(secondary)), times(head, -Math.cos(secondary))),
    forward: plus(times(level, Math.cos(secondary)), times(head, Math.sin(secondary))),
  }
}

/** Image coordinates (column, row) of a point in patient coordinates, and the width of a millimetre there in pixels. */
export function project(view: View, point: Vector): { column: number; row: number; pixelsPerMm: number } {
  const magnification = view.sourceToPatient / (view.sourceToPatient + dot(view.forward, point))
  const pixelsPerMm = magnification / view.pixelAtIsocentre
  return {
    column: view.centre[0] + dot(view.right, point) * pixelsPerMm,
    row: view.centre[1] + dot(view.down, point) * pixelsPerMm,
    pixelsPerMm,
  }
}
