import { connectedComponents } from '../metrics/connected-components'
import { squaredDistances } from '../metrics/distance-transform'
import { skeletonise } from '../metrics/skeletonise'

/** A mask taken apart where its vessels meet. */
export interface VesselSegments {
  /** rows × columns: number of each pixel's segment, from 1; 0 outside of the mask. */
  readonly numbers: Int32Array
  /** Pixels by number. */
  readonly sizes: Uint32Array
}

/** Branches of the skeleton that reach less than this beyond the vessel that they leave are bumps of its border, px. */
const shortestTwig = 2

/**
 * The vessels of a mask, cut at the junctions of its skeleton. A pixel belongs to the segment whose inscribed discs hold it best (smallest
 * power distance d² − r²), so that a twig ends at the rim of its trunk; the junction itself belongs to the widest vessel there.
 *
 * @param mask rows × columns, non-zero = vessel
 */
export function vesselSegments(mask: Uint8Array, rows: number, columns: number): VesselSegments {
  const grid = { rows, columns }
  const squared = squaredDistances(mask.map((value) => (value === 0 ? 1 : 0)), rows, columns)
  const axes = withJunctions(trimmed(skeletonise(mask, rows, columns), squared, grid), squared, grid)
  const numbers = heldByDiscs(mask, axes, squared, grid)
  grow(numbers, grid, (at) => mask[at] !== 0)
  const sizes = new Uint32Array(axes.reduce((most, number) => Math.max(most, number), 0) + 1)
  for (const number of numbers) sizes[number]!++
  return { numbers, sizes }
}

interface Grid {
  readonly rows: number
  readonly columns: number
}

/** The skeleton without its bumps. */
function trimmed(skeleton: Uint8Array, squared: Float64Array, grid: Grid): Uint8Array {
  const { labels, count, sizes } = partsOf(skeleton, grid)
  const hasEnd = new Uint8Array(count + 1)
  /** Radius of the widest junction that a part touches, px; none for a vessel on its own. */
  const radii = new Float64Array(count + 1).fill(-Infinity)
  for (let at = 0; at < labels.length; at++) {
    const label = labels[at]!
    if (label === 0) continue
    const beside = neighboursOf(at, grid).filter((other) => skeleton[other] === 1)
    if (beside.length <= 1) hasEnd[label] = 1
    for (const other of beside) if (labels[other] === 0) radii[label] = Math.max(radii[label]!, Math.sqrt(squared[other]!))
  }
  const isBump = Uint8Array.from(hasEnd, (value, label) => (value === 1 && sizes[label]! < radii[label]! + shortestTwig ? 1 : 0))
  if (!isBump.includes(1)) return skeleton
  // Thinned again: where a bump was, the axis goes straight on.
  return skeletonise(skeleton.map((value, at) => (isBump[labels[at]!] === 1 ? 0 : value)), grid.rows, grid.columns)
}

/** Numbered axes of the segments: the parts of the skeleton between junctions, and the junctions as part of the widest vessel there. */
function withJunctions(skeleton: Uint8Array, squared: Float64Array, grid: Grid): Int32Array {
  const { labels: axes, count, sizes } = partsOf(skeleton, grid)
  const widths = new Float64Array(count + 1)
  for (let at = 0; at < axes.length; at++) if (axes[at] !== 0) widths[axes[at]!]! += Math.min(squared[at]!, grid.rows * grid.columns) / sizes[axes[at]!]!
  grow(axes, grid, (at) => skeleton[at] === 1, (number) => widths[number]!)
  return axes
}

/** The skeleton's parts between its junctions. */
function partsOf(skeleton: Uint8Array, grid: Grid): ReturnType<typeof connectedComponents> {
  const bare = skeleton.slice()
  for (let at = 0; at < skeleton.length; at++) {
    if (skeleton[at] === 0 || armsAt(skeleton, at, grid) < 3) continue
    bare[at] = 0
    // Arms touch each other diagonally around a junction.
    for (const other of neighboursOf(at, grid)) bare[other] = 0
  }
  return connectedComponents(bare, grid.rows, grid.columns)
}

/** How many separate runs of skeleton pixels surround a pixel. */
function armsAt(skeleton: Uint8Array, at: number, { rows, columns }: Grid): number {
  const column = at % columns
  const row = (at - column) / columns
  const valueAt = (dx: number, dy: number): number => (column + dx < 0 || row + dy < 0 || column + dx >= columns || row + dy >= rows ? 0 : skeleton[at + dy * columns + dx]!)
  const ring = [valueAt(0, -1), valueAt(1, -1), valueAt(1, 0), valueAt(1, 1), valueAt(0, 1), valueAt(-1, 1), valueAt(-1, 0), valueAt(-1, -1)]
  return ring.filter((value, place) => value === 0 && ring[(place + 1) % 8] === 1).length
}

function heldByDiscs(mask: Uint8Array, axes: Int32Array, squared: Float64Array, { rows, columns }: Grid): Int32Array {
  const numbers = new Int32Array(mask.length)
  const power = new Float64Array(mask.length).fill(Infinity)
  for (let at = 0; at < axes.length; at++) {
    if (axes[at] === 0) continue
    numbers[at] ||= axes[at]!
    // Without any background the whole grid would be one disc.
    if (squared[at] === Infinity) continue
    const radius = Math.sqrt(squared[at]!)
    const column = at % columns
    const row = (at - column) / columns
    for (let r = Math.max(0, Math.ceil(row - radius)); r <= Math.min(rows - 1, row + radius); r++) {
      for (let c = Math.max(0, Math.ceil(column - radius)); c <= Math.min(columns - 1, column + radius); c++) {
        const index = r * columns + c
        const distance = (c - column) ** 2 + (r - row) ** 2 - squared[at]!
        if (mask[index] === 0 || distance > 0 || distance >= power[index]!) continue
        power[index] = distance
        numbers[index] = axes[at]!
      }
    }
  }
  return numbers
}

/** Gives numbers to allowed pixels without one from their neighbours, ring by ring; where several meet, the one with the largest weight. */
function grow(numbers: Int32Array, grid: Grid, isAllowed: (at: number) => boolean, weight: (number: number) => number = () => 0): void {
  let open: number[] = []
  for (let at = 0; at < numbers.length; at++) if (numbers[at] !== 0) open.push(at)
  while (open.length > 0) {
    const reached = new Map<number, number>()
    for (const at of open) {
      for (const other of neighboursOf(at, grid)) {
        if (numbers[other] !== 0 || !isAllowed(other)) continue
        const before = reached.get(other)
        if (before === undefined || weight(numbers[at]!) > weight(before)) reached.set(other, numbers[at]!)
      }
    }
    for (const [at, number] of reached) numbers[at] = number
    open = [...reached.keys()]
  }
}

function neighboursOf(at: number, { rows, columns }: Grid): number[] {
  const column = at % columns
  const row = (at - column) / columns
  const found: number[] = []
  for (let r = Math.max(0, row - 1); r <= Math.min(rows - 1, row + 1); r++) {
    for (let c = Math.max(0, column - 1); c <= Math.min(columns - 1, column + 1); c++) if (r !== row || c !== column) found.push(r * columns + c)
  }
  return found
}
