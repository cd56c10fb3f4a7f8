import type { Point } from '../masks/capsule'
import type { FrameMask } from '../masks/frame-mask'
import type { OverlayView, ToolPane, ToolPoint, ToolPress, ToolSession } from './viewer-tool'

/** CSS pixels: a press that wanders farther draws freehand; a click this near to the first corner closes. */
const freehandLength = 8
const closingDistance = 9

/**
 * An area drawn by its outline: one press that wanders draws freehand and closes when it ends; clicks set corner after corner, with
 * freehand pieces between them, until the first corner, a double click or Enter closes.
 */
export class OutlineSession implements ToolSession {
  private points: Point[] = []
  /** Number of points before each press, so that presses can be taken back. */
  private corners: number[] = []
  private travelled = 0
  private inverse = false
  private pointer: Point | null = null

  constructor(
    private readonly pane: ToolPane,
    /** `inverse` when Alt was held at the first press. */
    private readonly close: (mask: FrameMask, outline: readonly Point[], inverse: boolean) => void,
  ) {}

  begin(press: ToolPress): boolean {
    if (this.pane.editableMask() === null) return false
    if (this.points.length > 2 && (press.clicks > 1 || this.distanceToStart(press) < closingDistance)) {
      this.finish()
      return false
    }
    if (this.points.length === 0) this.inverse = press.alt
    this.corners.push(this.points.length)
    this.points.push({ x: press.x, y: press.y })
    this.travelled = 0
    return true
  }

  move(points: readonly ToolPoint[]): void {
    const least = 0.75 / this.pane.scale()
    for (const { x, y } of points) {
      const last = this.points.at(-1)!
      const step = Math.hypot(x - last.x, y - last.y)
      if (step < least) continue
      this.travelled += step * this.pane.scale()
      this.points.push({ x, y })
    }
    this.pointer = null
    this.pane.redraw()
  }

  end(): void {
    if (this.corners.length === 1 && this.travelled > freehandLength) this.finish()
    else this.pane.redraw()
  }

  finish(): boolean {
    if (this.points.length < 3) return false
    const mask = this.pane.editableMask()
    const outline = this.points
    this.forget()
    if (mask !== null) this.close(mask, outline, this.inverse)
    return true
  }

  stepBack(): boolean {
    const length = this.corners.pop()
    if (length === undefined) return false
    this.points.length = length
    this.pane.redraw()
    return true
  }

  cancel(): boolean {
    const drawing = this.points.length > 0
    this.forget()
    return drawing
  }

  leave(): void {
    this.forget()
  }

  hover(at: Point | null): void {
    this.pointer = at
    if (this.points.length > 0) this.pane.redraw()
  }

  draw(context: CanvasRenderingContext2D, { pixel }: OverlayView): void {
    const [first, ...rest] = this.points
    if (first === undefined) return
    context.beginPath()
    context.moveTo(first.x, first.y)
    for (const { x, y } of rest) context.lineTo(x, y)
    if (this.pointer !== null) context.lineTo(this.pointer.x, this.pointer.y)
    context.lineJoin = 'round'
    for (const [colour, width, dash] of [['rgb(0 0 0 / 75%)', 3, []], ['#fff', 1.5, [5, 4]]] as const) {
      context.strokeStyle = colour
      context.lineWidth = width * pixel
      context.setLineDash(dash.map((length) => length * pixel))
      context.stroke()
    }
    // The corner that closes the outline.
    context.beginPath()
    context.arc(first.x, first.y, 4 * pixel, 0, 2 * Math.PI)
    context.fillStyle = '#fff'
    context.fill()
    context.setLineDash([])
    context.lineWidth = pixel
    context.strokeStyle = '#000'
    context.stroke()
  }

  private distanceToStart({ x, y }: Point): number {
    const first = this.points[0]!
    return Math.hypot(x - first.x, y - first.y) * this.pane.scale()
  }

  private forget(): void {
    this.points = []
    this.corners = []
    this.pointer = null
    this.pane.redraw()
  }
}
