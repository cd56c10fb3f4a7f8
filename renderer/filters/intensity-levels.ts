import type { Instance } from '../../electron/ipc/contract/index'
import type { GreyImage, Samples } from './grey-image'

/** How stored values follow the intensity of the beam, where they are proportional to it. */
export interface LinearIntensity {
  /** 1: low values are little intensity; −1: they are much. */
  readonly sign: 1 | -1
  /** The largest value that can be stored. */
  readonly top: number
}

/** Null where differences of stored values are what subtraction asks for: these are logarithms, made for display, or nobody knows. */
export function linearIntensity({ pixelIntensity, bitsStored, signed }: Pick<Instance, 'pixelIntensity' | 'bitsStored' | 'signed'>): LinearIntensity | null {
  return pixelIntensity?.relationship === 'LIN' ? { sign: pixelIntensity.sign, top: 2 ** (signed ? bitsStored - 1 : bitsStored) - 1 } : null
}

/**
 * By stored value (as 16 unsigned bits), the logarithm of its intensity. The beam falls off exponentially with what it passes
 * (Beer-Lambert, I = I₀ e^−μd), so differences of logarithms are those of μd, the same for a vessel before bright and before dark
 * ground. Scaled by the mean intensity of `mask`: a small difference there is as large as that of the stored values, so that whole
 * numbers and the usual window do. Values rise as those of the image do, whatever its sign; no intensity counts as one.
 */
export function intensityLevels(mask: GreyImage, { sign, top }: LinearIntensity): Float32Array {
  const { samples } = mask
  const intensityOf = (value: number): number => Math.max(1, sign === 1 ? value : top - value)
  let sum = 0
  for (let at = 0; at < samples.length; at++) sum += intensityOf(samples[at]!)
  const scale = (sign * sum) / Math.max(1, samples.length)
  const { least, count } = storable(samples)
  const levels = new Float32Array(count)
  for (let value = least; value < least + count; value++) levels[value & 0xffff] = scale * Math.log(intensityOf(value))
  return levels
}

function storable(samples: Samples): { least: number; count: number } {
  if (samples instanceof Uint8Array) return { least: 0, count: 2 ** 8 }
  return { least: samples instanceof Int16Array ? -(2 ** 15) : 0, count: 2 ** 16 }
}
