import { paintCapsule } from './capsule'
import type { Disc, LabelImage, PaintResult, PaintRule } from './capsule'
import { cutOut, pasteInto, unionOf } from './rectangle'
import type { Rectangle } from './rectangle'

/** One press of the brush or eraser, from pointer down to pointer up. Paints into the labels at once. */
export class Stroke {
  private readonly before: Uint8Array
  private last: Disc | null = null
  /** Everything this stroke has changed so far. */
  dirty: Rectangle | null = null

  constructor(
    private readonly image: LabelImage,
    private readonly rule: PaintRule,
    /** What the history calls it. */
    readonly name: string,
  ) {
    this.before = image.labels.slice()
  }

  /** Sweeps the brush on through the tips; returns what this call changed. */
  extend(tips: readonly Disc[]): PaintResult {
    let dirty: Rectangle | null = null
    let growth = 0
    for (const tip of tips) {
      const painted = paintCapsule(this.image, this.last ?? tip, tip, this.rule)
      dirty = unionOf(dirty, painted.dirty)
      growth += painted.growth
      this.last = tip
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
