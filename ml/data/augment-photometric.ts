import type { Random } from './random'

/** A monotone change of grey values: `((value^gamma) − 0.5) · contrast + 0.5 + brightness`, clamped to 0 … 1. */
export interface Curve {
  gamma: number
  contrast: number
  brightness: number
}

export function randomCurve(random: Random): Curve {
  return {
    gamma: Math.exp(0.25 * random.normal()),
    contrast: Math.exp(random.between(-0.35, 0.25)),
    brightness: random.between(-0.12, 0.12),
  }
}

/** Puts pixels (0 … 1) through a curve, in place. Black (a collimator) stays black. */
export function applyCurve(pixels: Float32Array, { gamma, contrast, brightness }: Curve): void {
  const steps = 1024
  const table = new Float32Array(steps + 1)
  for (let i = 1; i <= steps; i++) {
    const value = ((i / steps) ** gamma - 0.5) * contrast + 0.5 + brightness
    table[i] = value < 0 ? 0 : value > 1 ? 1 : value
  }
  for (let i = 0; i < pixels.length; i++) {
    const position = Math.min(1, Math.max(0, pixels[i]!)) * steps
    const below = Math.min(steps - 1, Math.floor(position))
    const share = position - below
    pixels[i] = table[below]! * (1 - share) + table[below + 1]! * share
  }
}

/** Separable Gaussian blur with standard deviation `sigma` in pixels, in place, mirrored at the border. */
export function blur(pixels: Float32Array, size: number, sigma: number): void {
  const radius = Math.ceil(2.5 * sigma)
  const weights = Float32Array.from({ length: radius + 1 }, (_, i) => Math.exp((-i * i) / (2 * sigma * sigma)))
  const total = weights.reduce((sum, weight, i) => sum + (i === 0 ? weight : 2 * weight), 0)
  for (let i = 0; i <= radius; i++) weights[i]! /= total
  const line = new Float32Array(size)
  const pass = (start: number, step: number): void => {
    for (let i = 0; i < size; i++) line[i] = pixels[start + i * step]!
    for (let i = 0; i < size; i++) {
      let sum = weights[0]! * line[i]!
      for (let k = 1; k <= radius; k++) {
        const before = i - k < 0 ? Math.min(size - 1, k - i) : i - k
        const after = i + k >= size ? Math.max(0, 2 * size - 2 - i - k) : i + k
        sum += weights[k]! * (line[before]! + line[after]!)
      }
      pixels[start + i * step] = sum
    }
  }
  for (let y = 0; y < size; y++) pass(y * size, 1)
  for (let x = 0; x < size; x++) pass(x, size)
}

/** Darkens smoothly away from a random point, in place. */
export function applyVignette(pixels: Float32Array, size: number, random: Random): void {
  const centreY = random.between(0, size)
  const centreX = random.between(0, size)
  const strength = random.between(0.1, 0.45) / (size * size)
  for (let i = 0, y = 0; y < size; y++) {
    for (let x = 0; x < size; x++, i++) pixels[i]! *= Math.max(0.3, 1 - strength * ((y - centreY) ** 2 + (x - centreX) ** 2))
  }
}

/** Quantum noise (variance proportional to the signal) and electronic noise (constant variance), in place; black stays black. */
export function applyNoise(pixels: Float32Array, random: Random): void {
  const quantum = random.between(0, 0.05) ** 2
  const electronic = random.between(0, 0.02) ** 2
  for (let i = 0; i < pixels.length; i++) {
    const value = pixels[i]!
    if (value <= 0) continue
    const noisy = value + Math.sqrt(quantum * value + electronic) * random.normal()
    pixels[i] = noisy < 0 ? 0 : noisy > 1 ? 1 : noisy
  }
}

/**
 * Adds one or two structures that look like vessels and are none, in place: a broad band with a soft edge (a rib) or a thin, evenly
 * wide, smooth line (a catheter or guide wire). Pixels of the mask keep their label: a vessel under a rib is still a vessel.
 */
export function addFalseStructures(pixels: Float32Array, mask: Uint8Array, size: number, random: Random): void {
  const count = 1 + random.integer(2)
  for (let n = 0; n < count; n++) {
    const rib = random.chance(0.5)
    const halfWidth = rib ? random.between(0.08, 0.2) * size : random.between(1.2, 3.5)
    const softness = rib ? random.between(2, 6) : 0.7
    const depth = rib ? random.between(0.05, 0.2) * (random.chance(0.8) ? 1 : -1) : random.between(0.1, 0.3)
    const angle = random.between(0, Math.PI)
    const along = [Math.cos(angle), Math.sin(angle)] as const
    const centreY = random.between(0, size)
    const centreX = random.between(0, size)
    const curvature = random.between(-1, 1) / size
    for (let i = 0, y = 0; y < size; y++) {
      for (let x = 0; x < size; x++, i++) {
        const t = (y - centreY) * along[1] + (x - centreX) * along[0]
        const across = Math.abs((y - centreY) * along[0] - (x - centreX) * along[1] + curvature * t * t)
        if (across > halfWidth + 3 * softness) continue
        const amount = 1 / (1 + Math.exp((across - halfWidth) / softness))
        // A wire over a vessel would only thicken the vessel's shadow; half strength there keeps the label true.
        pixels[i]! *= 1 - depth * amount * (mask[i] === 1 && !rib ? 0.5 : 1)
      }
    }
  }
}
