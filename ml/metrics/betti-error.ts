import { connectedComponents } from './connected-components'

/**
 * Betti-0 error of two masks (rows × columns, non-zero = vessel): by how many the numbers of their 8-connected components differ.
 * Broken vessels and scattered false finds both raise it, even where they hardly change Dice.
 */
export function bettiZeroError(mask: Uint8Array, truth: Uint8Array, rows: number, columns: number): number {
  return Math.abs(connectedComponents(mask, rows, columns).count - connectedComponents(truth, rows, columns).count)
}
