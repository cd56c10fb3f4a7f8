import type { VesselLine } from '../../electron/ipc/contract/index'
import type { Point } from '../masks/capsule'

export interface TraceLeg {
  readonly to: Point
  /** From the click before; null while it is being searched. */
  line: VesselLine | null
}

/** The clicks of a vessel that is being traced, and the lines between them. */
export class VesselTrace {
  readonly legs: TraceLeg[] = []

  constructor(readonly start: Point) {}

  get last(): Point {
    return this.legs.at(-1)?.to ?? this.start
  }

  /** The whole vessel, from the first click on. */
  get line(): VesselLine {
    return this.legs.flatMap(({ line }) => line ?? [])
  }
}

/** The area of a line of varying width as a closed outline: along its left side and back along its right. */
export function outlineOfLine(line: VesselLine): Point[] {
  const sides = line.map(([x, y, width], i) => {
    const [x0, y0] = line[Math.max(0, i - 1)]!
    const [x1, y1] = line[Math.min(line.length - 1, i + 1)]!
    const length = Math.hypot(x1 - x0, y1 - y0) || 1
    const nx = (-(y1 - y0) / length) * (width / 2)
    const ny = ((x1 - x0) / length) * (width / 2)
    return { left: { x: x - nx, y: y - ny }, right: { x: x + nx, y: y + ny } }
  })
  return [...sides.map(({ left }) => left), ...sides.map(({ right }) => right).reverse()]
}
