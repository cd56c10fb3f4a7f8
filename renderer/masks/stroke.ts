import { paintCapsule } from './capsule'
import type { Disc, PaintRule } from './capsule'
import type { CountedImage } from './label-counts'
import { cutOut, pasteInto, unionOf } from './rectangle'
import type { Rectangle } from './rectangle'

/** One press of the brush or eraser, from pointer down to pointer up. Paints into the labels at once. */
export class Stroke {
  private readonly before: Uint8Array
  private last: Disc | null = null
  /** Everything this stroke has changed so far. */
  dirty: Rectangle | null = null

  constructor(
    private readonly image: CountedImage,
    private readonly rule: PaintRule,
    /** What the history calls it. */
    readonly name: string,
  ) {
    this.before = image.labels.slice()
  }

  /** Sweeps the brush on through the tips; returns what this call changed. */
  extend(tips: readonly Disc[]): Rectangle | null {
    let dirty: Rectangle | null = null
    for (const tip of tips) {
      dirty = unionOf(dirty, paintCapsule(this.image, this.last ?? tip, tip, this.rule))
      this.last = tip
    }
    this.dirty = unionOf(this.dirty, dirty)
    return dirty
  }

  /** Takes everything back, as if the stroke had never begun; returns what that changed. */
  cancel(): Rectangle | null {
    const { dirty, image } = this
    if (dirty !== null) pasteInto(image, dirty, cutOut(this.before, image.columns, dirty))
    this.dirty = null
    return dirty
  }
}
