import { connectedComponents } from './connected-components'

/**
 * The one-pixel-wide skeleton of a mask (rows × columns, non-zero = foreground) by the parallel thinning of T. Y. Zhang and
 * C. Y. Suen, "A fast parallel algorithm for thinning digital patterns", CACM 27 (1984). Returns 0/1.
 * That algorithm erases a 2×2 block altogether; here every component keeps at least the pixel nearest its centre.
 */
export function skeletonise(mask: Uint8Array, rows: number, columns: number): Uint8Array {
  const wide = columns + 2
  // A frame of background spares every border test.
  const grid = new Uint8Array((rows + 2) * wide)
  let active: number[] = []
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      if (mask[row * columns + column] === 0) continue
      const at = (row + 1) * wide + column + 1
      grid[at] = 1
      active.push(at)
    }
  }
  // Neighbours P2 … P9, clockwise from north.
  const around = [-wide, -wide + 1, 1, wide + 1, wide, wide - 1, -1, -wide - 1]
  const removable = (at: number, first: boolean): boolean => {
    let neighbours = 0
    let rises = 0
    let previous = grid[at + around[7]!]!
    for (let k = 0; k < 8; k++) {
      const value = grid[at + around[k]!]!
      neighbours += value
      if (previous === 0 && value === 1) rises++
      previous = value
    }
    if (neighbours < 2 || neighbours > 6 || rises !== 1) return false
    const north = grid[at - wide]!
    const east = grid[at + 1]!
    const south = grid[at + wide]!
    const west = grid[at - 1]!
    return first
      ? north * east * south === 0 && east * south * west === 0
      : north * east * west === 0 && north * south * west === 0
  }
  for (let changed = true; changed; ) {
    changed = false
    for (const first of [true, false]) {
      const removed = active.filter((at) => removable(at, first))
      if (removed.length === 0) continue
      for (const at of removed) grid[at] = 0
      active = active.filter((at) => grid[at] === 1)
      changed = true
    }
  }
  const skeleton = new Uint8Array(mask.length)
  for (const at of active) skeleton[(Math.floor(at / wide) - 1) * columns + (at % wide) - 1] = 1
  keepEveryComponent(mask, skeleton, rows, columns)
  return skeleton
}

function keepEveryComponent(mask: Uint8Array, skeleton: Uint8Array, rows: number, columns: number): void {
  const { labels, count, sizes } = connectedComponents(mask, rows, columns)
  const alive = new Uint8Array(count + 1)
  const sumRow = new Float64Array(count + 1)
  const sumColumn = new Float64Array(count + 1)
  for (let i = 0; i < labels.length; i++) {
    const label = labels[i]!
    if (label === 0) continue
    if (skeleton[i] === 1) alive[label] = 1
    sumRow[label]! += Math.floor(i / columns)
    sumColumn[label]! += i % columns
  }
  if (alive.indexOf(0, 1) < 0) return
  const nearest = new Int32Array(count + 1).fill(-1)
  const distance = new Float64Array(count + 1).fill(Infinity)
  for (let i = 0; i < labels.length; i++) {
    const label = labels[i]!
    if (label === 0 || alive[label] === 1) continue
    const d = (Math.floor(i / columns) - sumRow[label]! / sizes[label]!) ** 2 + ((i % columns) - sumColumn[label]! / sizes[label]!) ** 2
    if (d < distance[label]!) {
      distance[label] = d
      nearest[label] = i
    }
  }
  for (const at of nearest) if (at >= 0) skeleton[at] = 1
}
