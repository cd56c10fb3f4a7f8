import { connectedComponents } from '../metrics/connected-components'

/** Which connected components of a thresholded probability stay. */
export interface CleanUp {
  /** Components smaller than this share of the image go. */
  smallestComponent: number
  /**
   * Components that nowhere reach this probability (0..1) go: the upper threshold of a hysteresis. Where none of those that are large
   * enough does, what the net is surest of among them stays: faint vessels are better than none.
   */
  seedThreshold: number
}

/** Clears 8-connected components of a mask (rows × columns, 0/1) by their size and their highest probability (0..255); changes it in place. */
export function cleanUpMask(mask: Uint8Array, probability: Uint8Array, rows: number, columns: number, rule: CleanUp): void {
  if (rule.smallestComponent * mask.length <= 1 && rule.seedThreshold === 0) return
  const { labels, stays } = likelyComponents(mask, probability, rows, columns)
  const kept = stays(rule)
  for (let i = 0; i < mask.length; i++) if (mask[i] !== 0 && !kept(labels[i]!)) mask[i] = 0
}

export interface LikelyComponents {
  /** The component of each pixel, from 1; 0 is background. */
  labels: Int32Array
  /** Pixels of each component. */
  sizes: Uint32Array
  /** Which components stay under a rule. */
  stays(rule: CleanUp): (label: number) => boolean
}

/** The components of a mask, which are told apart by their size and their highest probability. */
export function likelyComponents(mask: Uint8Array, probability: Uint8Array, rows: number, columns: number): LikelyComponents {
  const { labels, sizes } = connectedComponents(mask, rows, columns)
  const peaks = new Uint8Array(sizes.length)
  for (let i = 0; i < labels.length; i++) peaks[labels[i]!] = Math.max(peaks[labels[i]!]!, probability[i]!)
  const stays = ({ smallestComponent, seedThreshold }: CleanUp) => {
    const isLarge = (label: number): boolean => sizes[label]! >= smallestComponent * mask.length
    const surest = peaks.reduce((highest, peak, label) => (label > 0 && isLarge(label) ? Math.max(highest, peak) : highest), 0)
    const seed = Math.min(255 * seedThreshold, surest)
    return (label: number): boolean => isLarge(label) && peaks[label]! >= seed
  }
  return { labels, sizes, stays }
}
