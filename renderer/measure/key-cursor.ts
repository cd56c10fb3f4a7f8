import type { Point } from '../masks/capsule'
import type { OverlayView } from '../tools/viewer-tool'

/** CSS pixels: arms of the cross, and the gap that leaves the pixel itself in sight. */
const arm = 14
const gap = 3

/** The cross that keys move instead of the pointer, from the middle of one pixel to that of another. */
export class KeyCursor {
  private constructor(
    readonly place: Point,
    private readonly size: { readonly columns: number; readonly rows: number },
  ) {}

  static at({ x, y }: Point, size: { readonly columns: number; readonly rows: number }): KeyCursor {
    return new KeyCursor({ x: middleOfPixel(x, size.columns), y: middleOfPixel(y, size.rows) }, size)
  }

  /** It stays on the image. */
  movedBy(x: number, y: number): KeyCursor {
    return KeyCursor.at({ x: this.place.x + x, y: this.place.y + y }, this.size)
  }

  draw(context: CanvasRenderingContext2D, { pixel }: OverlayView): void {
    const { x, y } = this.place
    for (const [colour, width] of [['rgb(0 0 0 / 75%)', 3.5], ['#ffd98a', 1.5]] as const) {
      context.strokeStyle = colour
      context.lineWidth = width * pixel
      context.beginPath()
      for (const [dx, dy] of [[1, 0], [-1, 0], [0, 1], [0, -1]] as const) {
        context.moveTo(x + dx * gap * pixel, y + dy * gap * pixel)
        context.lineTo(x + dx * (gap + arm) * pixel, y + dy * (gap + arm) * pixel)
      }
      context.stroke()
    }
  }
}

/** Of the pixel at a place, or of the nearest one inside. */
function middleOfPixel(value: number, count: number): number {
  return Math.min(count - 1, Math.max(0, Math.floor(value))) + 0.5
}
