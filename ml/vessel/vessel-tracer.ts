import { blur } from './hessian'
import { measureWidths, type MeasuredLine, type Picture } from './measure-widths'
import { PathField } from './path-field'
import { smoothPath } from './smooth-path'
import { evidence, type VesselMaps } from './vessel-maps'

/** Paths are searched on a grid of about this side: finer ones only cost time, the measurement centres them. */
const searchSide = 288
/** ε of the cost 1/(ε + evidence): a straight way over nothing may be this many times dearer than one along a vessel. */
const doubt = 0.03
/** How far a click may lie beside the vessel that it means, and half of the widest vessel, px in a frame of 512². */
const snapReach = 5
const halfWidest = 16
const referenceSide = 512

/**
 * Traces vessels of one frame between clicks: the path that minimises the sum of 1/(ε + evidence) (L. Cohen and R. Kimmel, "Global
 * minimum for active contour models", IJCV 24 (1997)), smoothed, centred and measured on the grey image. The search from the last
 * click is kept, so that a path to a moving pointer takes about a millisecond.
 */
export class VesselTracer {
  private readonly factor: number
  private readonly rows: number
  private readonly columns: number
  private readonly cost: Float32Array
  private readonly picture: Picture
  /** px of this frame per px of a frame of 512². */
  private readonly scale: number
  private field: PathField | null = null

  constructor(maps: VesselMaps) {
    const { rows, columns } = maps
    this.scale = Math.sqrt(rows * columns) / referenceSide
    this.factor = Math.max(1, Math.round((this.scale * referenceSide) / searchSide))
    this.rows = Math.ceil(rows / this.factor)
    this.columns = Math.ceil(columns / this.factor)
    this.cost = largestOfBlocks(evidence(maps), rows, columns, this.factor).map((value) => 1 / (doubt + value))
    this.picture = { pixels: blur(maps.grey, rows, columns, 0.7), rows, columns }
  }

  /**
   * The vessel between two clicks ([column, row], px, the middle of the first pixel at (0, 0)). Clicks beside a vessel are moved onto it.
   */
  trace(from: readonly [number, number], to: readonly [number, number]): MeasuredLine {
    const origin = this.snapped(from)
    const target = this.snapped(to)
    if (this.field?.origins[0] !== origin) this.field = new PathField(this.cost, this.rows, this.columns, [origin])
    const { factor } = this
    const path = this.field.pathTo(target).map(([column, row]): [number, number] => [(column + 0.5) * factor - 0.5, (row + 0.5) * factor - 0.5])
    const sigma = 2.5 * Math.max(1, factor / 2)
    const first = measureWidths(this.picture, smoothPath(path, sigma), halfWidest * this.scale)
    // Widths want normals of the centred line.
    return measureWidths(this.picture, smoothPath(first.centres, sigma), halfWidest * this.scale)
  }

  /** Index on the search grid of the cheapest place near a click; what is farther away must be clearly better. */
  private snapped([x, y]: readonly [number, number]): number {
    const { factor, rows, columns } = this
    const column = Math.min(columns - 1, Math.max(0, Math.round((x + 0.5) / factor - 0.5)))
    const row = Math.min(rows - 1, Math.max(0, Math.round((y + 0.5) / factor - 0.5)))
    const reach = (snapReach * this.scale) / factor
    let best = row * columns + column
    let least = Infinity
    for (let r = Math.max(0, Math.ceil(row - reach)); r <= Math.min(rows - 1, row + reach); r++) {
      for (let c = Math.max(0, Math.ceil(column - reach)); c <= Math.min(columns - 1, column + reach); c++) {
        const away = ((c - column) ** 2 + (r - row) ** 2) / (reach * reach)
        const price = this.cost[r * columns + c]! * (1 + away)
        if (away > 1 || price >= least) continue
        least = price
        best = r * columns + c
      }
    }
    return best
  }
}

/** The largest value of each block of factor × factor pixels, so that nothing thin is lost. */
function largestOfBlocks(values: Float32Array, rows: number, columns: number, factor: number): Float32Array {
  if (factor === 1) return values
  const wide = Math.ceil(columns / factor)
  const result = new Float32Array(wide * Math.ceil(rows / factor))
  for (let row = 0; row < rows; row++) {
    const start = Math.floor(row / factor) * wide
    for (let column = 0; column < columns; column++) {
      const at = start + Math.floor(column / factor)
      if (values[row * columns + column]! > result[at]!) result[at] = values[row * columns + column]!
    }
  }
  return result
}
