import { t } from 'i18next'
import { decodeRuns, encodeRuns } from '../../electron/ipc/run-length'
import type { Correction, FrameKey } from '../../electron/ipc/contract/index'
import { activeLabel } from '../labels/label-store'
import type { PaintRule, Point } from '../masks/capsule'
import type { FrameMask } from '../masks/frame-mask'
import { messageOf } from '../shell/message-of'
import { notify } from '../shell/notify'
import { LatestOnly } from '../vessel/latest-only'
import { vesselClient } from '../vessel/vessel-access'
import { FramePreparation } from './frame-preparation'
import { eraseRule, paintRule } from './paint-rules'
import { setSmartReach, useToolOptions } from './tool-options'
import type { OverlayView, ToolPane, ToolPoint, ToolPress, ToolSession } from './viewer-tool'

interface Scribble {
  readonly key: FrameKey
  readonly mask: FrameMask
  readonly kind: 'vessel' | 'background'
  readonly rule: PaintRule
  readonly name: string
  readonly points: Point[]
  /** The decision on the first `count` points. */
  decided: { readonly count: number; readonly correction: Correction | null } | null
  released: boolean
}

const addColour = '#3ddc84'
const removeColour = '#ff5c5c'

/**
 * Click on what is wrong: on a labelled pixel to say that it is no vessel, on an unlabelled one to say that it is one (Alt the other way
 * round). The decision is shown while the button is down and becomes one act when it is lifted; Escape before that gives it up.
 */
export class SmartCorrectSession implements ToolSession {
  private scribble: Scribble | null = null
  private readonly preparation: FramePreparation
  private readonly decide: LatestOnly<Scribble, { count: number; correction: Correction | null }>

  constructor(private readonly pane: ToolPane) {
    this.preparation = new FramePreparation(pane)
    this.decide = new LatestOnly(
      decision,
      (decided, scribble) => {
        scribble.decided = decided
        this.settle(scribble)
      },
      (error) => {
        this.scribble = null
        notify('error', messageOf(error), { id: 'smart-correct' })
        this.pane.redraw()
      },
    )
  }

  dispose(): void {
    this.preparation.stop()
  }

  begin(press: ToolPress): boolean {
    const mask = this.pane.editableMask()
    const key = this.pane.frame()
    // The one before is still being decided; it takes a few hundredths of a second.
    if (mask === null || key === null || this.scribble !== null) return false
    const isLabelled = mask.labels[Math.floor(press.y) * mask.columns + Math.floor(press.x)] !== 0
    const kind = isLabelled === press.alt ? 'vessel' : 'background'
    const rule = kind === 'vessel' ? paintRule() : eraseRule()
    if (rule === null) return false
    const name = kind === 'vessel' ? `Smart correct: add ${activeLabel()?.name ?? ''}` : 'Smart correct: remove'
    this.scribble = { key, mask, kind, rule, name, points: [], decided: null, released: false }
    this.preparation.now()
    return true
  }

  move(points: readonly ToolPoint[]): void {
    const { scribble } = this
    if (scribble === null) return
    scribble.points.push(...points)
    this.decide.request(scribble)
    this.pane.redraw()
  }

  end(): void {
    const { scribble } = this
    if (scribble === null) return
    scribble.released = true
    this.settle(scribble)
  }

  cancel(): boolean {
    if (this.scribble === null) return false
    this.scribble = null
    this.decide.forget()
    this.pane.redraw()
    return true
  }

  hover(): void {
    this.preparation.soon()
  }

  radius(): number {
    return useToolOptions.getState().smartReach
  }

  resize(steps: number): void {
    const { smartReach } = useToolOptions.getState()
    setSmartReach(smartReach + steps * Math.max(2, Math.round(smartReach / 8)))
  }

  draw(context: CanvasRenderingContext2D, { pixel }: OverlayView): void {
    const { scribble } = this
    if (scribble === null) return
    const colour = scribble.kind === 'vessel' ? addColour : removeColour
    const correction = scribble.decided?.correction
    context.fillStyle = colour
    context.globalAlpha = 0.75
    if (correction) forEachPixel(correction, (x, y) => context.fillRect(x, y, 1, 1))
    context.globalAlpha = 1
    context.strokeStyle = colour
    context.lineWidth = 2.5 * pixel
    context.lineCap = 'round'
    context.beginPath()
    for (const { x, y } of scribble.points) context.lineTo(x, y)
    context.lineTo(scribble.points.at(-1)!.x + 0.01, scribble.points.at(-1)!.y)
    context.stroke()
  }

  /** Once the button is lifted and the last word of the scribble is decided, it becomes an act. */
  private settle(scribble: Scribble): void {
    this.pane.redraw()
    const { decided, points, released, mask, rule, name } = scribble
    if (!released || decided?.count !== points.length) return
    this.scribble = null
    const after = decided.correction === null ? mask.labels : withCorrection(mask, decided.correction, rule)
    if (mask.locked || this.pane.masks.change(mask, after, name) === null) notify('info', t(`smartTools.nothing.${scribble.kind}`), { id: 'smart-correct' })
  }
}

async function decision({ key, mask, kind, points }: Scribble): Promise<{ count: number; correction: Correction | null }> {
  const count = points.length
  const labelled = encodeRuns(mask.labels.map((label) => (label === 0 ? 0 : 1)))
  const reach = useToolOptions.getState().smartReach
  const correction = await vesselClient().correct({ ...key, kind, reach, labelled, points: thinned(points.slice(0, count)) })
  return { count, correction }
}

/** The labels with the decided pixels changed, as far as the labels that are there allow it. */
function withCorrection(mask: FrameMask, correction: Correction, { label, writable }: PaintRule): Uint8Array {
  const after = mask.labels.slice()
  forEachPixel(correction, (x, y) => {
    const at = y * mask.columns + x
    if (writable[after[at]!] === 1) after[at] = label
  })
  return after
}

function forEachPixel({ rect, pixels }: Correction, act: (x: number, y: number) => void): void {
  const inside = decodeRuns(pixels, rect.width * rect.height)
  for (let i = 0; i < inside.length; i++) if (inside[i] === 1) act(rect.x + (i % rect.width), rect.y + Math.floor(i / rect.width))
}

/** Pens report hundreds of places a second; one a pixel says as much. */
function thinned(points: readonly Point[]): [number, number][] {
  const kept: [number, number][] = []
  for (const { x, y } of points) {
    const last = kept.at(-1)
    if (last === undefined || Math.hypot(x - last[0], y - last[1]) >= 1) kept.push([x, y])
  }
  return kept.slice(0, 2000)
}
