import { connectedComponents } from '../metrics/connected-components'

/** Which connected components of a thresholded probability stay. */
export interface CleanUp {
  /** Components smaller than this share of the image go. */
  smallestComponent: number
  /** Components that nowhere reach this probability (0..1) go: the upper threshold of a hysteresis. */
  seedThreshold: number
}

/** Clears 8-connected components of a mask (rows × columns, 0/1) by their size and their highest probability (0..255); changes it in place. */
export function cleanUpMask(mask: Uint8Array, probability: Uint8Array, rows: number, columns: number, rule: CleanUp): void {
  if (rule.smallestComponent * mask.length <= 1 && rule.seedThreshold === 0) return
  const { labels, sizes, peaks } = likelyComponents(mask, probability, rows, columns)
  for (let i = 0; i < mask.length; i++) if (mask[i] !== 0 && !stays(sizes[labels[i]!]!, peaks[labels[i]!]!, mask.length, rule)) mask[i] = 0
}

/** The components of a mask with the highest probability of each. */
export function likelyComponents(mask: Uint8Array, probability: Uint8Array, rows: number, columns: number): { labels: Int32Array; sizes: Uint32Array; peaks: Uint8Array } {
  const { labels, sizes } = connectedComponents(mask, rows, columns)
  const peaks = new Uint8Array(sizes.length)
  for (let i = 0; i < labels.length; i++) peaks[labels[i]!] = Math.max(peaks[labels[i]!]!, probability[i]!)
  return { labels, sizes, peaks }
}

/** Whether a component of so many pixels stays in an image of `pixels`. */
export function stays(size: number, peak: number, pixels: number, { smallestComponent, seedThreshold }: CleanUp): boolean {
  return size >= smallestComponent * pixels && peak >= seedThreshold * 255
}
