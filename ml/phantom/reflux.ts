import type { Random } from '../data/random'
import type { Scene } from './scene'
import { project } from './view'
import type { Vector } from './vector'

/** Contrast medium that flows back into the aortic root: a ragged cloud beside the ostium, made of a few puffs. */
export interface Reflux {
  puffs: { offset: Vector; radius: number; flatness: number; depth: number }[]
}

export function randomReflux(random: Random): Reflux {
  const depth = random.between(0.05, 0.28)
  const radius = random.between(3, 9)
  const puffs = Array.from({ length: 3 + random.integer(4) }, () => ({
    offset: [0.6 * radius * random.normal(), 0.6 * radius * random.normal(), -random.between(0, 1.4) * radius] as Vector,
    radius: radius * random.between(0.35, 0.9),
    flatness: random.between(0.6, 1.8),
    depth: depth * random.between(0.3, 1),
  }))
  return { puffs }
}

/** Adds the cloud to an attenuation field (size × size); `filling` 0 … 1 is the concentration at the ostium. */
export function paintReflux(field: Float32Array, ostium: Vector, reflux: Reflux, filling: number, { size, view }: Scene): void {
  for (const puff of reflux.puffs) {
    const place = project(view, [ostium[0] + puff.offset[0], ostium[1] + puff.offset[1], ostium[2] + puff.offset[2]])
    const radius = puff.radius * place.pixelsPerMm
    const reach = 2 * radius
    for (let y = Math.max(0, Math.floor(place.row - reach)); y < Math.min(size, place.row + reach); y++) {
      for (let x = Math.max(0, Math.floor(place.column - reach)); x < Math.min(size, place.column + reach); x++) {
        const squared = ((x - place.column) ** 2 / puff.flatness + puff.flatness * (y - place.row) ** 2) / (radius * radius)
        field[y * size + x]! += puff.depth * filling * Math.exp(-squared * squared)
      }
    }
  }
}
