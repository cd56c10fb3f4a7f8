import { resample } from '../inference/resample'
import { blur } from './hessian'
import { bilinear } from './measure-widths'

/** Where each pixel of a target frame comes from in a source frame: source = target + (dx, dy), px, on a coarse grid. */
export interface Motion {
  /** Of the frames. */
  readonly rows: number
  readonly columns: number
  /** Distance between nodes, px; the first node lies at the middle of the first cell. */
  readonly spacing: number
  readonly nodeRows: number
  readonly nodeColumns: number
  readonly dx: Float32Array
  readonly dy: Float32Array
}

/** A picture of the vessels alone that motion is looked for in: what stands still behind them must not hold them back. */
export interface VesselPicture {
  readonly pixels: Float32Array
  readonly rows: number
  readonly columns: number
}

/** Sides of the grids that are matched one after the other, coarse to fine, for a frame of any size. */
const levels = [{ side: 64, search: 3 }, { side: 128, search: 2 }, { side: 256, search: 2 }] as const
/** Pixels of a level between nodes, and half the side of the patches that are compared. */
const nodeStep = 4
const patchReach = 6
/** How much a node is held to what its surroundings say: price of one pixel of a level, as a share of the patch's own energy. */
const stiffness = 0.012
/** Neighbouring nodes that a node is smoothed over (standard deviation, nodes). */
const smoothing = 1.4

/**
 * The motion between two pictures of vessels by block matching, coarse to fine: at each level every node looks for the displacement with the
 * least sum of squared differences of Gaussian-weighted patches near the one that the coarser level gives; then the field is smoothed, each
 * node weighted by how much vessel its patch holds, so that nodes over nothing follow their neighbours.
 */
export function estimateMotion(source: VesselPicture, target: VesselPicture): Motion {
  const { rows, columns } = target
  let motion: Motion | null = null
  for (const { side, search } of levels) {
    const factor = Math.max(1, Math.sqrt(rows * columns) / side)
    const size = { rows: Math.max(8, Math.round(rows / factor)), columns: Math.max(8, Math.round(columns / factor)) }
    const [from, to] = [source, target].map((picture) => blur(resample(picture.pixels, picture.rows, picture.columns, size.rows, size.columns), size.rows, size.columns, 1)) as [Float32Array, Float32Array]
    motion = refined(from, to, size, motion, search, rows, columns)
  }
  return motion!
}

/** The displacement at a place of the target frame, px. */
export function motionAt({ spacing, nodeRows, nodeColumns, dx, dy }: Motion, x: number, y: number): [number, number] {
  const column = (x + 0.5) / spacing - 0.5
  const row = (y + 0.5) / spacing - 0.5
  return [bilinear(dx, nodeRows, nodeColumns, column, row), bilinear(dy, nodeRows, nodeColumns, column, row)]
}

function refined(from: Float32Array, to: Float32Array, size: { rows: number; columns: number }, before: Motion | null, search: number, rows: number, columns: number): Motion {
  const scale = columns / size.columns
  const nodeRows = Math.ceil(size.rows / nodeStep)
  const nodeColumns = Math.ceil(size.columns / nodeStep)
  const count = nodeRows * nodeColumns
  const dx = new Float32Array(count)
  const dy = new Float32Array(count)
  const weight = new Float32Array(count)
  for (let node = 0; node < count; node++) {
    const column = ((node % nodeColumns) + 0.5) * nodeStep - 0.5
    const row = (Math.floor(node / nodeColumns) + 0.5) * nodeStep - 0.5
    const start = before === null ? [0, 0] : motionAt(before, (column + 0.5) * scale - 0.5, (row + 0.5) * scale - 0.5)
    const found = bestMatch(from, to, size, Math.round(column), Math.round(row), Math.round(start[0]! / scale), Math.round(start[1]! / scale), search)
    // Where there is nothing to match, what the coarser level said stays.
    dx[node] = found.energy === 0 ? start[0]! : found.dx * scale
    dy[node] = found.energy === 0 ? start[1]! : found.dy * scale
    weight[node] = found.energy + 1e-4
  }
  const smooth = (values: Float32Array): Float32Array => {
    const above = blur(values.map((value, i) => value * weight[i]!), nodeRows, nodeColumns, smoothing)
    const below = blur(weight, nodeRows, nodeColumns, smoothing)
    return above.map((value, i) => value / below[i]!)
  }
  return { rows, columns, spacing: nodeStep * scale, nodeRows, nodeColumns, dx: smooth(dx), dy: smooth(dy) }
}

const patchWeights = Array.from({ length: (2 * patchReach + 1) ** 2 }, (_, i) => {
  const x = (i % (2 * patchReach + 1)) - patchReach
  const y = Math.floor(i / (2 * patchReach + 1)) - patchReach
  return Math.exp(-(x * x + y * y) / (2 * (patchReach / 1.8) ** 2))
})

function bestMatch(from: Float32Array, to: Float32Array, size: { rows: number; columns: number }, column: number, row: number, startX: number, startY: number, search: number): { dx: number; dy: number; energy: number } {
  const energy = difference(null, to, size, column, row, 0, 0, Infinity)
  if (energy < 1e-3) return { dx: startX, dy: startY, energy: 0 }
  const costAt = (x: number, y: number, limit = Infinity): number => stiffness * energy * (x * x + y * y) + difference(from, to, size, column, row, startX + x, startY + y, limit)
  let best = { x: 0, y: 0, cost: costAt(0, 0) }
  for (let y = -search; y <= search; y++) {
    for (let x = -search; x <= search; x++) {
      const cost = costAt(x, y, best.cost)
      if (cost < best.cost) best = { x, y, cost }
    }
  }
  const { x, y, cost } = best
  return { dx: startX + x + vertex(costAt(x - 1, y), cost, costAt(x + 1, y)), dy: startY + y + vertex(costAt(x, y - 1), cost, costAt(x, y + 1)), energy }
}

/** Weighted sum of squared differences of two patches, or of the target's own values when there is no source; gives up above `limit`. */
function difference(from: Float32Array | null, to: Float32Array, { rows, columns }: { rows: number; columns: number }, column: number, row: number, dx: number, dy: number, limit: number): number {
  let sum = 0
  for (let y = -patchReach, i = 0; y <= patchReach; y++) {
    const toRow = Math.min(rows - 1, Math.max(0, row + y)) * columns
    const fromRow = Math.min(rows - 1, Math.max(0, row + y + dy)) * columns
    for (let x = -patchReach; x <= patchReach; x++, i++) {
      const here = to[toRow + Math.min(columns - 1, Math.max(0, column + x))]!
      const there = from === null ? 0 : from[fromRow + Math.min(columns - 1, Math.max(0, column + x + dx))]!
      sum += patchWeights[i]! * (here - there) * (here - there)
    }
    if (sum > limit) return sum
  }
  return sum
}

/** Where between −½ and ½ the parabola through a minimum and its two neighbours is lowest. */
function vertex(before: number, here: number, after: number): number {
  const curvature = before + after - 2 * here
  return curvature <= 0 ? 0 : Math.max(-0.5, Math.min(0.5, (before - after) / (2 * curvature)))
}
