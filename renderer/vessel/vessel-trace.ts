import type { VesselLine } from '../../electron/ipc/contract/index'
import type { Point } from '../masks/capsule'

export interface TraceLeg {
  readonly to: Point
  /** From the click before; null while it is being searched. */
  readonly line: VesselLine | null
}

interface SearchedLeg extends TraceLeg {
  line: VesselLine | null
  /** Resolves when there is a line or none will come. */
  found: Promise<void>
}

/** The clicks of a vessel that is being traced, and the lines between them. */
export class VesselTrace {
  private readonly searched: SearchedLeg[] = []

  constructor(readonly start: Point) {}

  get legs(): readonly TraceLeg[] {
    return this.searched
  }

  get last(): Point {
    return this.searched.at(-1)?.to ?? this.start
  }

  /** The whole vessel, from the first click on. */
  get line(): VesselLine {
    return this.searched.flatMap(({ line }) => line ?? [])
  }

  /**
   * Goes on to a click. When its line cannot be found the leg goes, and with it those that hang on it; rejects with the cause then, unless
   * the leg was taken back meanwhile.
   */
  add(to: Point, search: Promise<VesselLine>): Promise<void> {
    const leg: SearchedLeg = { to, line: null, found: Promise.resolve() }
    this.searched.push(leg)
    const added = this.take(leg, search)
    leg.found = added.catch(() => undefined)
    return added
  }

  /** Takes the last click back; false when only the first one is left. */
  stepBack(): boolean {
    return this.searched.pop() !== undefined
  }

  /** Resolves when every leg has its line or is gone. */
  async settled(): Promise<void> {
    await Promise.all(this.searched.map(({ found }) => found))
  }

  private async take(leg: SearchedLeg, search: Promise<VesselLine>): Promise<void> {
    try {
      leg.line = await search
    } catch (error) {
      const at = this.searched.indexOf(leg)
      if (at < 0) return
      this.searched.length = at
      throw error
    }
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
