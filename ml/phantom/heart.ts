import type { Random } from '../data/random'
import { cross, dot, minus, plus, times, unit, type Vector } from './vector'

/**
 * A heart: half an ellipsoid from the base (the plane of the valves, height 0) to the apex (height = `height`), in mm.
 * Heart coordinates are (height along the long axis, towards the anterior interventricular groove, towards the left lateral wall).
 * Patient coordinates are (towards the patient's left, towards the back, towards the head), with the isocentre in the heart's middle.
 */
export interface Heart {
  height: number
  /** Radius across the grooves (anterior-posterior) and across the ventricles (right-left), in mm. */
  radius: readonly [number, number]
  axes: readonly [Vector, Vector, Vector]
  base: Vector
}

export function randomHeart(random: Random): Heart {
  const size = Math.exp(0.08 * random.normal())
  const axis = unit([0.6 + 0.08 * random.normal(), -0.52 + 0.07 * random.normal(), -0.58 + 0.09 * random.normal()])
  const up: Vector = [0, 0, 1]
  const anterior = unit(minus(up, times(axis, dot(up, axis))))
  // Towards the viewer's right in a left anterior oblique view, that is the left lateral wall.
  const lateral = unit(cross(anterior, axis))
  const side = dot(lateral, [0.7, 0.7, 0]) > 0 ? lateral : times(lateral, -1)
  const height = 88 * size
  return {
    height,
    radius: [random.between(31, 36) * size, random.between(40, 47) * size],
    axes: [axis, anterior, side],
    base: times(axis, -0.42 * height),
  }
}

/**
 * A point of the heart's surface, in heart coordinates: `height` in mm along the axis, `azimuth` in degrees from the anterior
 * interventricular groove (positive: left), `lift` 1 on the surface, less inside.
 */
export function surfacePoint(heart: Heart, height: number, azimuth: number, lift = 1): Vector {
  // The atria behind the base are shorter than the ventricles.
  const share = Math.min(0.999, Math.abs(height) / (height < 0 ? 0.6 * heart.height : heart.height * 1.03))
  const radius = Math.sqrt(1 - share * share) * lift
  const angle = (azimuth * Math.PI) / 180
  return [height, radius * heart.radius[0] * Math.cos(angle), radius * heart.radius[1] * Math.sin(angle)]
}

/** How a heart looks at one moment: 0 = end of diastole, 1 = end of systole. */
export interface Beat {
  contraction: number
  /** Movement of the whole heart by breathing, in mm towards the feet. */
  breathing: number
}

/** A point given in heart coordinates at rest, in patient coordinates at a moment of the beat: the base sinks, the walls close in, the apex twists. */
export function inPatient(heart: Heart, point: Vector, { contraction, breathing }: Beat): Vector {
  const share = Math.min(1, Math.max(0, point[0] / heart.height))
  const height = point[0] + 0.13 * contraction * (heart.height - point[0]) * (1 - 0.3 * share)
  const shrink = 1 - 0.1 * contraction * (0.5 + share)
  const twist = 0.12 * contraction * share
  const anterior = shrink * (point[1] * Math.cos(twist) - point[2] * Math.sin(twist))
  const lateral = shrink * (point[1] * Math.sin(twist) + point[2] * Math.cos(twist))
  const [axis, up, side] = heart.axes
  const place = plus(plus(times(axis, height), times(up, anterior)), plus(times(side, lateral), heart.base))
  return [place[0], place[1], place[2] - breathing]
}

/** The contraction (0 … 1) at a phase of the beat (0 … 1): systole takes a third of it. */
export function contractionAt(phase: number): number {
  const t = phase - Math.floor(phase)
  if (t < 0.34) return 0.5 - 0.5 * Math.cos((Math.PI * t) / 0.34)
  if (t < 0.62) return 0.5 + 0.5 * Math.cos((Math.PI * (t - 0.34)) / 0.28)
  return 0
}
