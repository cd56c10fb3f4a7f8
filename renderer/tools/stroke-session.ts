import type { PaintRule } from '../masks/capsule'
import type { FrameMask } from '../masks/frame-mask'
import { setBrushRadius, useViewer } from '../state/viewer-store'
import { useToolOptions } from './tool-options'
import type { ToolPane, ToolPoint, ToolPress, ToolSession } from './viewer-tool'

/** Width of the lightest touch of a pen, as part of the set radius. */
const lightestTouch = 0.25

/** What brush and eraser have in common: a round tip that is swept along the pointer's way. */
export class StrokeSession implements ToolSession {
  private painted: FrameMask | null = null

  constructor(
    private readonly pane: ToolPane,
    /** Null refuses to begin. */
    private readonly rule: () => PaintRule | null,
    private readonly name: (rule: PaintRule) => string,
  ) {}

  begin(_press: ToolPress): boolean {
    return this.beginWithin(null)
  }

  /** @param allowed 1 for the pixels that the stroke may change; null for all */
  protected beginWithin(allowed: Uint8Array | null): boolean {
    const mask = this.pane.editableMask()
    const rule = mask === null ? null : this.rule()
    if (mask === null || rule === null) return false
    this.pane.masks.beginStroke(mask, allowed === null ? rule : { ...rule, allowed }, this.name(rule))
    this.painted = mask
    return true
  }

  move(points: readonly ToolPoint[]): void {
    const mask = this.painted
    if (!mask?.stroke) return
    const { brushRadius } = useViewer.getState()
    const { pressure } = useToolOptions.getState()
    const tips = points.map((point) => ({ x: point.x, y: point.y, radius: pressure ? brushRadius * (lightestTouch + (1 - lightestTouch) * point.pressure) : brushRadius }))
    const dirty = mask.stroke.extend(tips)
    if (dirty !== null) this.pane.masks.strokeExtended(mask, dirty)
  }

  end(): void {
    const mask = this.painted
    this.painted = null
    if (mask?.stroke) this.pane.masks.finishStroke(mask)
  }

  cancel(): boolean {
    const mask = this.painted
    this.painted = null
    if (!mask?.stroke) return false
    this.pane.masks.cancelStroke(mask)
    return true
  }

  radius(): number {
    return useViewer.getState().brushRadius
  }

  resize(steps: number): void {
    const { brushRadius } = useViewer.getState()
    setBrushRadius(brushRadius + steps * Math.max(0.5, Math.round(brushRadius / 8)))
  }
}
