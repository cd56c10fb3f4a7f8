import type { Random } from '../data/random'
import { softStep } from './fields'

/** The exposed part of the detector: `share` of the primary beam that reaches each pixel, 0 … 1, and `grey` (0 … 1), the look of what is covered. */
export interface Field {
  share: Float32Array
  grey: number
}

/** A round image-intensifier field, rectangular blades with soft edges, or all open; at times a wedge filter across a corner. */
export function randomCollimator(size: number, random: Random): Field {
  const share = new Float32Array(size * size).fill(1)
  const kind = random.uniform()
  if (kind < 0.36) roundField(share, size, random)
  else if (kind < 0.8) blades(share, size, random)
  if (random.chance(0.22)) wedge(share, size, random)
  return { share, grey: random.chance(0.8) ? random.between(0.03, 0.1) : 0 }
}

function roundField(share: Float32Array, size: number, random: Random): void {
  const radius = size * random.between(0.55, 0.8)
  const centreX = size * (0.5 + 0.07 * random.normal())
  const centreY = size * (0.5 + 0.07 * random.normal())
  const softness = random.between(0.3, 1.2)
  for (let i = 0, y = 0; y < size; y++) {
    for (let x = 0; x < size; x++, i++) share[i]! *= softStep(radius - Math.hypot(x - centreX, y - centreY), softness)
  }
}

function blades(share: Float32Array, size: number, random: Random): void {
  const margin = (): number => size * (random.chance(0.75) ? random.between(-0.03, 0.02) : random.between(0.02, 0.1))
  const [left, right, top, bottom] = [margin(), margin(), margin(), margin()]
  const softness = (random.between(0.4, 2.2) * size) / 300
  const columns = Float32Array.from({ length: size }, (_, x) => softStep(x - left, softness) * softStep(size - 1 - right - x, softness))
  const rows = Float32Array.from({ length: size }, (_, y) => softStep(y - top, softness) * softStep(size - 1 - bottom - y, softness))
  for (let i = 0, y = 0; y < size; y++) for (let x = 0; x < size; x++, i++) share[i]! *= columns[x]! * rows[y]!
}

/** A semi-transparent filter with a straight edge that evens out the bright lung. */
function wedge(share: Float32Array, size: number, random: Random): void {
  const angle = random.between(0, 2 * Math.PI)
  const cosine = Math.cos(angle)
  const sine = Math.sin(angle)
  const offset = size * random.between(0.15, 0.5)
  const depth = random.between(0.1, 0.4)
  const softness = (random.between(0.5, 6) * size) / 300
  const middle = size / 2
  for (let i = 0, y = 0; y < size; y++) {
    for (let x = 0; x < size; x++, i++) share[i]! *= 1 - depth * softStep((x - middle) * cosine + (y - middle) * sine - offset, softness)
  }
}
