import type { Random } from '../data/random'

/** Weights of the four cubic B-spline pieces at t in [0, 1). */
function splineWeights(t: number): [number, number, number, number] {
  const s = 1 - t
  return [(s * s * s) / 6, (4 - 6 * t * t + 3 * t * t * t) / 6, (4 - 6 * s * s + 3 * s * s * s) / 6, (t * t * t) / 6]
}

/** Adds smooth noise (cubic B-spline over a lattice of normal deviates `wavelength` px apart) to a size × size field. */
export function addSmoothNoise(field: Float32Array, size: number, wavelength: number, amplitude: number, random: Random): void {
  const nodes = Math.ceil(size / wavelength) + 4
  const lattice = Float32Array.from({ length: nodes * nodes }, () => amplitude * 1.6 * random.normal())
  const shift = [random.uniform(), random.uniform()]
  const rows = new Float32Array(nodes * size)
  for (let x = 0; x < size; x++) {
    const position = x / wavelength + shift[0]!
    const cell = Math.floor(position)
    const [a, b, c, d] = splineWeights(position - cell)
    for (let n = 0; n < nodes; n++) {
      const k = n * nodes + cell
      rows[n * size + x] = a * lattice[k]! + b * lattice[k + 1]! + c * lattice[k + 2]! + d * lattice[k + 3]!
    }
  }
  for (let y = 0, i = 0; y < size; y++) {
    const position = y / wavelength + shift[1]!
    const cell = Math.floor(position)
    const [a, b, c, d] = splineWeights(position - cell)
    const k = cell * size
    for (let x = 0; x < size; x++, i++) field[i]! += a * rows[k + x]! + b * rows[k + size + x]! + c * rows[k + 2 * size + x]! + d * rows[k + 3 * size + x]!
  }
}

/**
 * Noise like that of X-ray anatomy: octaves from `longest` down to `shortest` px, each `fall` times fainter than the one before.
 * `amplitude` is the deviation of the longest octave.
 */
export function addAnatomicalNoise(field: Float32Array, size: number, random: Random, options: { longest: number; shortest: number; amplitude: number; fall: number }): void {
  let { amplitude } = options
  for (let wavelength = options.longest; wavelength >= options.shortest; wavelength /= 2) {
    addSmoothNoise(field, size, wavelength, amplitude, random)
    amplitude *= options.fall
  }
}

/** Gaussian blur of a size × size field, in place: a kernel for small sigma (px), three box filters for large ones. Edges repeat. */
export function blurField(field: Float32Array, size: number, sigma: number): void {
  if (sigma < 0.2) return
  if (sigma < 3) return blurByKernel(field, size, sigma)
  const radius = Math.max(1, Math.round(0.5 * (Math.sqrt(4 * sigma * sigma + 1) - 1)))
  for (let pass = 0; pass < 3; pass++) {
    boxRows(field, size, radius)
    boxColumns(field, size, radius)
  }
}

function blurByKernel(field: Float32Array, size: number, sigma: number): void {
  const radius = Math.ceil(3 * sigma)
  const kernel = Float32Array.from({ length: radius + 1 }, (_, k) => Math.exp((-k * k) / (2 * sigma * sigma)))
  const total = kernel.reduce((sum, value, k) => sum + (k === 0 ? value : 2 * value), 0)
  for (let k = 0; k <= radius; k++) kernel[k]! /= total
  const line = new Float32Array(size + 2 * radius)
  for (let row = 0; row < size; row++) {
    const start = row * size
    line.fill(field[start]!, 0, radius)
    line.set(field.subarray(start, start + size), radius)
    line.fill(field[start + size - 1]!, radius + size)
    for (let x = 0; x < size; x++) {
      let sum = kernel[0]! * line[x + radius]!
      for (let k = 1; k <= radius; k++) sum += kernel[k]! * (line[x + radius - k]! + line[x + radius + k]!)
      field[start + x] = sum
    }
  }
  const source = Float32Array.from(field)
  for (let row = 0; row < size; row++) {
    const start = row * size
    for (let x = 0; x < size; x++) field[start + x] = kernel[0]! * source[start + x]!
    for (let k = 1; k <= radius; k++) {
      const above = Math.max(0, row - k) * size
      const below = Math.min(size - 1, row + k) * size
      const weight = kernel[k]!
      for (let x = 0; x < size; x++) field[start + x]! += weight * (source[above + x]! + source[below + x]!)
    }
  }
}

function boxRows(field: Float32Array, size: number, radius: number): void {
  const line = new Float32Array(size)
  const scale = 1 / (2 * radius + 1)
  for (let row = 0; row < size; row++) {
    const start = row * size
    line.set(field.subarray(start, start + size))
    let sum = 0
    for (let k = -radius; k <= radius; k++) sum += line[Math.min(size - 1, Math.max(0, k))]!
    for (let x = 0; x < size; x++) {
      field[start + x] = sum * scale
      sum += line[Math.min(size - 1, x + radius + 1)]! - line[Math.max(0, x - radius)]!
    }
  }
}

function boxColumns(field: Float32Array, size: number, radius: number): void {
  const source = Float32Array.from(field)
  const sums = new Float64Array(size)
  const scale = 1 / (2 * radius + 1)
  for (let k = -radius; k <= radius; k++) {
    const start = Math.min(size - 1, Math.max(0, k)) * size
    for (let x = 0; x < size; x++) sums[x]! += source[start + x]!
  }
  for (let row = 0; row < size; row++) {
    const enters = Math.min(size - 1, row + radius + 1) * size
    const leaves = Math.max(0, row - radius) * size
    for (let x = 0; x < size; x++) {
      field[row * size + x] = sums[x]! * scale
      sums[x]! += source[enters + x]! - source[leaves + x]!
    }
  }
}

/** A smooth step from 0 to 1 around 0, `softness` wide. */
export function softStep(value: number, softness: number): number {
  return 1 / (1 + Math.exp(-value / softness))
}
