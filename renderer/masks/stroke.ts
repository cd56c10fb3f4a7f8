import { paintCapsule } from './capsule'
import type { LabelImage, PaintResult, Point } from './capsule'
import { cutOut, pasteInto, unionOf } from './rectangle'
import type { Rectangle } from './rectangle'

/** One press of the brush or eraser, from pointer down to pointer up. Paints into the labels at once. */
export class Stroke {
  private readonly before: Uint8Array
  private last: Point | null = null
  /** Everything this stroke has changed so far. */
  dirty: Rectangle | null = null

  constructor(
    private readonly image: LabelImage,
    private readonly radius: number,
    private readonly label: number,
    /** What the history calls it. */
    readonly name: string,
  ) {
    this.before = image.labels.slice()
  }

  /** Sweeps the brush on through the points; returns what this call changed. */
  extend(points: readonly Point[]): PaintResult {
    let dirty: Rectangle | null = null
    let growth = 0
    for (const point of points) {
      const painted = paintCapsule(this.image, this.last ?? point, point, this.radius, this.label)
      dirty = unionOf(dirty, painted.dirty)
      growth += painted.growth
      this.last = point
    }
    this.dirty = unionOf(this.dirty, dirty)
    return { dirty, growth }
  }

  /** Takes everything back, as if the stroke had never begun. */
  cancel(): PaintResult {
    const { dirty, image } = this
    if (dirty === null) return { dirty: null, growth: 0 }
    const growth = pasteInto(image.labels, image.columns, dirty, cutOut(this.before, image.columns, dirty))
    this.dirty = null
    return { dirty, growth }
  }
}
