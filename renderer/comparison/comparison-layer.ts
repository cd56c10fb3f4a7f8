import { OutlineTiles } from '../masks/outline-tiles'
import { intersectionOf } from '../masks/rectangle'
import type { Rectangle } from '../masks/rectangle'
import { CanvasLines, partOver, resizeLayer } from '../viewport/canvas-lines'
import type { Line } from '../viewport/canvas-lines'
import { ColouredLabels } from '../viewport/coloured-labels'
import { scaleOf } from '../viewport/transform'
import type { Matrix } from '../viewport/transform'
import { classify } from './agreement-classes'
import { agreementColours, classPixels, classes, pixelOf } from './agreement-colours'
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

/** A side alone, or both as they agree. */
type Fill = 'both' | 'a' | 'b'

const lineColours = { a: pixelOf(agreementColours.a, 1), b: pixelOf(agreementColours.b, 1), black: pixelOf('#000000', 1), white: pixelOf('#ffffff', 1) }

/** Paints where two masks agree and differ. The classes are kept at image size; a change recolours and repaints only its rectangle. */
export class ComparisonLayer {
  private readonly context: CanvasRenderingContext2D
  private readonly lines: CanvasLines
  private readonly fills: Readonly<Record<Fill, ColouredLabels>> = { both: new ColouredLabels(), a: new ColouredLabels(), b: new ColouredLabels() }
  /** Fills that show the sides as they are; the others are made when they are needed. */
  private readonly filled = new Set<Fill>()
  private classes = new Uint8Array(0)
  /** Pixels by class. */
  private readonly classCounts = new Int32Array(4)
  /** Whether anything is on the canvas. */
  private painted = false
  private sides: ComparedSides | null = null
  private outlines: Readonly<Record<'a' | 'b' | 'decided', OutlineTiles | null>> = { a: null, b: null, decided: null }

  constructor(private readonly canvas: HTMLCanvasElement) {
    this.context = canvas.getContext('2d')!
    this.lines = new CanvasLines(this.context)
  }

  /** Shows other sides (or none); the caller draws afterwards. */
  setSides(sides: ComparedSides | null): void {
    this.sides = sides
    this.filled.clear()
    if (sides === null) return
    const { rows, columns, counted } = sides
    const outlineOf = (labels: SideLabels): OutlineTiles | null => labels && new OutlineTiles({ rows, columns, labels }, counted)
    this.outlines = { a: outlineOf(sides.a), b: outlineOf(sides.b), decided: outlineOf(sides.decided) }
    const pixels = rows * columns
    if (this.classes.length !== pixels) {
      this.classes = new Uint8Array(pixels)
      this.classCounts.fill(0)[classes.none] = pixels
    }
    this.update(wholeOf(sides))
  }

  /** Whether one of the masks is this very array. */
  holds(labels: SideLabels): boolean {
    const { sides } = this
    return labels !== null && sides !== null && (sides.a === labels || sides.b === labels || sides.decided === labels)
  }

  /** The labels of a side have changed inside the rectangle; the caller draws afterwards. */
  update(rect: Rectangle): void {
    const { sides, outlines } = this
    if (sides === null) return
    classify(this.classes, sides.a, sides.b, sides.counted, sides.columns, rect, this.classCounts)
    for (const outline of [outlines.a, outlines.b, outlines.decided]) outline?.update(rect)
    for (const fill of this.filled) this.colour(sides, fill, rect)
  }

  /** Pixels by class, as they are painted. */
  counts(): { both: number; a: number; b: number } {
    const { sides, classCounts } = this
    return sides === null ? { both: 0, a: 0, b: 0 } : { both: classCounts[classes.both]!, a: classCounts[classes.a]!, b: classCounts[classes.b]! }
  }

  clear(): void {
    if (!this.painted) return
    this.painted = false
    this.context.clearRect(0, 0, this.canvas.width, this.canvas.height)
  }

  /** Paints everything, or only the part over the rectangle `only` of the image, when all else is on the canvas as it should be. */
  draw(matrix: Matrix, style: ComparisonStyle, only: Rectangle | null = null): void {
    const { sides, context, canvas } = this
    if (sides === null) return this.clear()
    const [thin, thick] = lineWidths()
    const part = partOver(canvas, matrix, only, thick)
    if (part === null) return
    this.painted = true
    const shown = shownIn(part, canvas, style)
    const contours = shown.flatMap(([fill, within]) => (fill !== 'both' ? this.line(fill, thin, lineColours[fill], within) : style.outline ? this.bothLines(within) : []))
    this.lines.put(part, [...contours, ...this.line('decided', thick, lineColours.black, part), ...this.line('decided', thin, lineColours.white, part)], matrix)
    // A single pixel of difference is seen as one.
    if (!style.outline) for (const [fill, within] of shown) this.filling(sides, fill).paintBeneath(context, within, matrix, 1)
    if (style.marked !== null) this.mark(style.marked, matrix, part)
  }

  /** Makes the canvas as large as the image's canvas; returns whether that has cleared it. */
  resizeTo(other: HTMLCanvasElement): boolean {
    return resizeLayer(this.canvas, other)
  }

  /** A ring around the rectangle, well clear of what it points at. */
  private mark({ x, y, width, height }: Rectangle, matrix: Matrix, part: Rectangle): void {
    const { context } = this
    const path = new Path2D()
    const clear = (10 * window.devicePixelRatio) / scaleOf(matrix)
    path.ellipse(x + width / 2, y + height / 2, (width / 2) * Math.SQRT2 + clear, (height / 2) * Math.SQRT2 + clear, 0, 0, 2 * Math.PI)
    context.save()
    context.beginPath()
    context.rect(part.x, part.y, part.width, part.height)
    context.clip()
    context.setTransform(...matrix)
    for (const [colour, lineWidth] of [['rgb(0 0 0 / 70%)', 4.5], ['#ffffff', 2]] as const) {
      context.strokeStyle = colour
      context.lineWidth = (lineWidth * window.devicePixelRatio) / scaleOf(matrix)
      context.stroke(path)
    }
    context.restore()
  }

  /** Where they run together, A is seen on both sides of B. */
  private bothLines(within: Rectangle): Line[] {
    const [thin, thick] = lineWidths()
    return [...this.line('a', thick, lineColours.a, within), ...this.line('b', thin, lineColours.b, within)]
  }

  private line(mask: 'a' | 'b' | 'decided', width: number, colour: number, within: Rectangle): Line[] {
    const outline = this.outlines[mask]
    return outline === null ? [] : [{ outline, width, colour, within }]
  }

  private filling(sides: ComparedSides, fill: Fill): ColouredLabels {
    if (!this.filled.has(fill)) this.colour(sides, fill, wholeOf(sides))
    this.filled.add(fill)
    return this.fills[fill]
  }

  private colour({ rows, columns }: ComparedSides, fill: Fill, rect: Rectangle): void {
    this.fills[fill].colour({ labels: this.classes, rows, columns }, rect, fillPixels[fill])
  }
}

function wholeOf({ rows, columns }: ComparedSides): Rectangle {
  return { x: 0, y: 0, width: columns, height: rows }
}

/** A thick line has a rim on both sides of a thin one, device pixels. */
function lineWidths(): [thin: number, thick: number] {
  const thin = Math.max(1, Math.round(1.6 * window.devicePixelRatio))
  return [thin, thin + 2 * Math.max(1, Math.round(window.devicePixelRatio))]
}

/** What is shown on which part of a part of the canvas. */
function shownIn(part: Rectangle, { width, height }: HTMLCanvasElement, { view, swipe }: ComparisonStyle): (readonly [Fill, Rectangle])[] {
  if (view !== 'swipe') return [[view === 'differences' ? 'both' : view, part]]
  const line = Math.round(swipe)
  const halves = [['a', { x: 0, y: 0, width: line, height }], ['b', { x: line, y: 0, width: width - line, height }]] as const
  return halves.flatMap(([side, half]) => {
    const within = intersectionOf(half, part)
    return within === null ? [] : [[side, within] as const]
  })
}

/** Pixels by class. A side alone is in its own colour: agreement takes it on. */
const fillPixels: Readonly<Record<Fill, Uint32Array>> = { both: classPixels, a: sidePixels('a'), b: sidePixels('b') }

function sidePixels(side: 'a' | 'b'): Uint32Array {
  const pixels = new Uint32Array(4)
  pixels[classes.both] = pixels[classes[side]] = (classPixels[classes[side]]! & 0x00ffffff) | (0x73 << 24)
  return pixels
}
