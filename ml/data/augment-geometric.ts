import type { Random } from './random'

/** Where in the image a pixel (y, x) of the crop comes from; written into `at` to spare an allocation per pixel. */
export type Warp = (y: number, x: number, at: { row: number; column: number }) => void

const nodes = 5

/**
 * A random map from a crop to the image around `centre`: any rotation, flips, anisotropic scale in the given range and, half the
 * time, a smooth elastic field of at most about 4 % of the crop's side. Without a scale it is a plain shift by whole pixels.
 */
export function randomWarp(centre: { row: number; column: number }, size: number, scale: readonly [number, number] | null, random: Random): Warp {
  const middle = (size - 1) / 2
  if (!scale) {
    const top = Math.round(centre.row - middle)
    const left = Math.round(centre.column - middle)
    return (y, x, at) => {
      at.row = top + y
      at.column = left + x
    }
  }
  const angle = random.between(0, 2 * Math.PI)
  const enlarged = Math.exp(random.between(Math.log(scale[0]), Math.log(scale[1])))
  const stretch = Math.exp(0.08 * random.normal())
  const flip = random.chance(0.5) ? -1 : 1
  const cosine = Math.cos(angle) / enlarged
  const sine = Math.sin(angle) / enlarged
  const bend = random.chance(0.5) ? random.between(0.01, 0.04) * size : 0
  const field = Float32Array.from({ length: 2 * nodes * nodes }, () => bend * random.normal() * 0.5)
  return (y, x, at) => {
    let dy = y - middle
    let dx = (x - middle) * flip
    if (bend > 0) {
      const gy = (y / size) * (nodes - 1)
      const gx = (x / size) * (nodes - 1)
      const gy0 = Math.min(nodes - 2, Math.floor(gy))
      const gx0 = Math.min(nodes - 2, Math.floor(gx))
      // Smoothstep between the nodes: the field has no creases.
      const ty = gy - gy0
      const tx = gx - gx0
      const sy = ty * ty * (3 - 2 * ty)
      const sx = tx * tx * (3 - 2 * tx)
      const k = 2 * (gy0 * nodes + gx0)
      const below = k + 2 * nodes
      dy += (1 - sy) * ((1 - sx) * field[k]! + sx * field[k + 2]!) + sy * ((1 - sx) * field[below]! + sx * field[below + 2]!)
      dx += (1 - sy) * ((1 - sx) * field[k + 1]! + sx * field[k + 3]!) + sy * ((1 - sx) * field[below + 1]! + sx * field[below + 3]!)
    }
    dx *= stretch
    at.row = centre.row + cosine * dy + sine * dx
    at.column = centre.column - sine * dy + cosine * dx
  }
}
