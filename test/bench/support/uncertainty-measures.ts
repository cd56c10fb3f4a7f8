/* Measures of uncertainty that were not chosen, for comparison. Each takes the vessel probability (0..255) and the mask (0/1). */

/** 1 − the Dice that mask and truth would have on average if the probability were right: E ≈ 2 Σ_mask p / (|mask| + Σ p). */
export function expectedDiceShortfall(probability: Uint8Array, mask: Uint8Array): number {
  let inside = 0
  let all = 0
  let size = 0
  for (let i = 0; i < mask.length; i++) {
    const p = probability[i]! / 255
    all += p
    if (mask[i] === 0) continue
    inside += p
    size++
  }
  return size + all === 0 ? 0 : 1 - (2 * inside) / (size + all)
}

/** Total entropy over total entropy and vessel pixels. */
export function entropyPerVesselPixel(probability: Uint8Array, mask: Uint8Array): number {
  let entropy = 0
  let size = 0
  for (let i = 0; i < mask.length; i++) {
    const p = probability[i]! / 255
    if (p > 0 && p < 1) entropy -= p * Math.log2(p) + (1 - p) * Math.log2(1 - p)
    size += mask[i]!
  }
  return entropy === 0 ? 0 : entropy / (entropy + size)
}

/** 1 − the Dice of the masks at a low and a high threshold. */
export function thresholdDisagreement(probability: Uint8Array): number {
  const low = probability.reduce((count, value) => count + (value >= 0.2 * 255 ? 1 : 0), 0)
  const high = probability.reduce((count, value) => count + (value >= 0.8 * 255 ? 1 : 0), 0)
  return low === 0 ? 0 : 1 - (2 * high) / (low + high)
}
