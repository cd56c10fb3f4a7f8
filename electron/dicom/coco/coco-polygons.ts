/** Corners of a closed outline, x and y in turn, in pixels; the centre of the first pixel is at (0.5, 0.5). */
export type Polygon = number[]

/**
 * The outlines of a label along the edges of its pixels, so that filling them gives the same pixels again. COCO has no holes: a hole is
 * reached from its outline by a cut of no width, there and back, which an even-odd fill does not see.
 */
export function polygonsOf(mask: Uint8Array, rows: number, columns: number, label: number): Polygon[] {
  const rings = ringsOf(mask, rows, columns, label)
  const outer = rings.filter(({ area }) => area > 0).map((ring) => ({ ring, polygon: [...ring.corners] }))
  for (const hole of rings.filter(({ area }) => area < 0)) {
    const [x, y] = [hole.corners[0]!, hole.corners[1]!]
    const [dx, dy] = stepOf(hole.corners)
    // The pixel to the right of the hole's first edge is one of those that surround it.
    const around = outer.filter(({ ring }) => isInside(ring.corners, x + (dx - dy) / 2, y + (dx + dy) / 2)).sort((one, other) => one.ring.area - other.ring.area)[0]
    const [startX, startY] = [around!.ring.corners[0]!, around!.ring.corners[1]!]
    around!.polygon.push(startX, startY, ...hole.corners, x, y, startX, startY)
  }
  return outer.map(({ polygon }) => polygon)
}

/** Writes `label` into pixels whose centre is inside one of the polygons (even-odd); the labels that lost pixels. */
export function paintPolygons(mask: Uint8Array, rows: number, columns: number, polygons: readonly Polygon[], label: number): Set<number> {
  const lost = new Set<number>()
  for (const polygon of polygons) {
    for (let row = 0; row < rows; row++) {
      const crossings = crossingsAt(polygon, row + 0.5)
      for (let pair = 0; pair + 1 < crossings.length; pair += 2) {
        const last = Math.min(columns, Math.ceil(crossings[pair + 1]! - 0.5))
        for (let column = Math.max(0, Math.ceil(crossings[pair]! - 0.5)); column < last; column++) {
          const pixel = row * columns + column
          const before = mask[pixel]!
          if (before !== 0 && before !== label) lost.add(before)
          mask[pixel] = label
        }
      }
    }
  }
  return lost
}

interface Ring {
  readonly corners: number[]
  /** Positive around pixels of the label, negative around a hole. */
  readonly area: number
}

/** Follows every pixel edge between the label and anything else once, with the label on its right. */
function ringsOf(mask: Uint8Array, rows: number, columns: number, label: number): Ring[] {
  const width = columns + 1
  /** Edges that leave a corner: at most two, where two pixels touch by their corners. */
  const edges = new Map<number, number[]>()
  const add = (from: number, to: number): void => {
    const known = edges.get(from)
    if (known) known.push(to)
    else edges.set(from, [to])
  }
  const isSet = (row: number, column: number): boolean => row >= 0 && row < rows && column >= 0 && column < columns && mask[row * columns + column] === label
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      if (mask[row * columns + column] !== label) continue
      const at = row * width + column
      if (!isSet(row - 1, column)) add(at, at + 1)
      if (!isSet(row, column + 1)) add(at + 1, at + 1 + width)
      if (!isSet(row + 1, column)) add(at + 1 + width, at + width)
      if (!isSet(row, column - 1)) add(at + width, at)
    }
  }
  const rings: Ring[] = []
  for (const start of edges.keys()) {
    while (edges.get(start)!.length > 0) rings.push(follow(edges, start, width))
  }
  return rings
}

function follow(edges: Map<number, number[]>, start: number, width: number): Ring {
  const corners: number[] = []
  let area = 0
  let at = start
  let direction = 0
  do {
    const leaving = edges.get(at)!
    // Where two pixels touch by a corner, the turn to the right keeps them apart.
    const right = leaving.findIndex((to) => to - at === turnedRight(direction, width))
    const [next] = leaving.splice(Math.max(0, right), 1) as [number]
    const [x, y] = [at % width, Math.floor(at / width)]
    if (next - at !== direction) corners.push(x, y)
    direction = next - at
    area += x * Math.floor(next / width) - (next % width) * y
    at = next
  } while (at !== start)
  // The walk may have begun within a straight edge.
  const [dx, dy] = stepOf(corners)
  if (direction === dy * width + dx) corners.splice(0, 2)
  return { corners, area: area / 2 }
}

/** Direction of the first edge, as steps in x and y. */
function stepOf([x, y, nextX, nextY]: readonly number[]): [dx: number, dy: number] {
  return [Math.sign(nextX! - x!), Math.sign(nextY! - y!)]
}

/** The direction to the right of another one; y points down. */
function turnedRight(direction: number, width: number): number {
  if (direction === 1) return width
  if (direction === width) return -1
  return direction === -1 ? -width : 1
}

function crossingsAt(polygon: Polygon, y: number): number[] {
  const crossings: number[] = []
  for (let index = 0; index < polygon.length; index += 2) {
    const [x1, y1] = [polygon[index]!, polygon[index + 1]!]
    const next = (index + 2) % polygon.length
    const [x2, y2] = [polygon[next]!, polygon[next + 1]!]
    if ((y1 <= y) === (y2 <= y)) continue
    crossings.push(x1 + ((y - y1) / (y2 - y1)) * (x2 - x1))
  }
  return crossings.sort((one, other) => one - other)
}

function isInside(polygon: Polygon, x: number, y: number): boolean {
  return crossingsAt(polygon, y).filter((crossing) => crossing <= x).length % 2 === 1
}
