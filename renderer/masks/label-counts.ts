import type { LabelImage } from './capsule'

/** A label image that knows how many pixels each label has: what paints on it keeps the counts, so that nobody has to look through all pixels. */
export interface CountedImage extends LabelImage {
  /** Pixels by label byte, background included. */
  readonly counts: Int32Array
}

/** Counts every pixel, once; `into` is overwritten when given. */
export function countLabels(labels: Uint8Array, into: Int32Array = new Int32Array(256)): Int32Array {
  into.fill(0)
  for (const label of labels) into[label]!++
  return into
}

/** The labels other than background that have pixels, ascending. */
export function labelsIn({ counts }: Pick<CountedImage, 'counts'>): number[] {
  const found: number[] = []
  for (let label = 1; label < counts.length; label++) if (counts[label]! > 0) found.push(label)
  return found
}
