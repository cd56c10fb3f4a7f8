/** A tube in image coordinates: (column, row), lumen radius and contrast path factor at each point. */
export interface ProjectedTube {
  columns: Float64Array
  rows: Float64Array
  /** px. */
  radii: Float64Array
  /** What a chord of 1 px through the lumen attenuates at this point: contrast concentration × mm per px × lengthening of the oblique path. */
  weights: Float64Array
}

/** Lumina narrower than this are drawn this wide and correspondingly fainter, so that no pixel misses them. */
const leastRadius = 0.8

/** Draws tubes into a field, one at a time, without the joints of a tube adding up. */
export class TubeRaster {
  private readonly scratch: Float32Array

  constructor(private readonly size: number) {
    this.scratch = new Float32Array(size * size)
  }

  /**
   * Adds the attenuation of a tube to `field` (size × size): the chord 2·√(r² − d²) through the lumen at distance d from the centreline.
   * Only points `from` … count − 1 are drawn.
   */
  add(field: Float32Array, tube: ProjectedTube, from = 0): void {
    const { size, scratch } = this
    const box = { left: size, right: -1, top: size, bottom: -1 }
    for (let i = from; i + 1 < tube.columns.length; i++) {
      const radius = Math.max(tube.radii[i]!, leastRadius)
      const thin = (tube.radii[i]! / radius) ** 2
      const weight = 2 * tube.weights[i]! * thin
      if (weight <= 0) continue
      this.alongSegment(tube, i, radius, box, (index, squared) => {
        const value = weight * Math.sqrt(radius * radius - squared)
        if (value > scratch[index]!) scratch[index] = value
      })
    }
    for (let row = box.top; row <= box.bottom; row++) {
      for (let index = row * size + box.left, end = row * size + box.right; index <= end; index++) {
        field[index]! += scratch[index]!
        scratch[index] = 0
      }
    }
  }

  /** Marks the pixels within `radiusOf(point)` px of the centreline; points with radius 0 mark nothing. */
  mark(mask: Uint8Array, tube: ProjectedTube, radiusOf: (point: number) => number): void {
    const box = { left: 0, right: 0, top: 0, bottom: 0 }
    for (let i = 0; i + 1 < tube.columns.length; i++) {
      const radius = radiusOf(i)
      if (radius > 0) this.alongSegment(tube, i, radius, box, (index) => (mask[index] = 1))
    }
  }

  private alongSegment(tube: ProjectedTube, i: number, radius: number, box: { left: number; right: number; top: number; bottom: number }, visit: (index: number, squaredDistance: number) => void): void {
    const { size } = this
    const x0 = tube.columns[i]!
    const y0 = tube.rows[i]!
    const dx = tube.columns[i + 1]! - x0
    const dy = tube.rows[i + 1]! - y0
    const squaredLength = dx * dx + dy * dy
    const left = Math.max(0, Math.ceil(Math.min(x0, x0 + dx) - radius))
    const right = Math.min(size - 1, Math.floor(Math.max(x0, x0 + dx) + radius))
    const top = Math.max(0, Math.ceil(Math.min(y0, y0 + dy) - radius))
    const bottom = Math.min(size - 1, Math.floor(Math.max(y0, y0 + dy) + radius))
    if (left > right || top > bottom) return
    box.left = Math.min(box.left, left)
    box.right = Math.max(box.right, right)
    box.top = Math.min(box.top, top)
    box.bottom = Math.max(box.bottom, bottom)
    const limit = radius * radius
    for (let row = top; row <= bottom; row++) {
      for (let column = left; column <= right; column++) {
        const px = column - x0
        const py = row - y0
        const t = squaredLength === 0 ? 0 : Math.min(1, Math.max(0, (px * dx + py * dy) / squaredLength))
        const ex = px - t * dx
        const ey = py - t * dy
        const squared = ex * ex + ey * ey
        if (squared < limit) visit(row * size + column, squared)
      }
    }
  }
}
