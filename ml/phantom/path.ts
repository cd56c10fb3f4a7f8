import type { Random } from '../data/random'
import { length, minus, plus, times, type Vector } from './vector'

/** Distance between neighbouring points of a path, in mm. */
export const pathSpacing = 0.6

/** A smooth curve through the control points (Catmull-Rom), resampled at `pathSpacing`. Needs two control points at least. */
export function splinePath(controls: readonly Vector[]): Vector[] {
  if (controls.length < 2) throw new RangeError('a path needs at least two control points')
  const dense: Vector[] = []
  for (let i = 0; i + 1 < controls.length; i++) {
    const b = controls[i]!
    const c = controls[i + 1]!
    const a = controls[i - 1] ?? minus(times(b, 2), c)
    const d = controls[i + 2] ?? minus(times(c, 2), b)
    const steps = Math.max(4, Math.ceil(length(minus(c, b)) / (0.5 * pathSpacing)))
    for (let k = 0; k < steps; k++) dense.push(catmullRom(a, b, c, d, k / steps))
  }
  dense.push(controls[controls.length - 1]!)
  return resampled(dense)
}

function catmullRom(a: Vector, b: Vector, c: Vector, d: Vector, t: number): Vector {
  const t2 = t * t
  const t3 = t2 * t
  const value = (k: 0 | 1 | 2): number =>
    0.5 * (2 * b[k] + (c[k] - a[k]) * t + (2 * a[k] - 5 * b[k] + 4 * c[k] - d[k]) * t2 + (3 * b[k] - a[k] - 3 * c[k] + d[k]) * t3)
  return [value(0), value(1), value(2)]
}

function resampled(points: readonly Vector[]): Vector[] {
  const result: Vector[] = [points[0]!]
  let carried = 0
  for (let i = 0; i + 1 < points.length; i++) {
    const step = minus(points[i + 1]!, points[i]!)
    const span = length(step)
    let at = pathSpacing - carried
    for (; at <= span; at += pathSpacing) result.push(plus(points[i]!, times(step, at / span)))
    carried = span - (at - pathSpacing)
  }
  if (result.length < 2) result.push(points[points.length - 1]!)
  return result
}

/**
 * Makes a path tortuous: a smooth random offset (three sinusoids per axis with wavelengths around `wavelength` mm) of about `amplitude` mm
 * that fades in over the first 6 mm, so that a branch keeps its origin, and grows towards the end as real branches' does.
 */
export function tortuous(path: readonly Vector[], amplitude: number, wavelength: number, random: Random): Vector[] {
  const waves = Array.from({ length: 9 }, () => ({
    height: (amplitude * random.normal()) / 1.7,
    rate: (2 * Math.PI) / (wavelength * Math.exp(0.5 * random.normal())),
    phase: random.between(0, 2 * Math.PI),
  }))
  return path.map((point, index) => {
    const s = index * pathSpacing
    const grown = Math.min(1, s / 6) * (0.6 + (0.8 * index) / path.length)
    const offset = [0, 1, 2].map((axis) => {
      let sum = 0
      for (let k = 0; k < 3; k++) {
        const wave = waves[3 * axis + k]!
        sum += wave.height * Math.sin(wave.rate * s + wave.phase)
      }
      return sum * grown
    })
    return plus(point, offset as unknown as Vector)
  })
}
