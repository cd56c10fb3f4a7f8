import { outlineOfTile } from '../masks/outline'
import type { Rectangle } from '../masks/rectangle'
import { scaleOf } from '../viewport/transform'
import type { Matrix } from '../viewport/transform'
import { classify } from './agreement-classes'
import { agreementColours, classPixels, classes } from './agreement-colours'
import type { ComparisonView } from './comparison-store'
import type { SideLabels } from './compared-frames'

/** The two masks of a frame. */
export interface ComparedSides {
  readonly rows: number
  readonly columns: number
  readonly a: SideLabels
  readonly b: SideLabels
  /** By label byte: 1 where it is compared. */
  readonly counted: Uint8Array
  /** Its contour is drawn in white above everything: the mask that is being decided. */
  readonly decided: SideLabels
}

export interface ComparisonStyle {
  readonly view: ComparisonView
  readonly outline: boolean
  /** Canvas pixels from the left, for `swipe`. */
  readonly swipe: number
  /** A rectangle of the image that is pointed out. */
  readonly marked: Rectangle | null
}

interface Made {
  /** Contours. */
  a?: Path2D
  b?: Path2D
  decided?: Path2D
  fillA?: HTMLCanvasElement
  fillB?: HTMLCanvasElement
}

/** Paints where two masks agree and differ. The classes are kept at image size; a change repaints only its rectangle there. */
export class ComparisonLayer {
  private readonly context: CanvasRenderingContext2D
  private readonly fill = document.createElement('canvas')
  private readonly fillContext: CanvasRenderingContext2D
  private coloured: ImageData | null = null
  private classes = new Uint8Array(0)
  /** Pixels by class. */
  private readonly classCounts = new Int32Array(4)
  /** Whether anything is on the canvas. */
  private painted = false
  private sides: ComparedSides | null = null
  /** What is made from the sides when it is first needed. */
  private made: Made = {}

  constructor(private readonly canvas: HTMLCanvasElement) {
    this.context = canvas.getContext('2d')!
    this.fillContext = this.fill.getContext('2d')!
  }

  /** Shows other sides (or none); the caller draws afterwards. */
  setSides(sides: ComparedSides | null): void {
    this.sides = sides
    this.made = {}
    if (sides === null) return
    const { rows, columns } = sides
    if (this.coloured === null || this.fill.width !== columns || this.fill.height !== rows) {
      this.fill.width = columns
      this.fill.height = rows
      this.coloured = this.fillContext.createImageData(columns, rows)
      this.classes = new Uint8Array(rows * columns)
      this.classCounts.fill(0)[classes.none] = rows * columns
    }
    this.update({ x: 0, y: 0, width: columns, height: rows })
  }

  /** Whether one of the masks is this very array. */
  holds(labels: SideLabels): boolean {
    const { sides } = this
    return labels !== null && sides !== null && (sides.a === labels || sides.b === labels || sides.decided === labels)
  }

  /** The labels of a side have changed inside the rectangle. */
  update(rect: Rectangle): void {
    const { sides, coloured, classes: found } = this
    if (sides === null || coloured === null) return
    this.made = {}
    classify(found, sides.a, sides.b, sides.counted, sides.columns, rect, this.classCounts)
    const out = new Uint32Array(coloured.data.buffer)
    for (let row = rect.y; row < rect.y + rect.height; row++) {
      const end = row * sides.columns + rect.x + rect.width
      for (let at = row * sides.columns + rect.x; at < end; at++) out[at] = classPixels[found[at]!]!
    }
    this.fillContext.putImageData(coloured, 0, 0, rect.x, rect.y, rect.width, rect.height)
  }

  /** Pixels by class, as they are painted. */
  counts(): { both: number; a: number; b: number } {
    const { sides, classCounts } = this
    return sides === null ? { both: 0, a: 0, b: 0 } : { both: classCounts[classes.both]!, a: classCounts[classes.a]!, b: classCounts[classes.b]! }
  }

  clear(): void {
    if (!this.painted) return
    this.painted = false
    this.context.setTransform(1, 0, 0, 1, 0, 0)
    this.context.clearRect(0, 0, this.canvas.width, this.canvas.height)
  }

  draw(matrix: Matrix, style: ComparisonStyle): void {
    this.clear()
    const { sides, context, canvas } = this
    if (sides === null) return
    this.painted = true
    const shows = style.view === 'differences' ? 'both' : style.view
    if (shows === 'both') this.paintDifferences(sides, matrix, style.outline)
    else if (shows === 'swipe') {
      this.clipped(0, style.swipe, () => this.paintSide(sides, 'a', matrix, style.outline))
      this.clipped(style.swipe, canvas.width, () => this.paintSide(sides, 'b', matrix, style.outline))
    } else this.paintSide(sides, shows, matrix, style.outline)
    if (sides.decided !== null) {
      const contour = (this.made.decided ??= contourOf(sides, sides.decided))
      this.stroke(contour, '#000', matrix, 3.4)
      this.stroke(contour, '#fff', matrix, 1.6)
    }
    if (style.marked !== null) this.mark(style.marked, matrix)
    context.setTransform(1, 0, 0, 1, 0, 0)
  }

  /** A ring around the rectangle, well clear of what it points at. */
  private mark({ x, y, width, height }: Rectangle, matrix: Matrix): void {
    const path = new Path2D()
    const clear = (10 * window.devicePixelRatio) / scaleOf(matrix)
    path.ellipse(x + width / 2, y + height / 2, (width / 2) * Math.SQRT2 + clear, (height / 2) * Math.SQRT2 + clear, 0, 0, 2 * Math.PI)
    this.stroke(path, 'rgb(0 0 0 / 70%)', matrix, 4.5)
    this.stroke(path, '#ffffff', matrix, 2)
  }

  resizeTo(other: HTMLCanvasElement): void {
    if (this.canvas.width !== other.width) this.canvas.width = other.width
    if (this.canvas.height !== other.height) this.canvas.height = other.height
    this.canvas.style.width = other.style.width
    this.canvas.style.height = other.style.height
  }

  private paintDifferences(sides: ComparedSides, matrix: Matrix, outline: boolean): void {
    if (outline) {
      // Where they run together, A is seen on both sides of B.
      this.paintContour(sides, 'a', matrix, 3.4)
      this.paintContour(sides, 'b', matrix, 1.5)
      return
    }
    this.paintImage(this.fill, matrix)
  }

  private paintSide(sides: ComparedSides, side: 'a' | 'b', matrix: Matrix, outline: boolean): void {
    if (!outline) {
      this.made[side === 'a' ? 'fillA' : 'fillB'] ??= this.sideFill(sides, side)
      this.paintImage(this.made[side === 'a' ? 'fillA' : 'fillB']!, matrix)
    }
    this.paintContour(sides, side, matrix)
  }

  /** The side alone, in its own colour: agreement takes it on. */
  private sideFill(sides: ComparedSides, side: 'a' | 'b'): HTMLCanvasElement {
    const canvas = document.createElement('canvas')
    canvas.width = sides.columns
    canvas.height = sides.rows
    const context = canvas.getContext('2d')!
    const image = context.createImageData(sides.columns, sides.rows)
    const out = new Uint32Array(image.data.buffer)
    const colour = (classPixels[classes[side]]! & 0x00ffffff) | (0x73 << 24)
    for (let at = 0; at < out.length; at++) if (this.classes[at] === classes.both || this.classes[at] === classes[side]) out[at] = colour >>> 0
    context.putImageData(image, 0, 0)
    return canvas
  }

  private paintImage(image: HTMLCanvasElement, matrix: Matrix): void {
    const { context } = this
    context.setTransform(...matrix)
    // Enlarged pixels keep their edges: a single pixel of difference is seen as one.
    context.imageSmoothingEnabled = scaleOf(matrix) < 1
    context.drawImage(image, 0, 0)
  }

  private paintContour(sides: ComparedSides, side: 'a' | 'b', matrix: Matrix, width = 1.75): void {
    const labels = sides[side]
    if (labels === null) return
    this.stroke((this.made[side] ??= contourOf(sides, labels)), agreementColours[side], matrix, width)
  }

  private stroke(path: Path2D, colour: string, matrix: Matrix, width: number): void {
    const { context } = this
    context.setTransform(...matrix)
    context.strokeStyle = colour
    context.lineWidth = (width * window.devicePixelRatio) / scaleOf(matrix)
    context.stroke(path)
  }

  private clipped(from: number, to: number, paint: () => void): void {
    const { context, canvas } = this
    context.save()
    context.setTransform(1, 0, 0, 1, 0, 0)
    context.beginPath()
    context.rect(from, 0, to - from, canvas.height)
    context.clip()
    paint()
    context.restore()
  }
}

/** The border of a mask, as far as it is compared. */
function contourOf({ rows, columns, counted }: ComparedSides, labels: Uint8Array): Path2D {
  const path = new Path2D()
  const segments = outlineOfTile({ rows, columns, labels }, { x: 0, y: 0, width: columns, height: rows }, counted)
  for (let at = 0; at < segments.length; at += 4) {
    path.moveTo(segments[at]!, segments[at + 1]!)
    path.lineTo(segments[at + 2]!, segments[at + 3]!)
  }
  return path
}
