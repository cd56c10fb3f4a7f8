import { connectedComponents } from '../metrics/connected-components'

/** Clears the 8-connected components of a mask (rows × columns, 0/1) that have fewer than `smallest` pixels; changes it in place. */
export function removeSmallComponents(mask: Uint8Array, rows: number, columns: number, smallest: number): void {
  if (smallest <= 1) return
  const { labels, sizes } = connectedComponents(mask, rows, columns)
  for (let i = 0; i < mask.length; i++) if (mask[i] !== 0 && sizes[labels[i]!]! < smallest) mask[i] = 0
}
