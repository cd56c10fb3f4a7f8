import { t } from 'i18next'
import type { FrameKey, VesselLine } from '../../electron/ipc/contract/index'
import { activeLabel } from '../labels/label-store'
import type { PaintRule, Point } from '../masks/capsule'
import type { FrameMask } from '../masks/frame-mask'
import { messageOf } from '../shell/message-of'
import { notify } from '../shell/notify'
import { sameFrame } from '../state/same-frame'
import { useViewer } from '../state/viewer-store'
import { LatestOnly } from '../vessel/latest-only'
import { vesselClient } from '../vessel/vessel-access'
import { VesselTrace } from '../vessel/vessel-trace'
import { drawTrace } from './draw-trace'
import { paintRule } from './paint-rules'
import { FramePreparation } from './frame-preparation'
import type { OverlayView, ToolPane, ToolPress, ToolSession } from './viewer-tool'

interface Tracing {
  readonly key: FrameKey
  readonly mask: FrameMask
  readonly rule: PaintRule
  readonly name: string
  readonly trace: VesselTrace
  /** Why there is no way to the pointer, as it was told last. */
  told: string | null
}

/** Clicks along a vessel: the path to the pointer is shown live, Enter or a double click paints it as one act. */
export class TraceSession implements ToolSession {
  private tracing: Tracing | null = null
  private pointer: Point | null = null
  /** The way from the last click to the pointer. */
  private live: VesselLine | null = null
  private readonly preparation: FramePreparation
  private readonly preview: LatestOnly<{ key: FrameKey; from: Point; to: Point }, VesselLine>

  constructor(private readonly pane: ToolPane) {
    this.preparation = new FramePreparation(pane)
    this.preview = new LatestOnly(
      ({ key, from, to }) => lineBetween(key, from, to),
      (line, { key, from }) => {
        // A click may have come before the answer.
        if (this.tracing === null || this.tracing.trace.last !== from || !sameFrame(this.tracing.key, key)) return
        this.live = line
        this.pane.redraw()
      },
      // It follows the pointer: the same cause is told once a trace.
      (error) => this.tracing !== null && tellOnce(this.tracing, error),
    )
  }

  dispose(): void {
    this.preparation.stop()
  }

  begin(press: ToolPress): boolean {
    if (this.tracing !== null && press.clicks >= 2) {
      this.finish()
      return false
    }
    const at = { x: press.x, y: press.y }
    if (this.tracing === null) this.start(at)
    else this.addLeg(this.tracing, at, press.alt)
    this.pane.redraw()
    return false
  }

  move(): void {}
  end(): void {}

  hover(at: Point | null): void {
    this.pointer = at
    this.preparation.soon()
    if (this.tracing === null) return
    if (at !== null) this.preview.request({ key: this.tracing.key, from: this.tracing.trace.last, to: at })
    this.pane.redraw()
  }

  finish(): boolean {
    const { tracing } = this
    if (tracing === null) return false
    this.clear()
    void paint(this.pane, tracing)
    return true
  }

  stepBack(): boolean {
    if (this.tracing === null) return false
    if (!this.tracing.trace.stepBack()) return this.cancel()
    this.preview.forget()
    this.live = null
    this.hover(this.pointer)
    return true
  }

  cancel(): boolean {
    const traced = this.tracing !== null
    this.clear()
    return traced
  }

  /** What has been clicked so far is kept, like a stroke. */
  leave(): void {
    this.finish()
  }

  draw(context: CanvasRenderingContext2D, view: OverlayView): void {
    if (this.tracing !== null) drawTrace(context, view, this.tracing.trace, this.live, this.pointer)
  }

  private start(at: Point): void {
    const mask = this.pane.editableMask()
    const rule = mask === null ? null : paintRule()
    const key = this.pane.frame()
    if (mask === null || rule === null || key === null) return
    this.preparation.now()
    this.tracing = { key, mask, rule, name: `Vessel trace (${activeLabel()?.name ?? ''})`, trace: new VesselTrace(at), told: null }
  }

  private addLeg(tracing: Tracing, to: Point, straight: boolean): void {
    const from = tracing.trace.last
    if (Math.hypot(to.x - from.x, to.y - from.y) < 1) return
    const search = straight ? Promise.resolve(straightLine(tracing.trace, from, to)) : lineBetween(tracing.key, from, to)
    this.preview.forget()
    this.live = null
    void tracing.trace
      .add(to, search)
      .catch((error: unknown) => tell(error))
      .finally(() => this.pane.redraw())
  }

  private clear(): void {
    this.tracing = null
    this.live = null
    this.preview.forget()
    this.pane.redraw()
  }
}

async function lineBetween(key: FrameKey, from: Point, to: Point): Promise<VesselLine> {
  const { line } = await vesselClient().trace({ ...key, from: [from.x, from.y], to: [to.x, to.y] })
  return line
}

/** A straight piece, as wide as the vessel before it. */
function straightLine(trace: VesselTrace, from: Point, to: Point): VesselLine {
  const width = trace.line.at(-1)?.[2] ?? useViewer.getState().brushRadius * 2
  return [[from.x, from.y, width], [to.x, to.y, width]]
}

function tell(error: unknown): void {
  notify('error', messageOf(error), { title: t('smartTools.traceFailed'), id: 'trace' })
}

function tellOnce(tracing: Tracing, error: unknown): void {
  const message = messageOf(error)
  if (tracing.told !== message) tell(error)
  tracing.told = message
}

/** One act in the history, once the legs that are still searched have their lines; those that fail are told and left out. */
async function paint(pane: ToolPane, { mask, rule, name, trace }: Tracing): Promise<void> {
  await trace.settled()
  if (mask.locked || mask.stroke !== null || trace.legs.length === 0) return
  pane.masks.beginStroke(mask, rule, name)
  const dirty = mask.stroke!.extend(trace.line.map(([x, y, width]) => ({ x, y, radius: width / 2 })))
  if (dirty !== null) pane.masks.strokeExtended(mask, dirty)
  pane.masks.finishStroke(mask)
}
