import type { OutlineTiles } from '../masks/outline-tiles'
import { grownWithin } from '../masks/rectangle'
import type { Rectangle } from '../masks/rectangle'
import { coveredOnCanvas, inverted, scaleOf } from './transform'
import type { Matrix } from './transform'
import { writeSegments } from './write-segments'

/** The outline of a mask as it is drawn. */
export interface Line {
  readonly outline: OutlineTiles
  /** Whole device pixels. */
  readonly width: number
  /** A 32-bit pixel. */
  readonly colour: number
  /** The part of the canvas on which it is drawn. */
  readonly within: Rectangle
}

/** Outlines on a canvas over the image, as pixels of their own. */
export class CanvasLines {
  private image: ImageData | null = null

  constructor(private readonly context: CanvasRenderingContext2D) {}

  /** Replaces what is on the part of the canvas by these lines, a later one above those before. */
  put(part: Rectangle, lines: readonly Line[], matrix: Matrix): void {
    const { context } = this
    const { width, height } = context.canvas
    if (lines.length === 0) return context.clearRect(part.x, part.y, part.width, part.height)
    if (this.image?.width !== width || this.image.height !== height) this.image = context.createImageData(width, height)
    const pixels = new Uint32Array(this.image.data.buffer)
    for (let y = part.y; y < part.y + part.height; y++) pixels.fill(0, y * width + part.x, y * width + part.x + part.width)
    for (const { outline, width: lineWidth, colour, within } of lines) {
      const seen = seenIn(within, matrix, lineWidth, outline.mask)
      if (seen !== null) for (const segments of outline.segmentsIn(seen)) writeSegments(pixels, width, within, segments, matrix, lineWidth, colour)
    }
    context.putImageData(this.image, 0, 0, part.x, part.y, part.width, part.height)
  }
}

/** The part of a canvas, on whole pixels, that changes with what is inside the rectangle of the image; null for a rectangle beside it. Lines are up to `lineWidth` wide. */
export function partOver(canvas: HTMLCanvasElement, matrix: Matrix, only: Rectangle | null, lineWidth: number): Rectangle | null {
  const covered = only === null ? { x: 0, y: 0, width: canvas.width, height: canvas.height } : coveredOnCanvas(matrix, only, lineWidth + scaleOf(matrix) + 1)
  return grownWithin(covered, 0, canvas.width, canvas.height)
}

/** Makes a canvas as large as that of the image; returns whether that has cleared it. */
export function resizeLayer(canvas: HTMLCanvasElement, image: HTMLCanvasElement): boolean {
  const { width, height } = canvas
  if (width !== image.width) canvas.width = image.width
  if (height !== image.height) canvas.height = image.height
  canvas.style.width = image.style.width
  canvas.style.height = image.style.height
  return width !== image.width || height !== image.height
}

/** The rectangle of the image whose lines are seen on a part of the canvas. */
function seenIn(part: Rectangle, matrix: Matrix, lineWidth: number, { columns, rows }: { readonly columns: number; readonly rows: number }): Rectangle | null {
  const scale = scaleOf(matrix)
  return scale === 0 ? null : grownWithin(coveredOnCanvas(inverted(matrix), part, lineWidth / scale + 1), 0, columns, rows)
}
