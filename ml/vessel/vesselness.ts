import { resample } from '../inference/resample'
import { hessian } from './hessian'

/** Standard deviations (px) that fit vessels of 2 to 24 px in a frame of 512² pixels; other frames scale them. */
const scales = [1, 1.7, 2.8, 4.5, 7] as const
const referenceSide = 512
/** A narrower Gaussian falls between the pixels. */
const smallestSigma = 0.7
/** From here on half the grid is enough. */
const coarseSigma = 2
/** Frangi's β: how much a blob (1) may look like a line (0). */
const blobness = 0.5
/** Share of the pixels whose structure is weaker than that of a clear vessel. */
const clearShare = 0.985

/**
 * How much each pixel looks like the inside of a dark vessel, 0 … 1, rows × columns: the multi-scale filter of A. Frangi et al.,
 * "Multiscale vessel enhancement filtering" (MICCAI 1998), for dark lines in two dimensions. Per scale, with the eigenvalues
 * |λ1| ≤ |λ2| of the scale-normalised Hessian: 0 where λ2 ≤ 0, else exp(−(λ1/λ2)²/2β²) · (1 − exp(−S²/2c²)), S² = λ1² + λ2²;
 * the largest over the scales counts. The constant c, half of S at a clear vessel in Frangi's paper, is taken from the frame's own
 * distribution of S, so that faint runs answer like strong ones.
 *
 * @param pixels grey values, dark to bright, rows × columns, any range
 */
export function vesselness(pixels: Float32Array, rows: number, columns: number): Float32Array {
  const sigmas = sigmasFor(rows, columns)
  const fine = atScales(pixels, rows, columns, sigmas.filter((sigma) => sigma < coarseSigma))
  // What is wide needs no fine grid: a quarter of the pixels and half the kernel do.
  const halfRows = Math.ceil(rows / 2)
  const halfColumns = Math.ceil(columns / 2)
  const half = resample(pixels, rows, columns, halfRows, halfColumns)
  const coarse = atScales(half, halfRows, halfColumns, sigmas.filter((sigma) => sigma >= coarseSigma).map((sigma) => sigma / 2))
  const enlarged = resample(coarse, halfRows, halfColumns, rows, columns)
  for (let i = 0; i < fine.length; i++) if (enlarged[i]! > fine[i]!) fine[i] = enlarged[i]!
  return fine
}

function atScales(pixels: Float32Array, rows: number, columns: number, sigmas: readonly number[]): Float32Array {
  const result = new Float32Array(rows * columns)
  const strength = new Float32Array(rows * columns)
  const shape = new Float32Array(rows * columns)
  for (const sigma of sigmas) {
    const { xx, xy, yy } = hessian(pixels, rows, columns, sigma)
    for (let i = 0; i < result.length; i++) {
      const mean = (xx[i]! + yy[i]!) / 2
      const difference = (xx[i]! - yy[i]!) / 2
      const root = Math.sqrt(difference * difference + xy[i]! * xy[i]!)
      // The eigenvalue of larger magnitude; a dark line is a valley, curved upwards across.
      const across = mean >= 0 ? mean + root : mean - root
      const along = mean >= 0 ? mean - root : mean + root
      strength[i] = across > 0 ? Math.sqrt(across * across + along * along) : 0
      shape[i] = across > 0 ? Math.exp(-((along / across) ** 2) / (2 * blobness * blobness)) : 0
    }
    const clear = quantile(strength, clearShare) / 2
    if (clear === 0) continue
    const fall = -1 / (2 * clear * clear)
    for (let i = 0; i < result.length; i++) {
      if (shape[i] === 0) continue
      const value = shape[i]! * (1 - Math.exp(strength[i]! * strength[i]! * fall))
      if (value > result[i]!) result[i] = value
    }
  }
  return result
}

function sigmasFor(rows: number, columns: number): number[] {
  const factor = Math.sqrt(rows * columns) / referenceSide
  return scales.map((sigma) => Math.max(smallestSigma, sigma * factor)).filter((sigma, index, all) => sigma !== all[index - 1])
}

/** The value that a share of the values stays below, within a thousandth of the largest. */
function quantile(values: Float32Array, share: number): number {
  const bins = 1024
  let largest = 0
  for (const value of values) if (value > largest) largest = value
  if (largest === 0) return 0
  const counts = new Uint32Array(bins)
  const scale = (bins - 1) / largest
  for (const value of values) counts[Math.floor(value * scale)]!++
  let left = values.length * share
  for (let bin = 0; bin < bins; bin++) {
    left -= counts[bin]!
    if (left <= 0) return (bin + 0.5) / scale
  }
  return largest
}
