import { paletteOf } from '../labels/label-palette'
import type { LabelPalette } from '../labels/label-palette'
import type { LabelImage } from '../masks/capsule'
import { OutlineTiles } from '../masks/outline-tiles'
import type { Rectangle } from '../masks/rectangle'
import { CanvasLines, partOver, resizeLayer } from './canvas-lines'
import { ColouredLabels } from './coloured-labels'
import type { Matrix } from './transform'

export interface MaskStyle {
  readonly visible: boolean
  /** 0..1, of the filled area. */
  readonly opacity: number
  readonly outline: boolean
}

/** Light enough for every label and for the darkest vessel; blue, green, red as image data hold them. */
const outlineColour = 0xe2f1ff

/**
 * The mask over the image, on a canvas of its own: the image is not drawn again while somebody paints. The labels are
 * kept coloured at image size; a change recolours and repaints only its rectangle.
 */
export class MaskLayer {
  private readonly context: CanvasRenderingContext2D
  private readonly fill = new ColouredLabels()
  private readonly lines: CanvasLines
  private mask: LabelImage | null = null
  /** By mask; a run that plays over and over makes its outlines once. */
  private outlines = new WeakMap<LabelImage, OutlineTiles>()
  private palette: LabelPalette = paletteOf(null)
  private style: MaskStyle = { visible: true, opacity: 0.5, outline: true }

  constructor(private readonly canvas: HTMLCanvasElement) {
    this.context = canvas.getContext('2d')!
    this.lines = new CanvasLines(this.context)
  }

  setStyle(style: MaskStyle): void {
    this.style = style
  }

  /** Colours and visibility of the labels have changed; the caller draws afterwards. */
  setPalette(palette: LabelPalette): void {
    this.palette = palette
    this.outlines = new WeakMap()
    this.setMask(this.mask)
  }

  /** Shows another mask (or none); the caller draws afterwards. */
  setMask(mask: LabelImage | null): void {
    this.mask = mask
    if (mask !== null) this.fill.colour(mask, { x: 0, y: 0, width: mask.columns, height: mask.rows }, this.palette.pixels)
  }

  /** The labels inside the rectangle have changed: repaints just that part, if the mask is the one that is shown. */
  update(mask: LabelImage, rect: Rectangle, matrix: Matrix): void {
    this.outlines.get(mask)?.update(rect)
    if (mask !== this.mask) return
    this.fill.colour(mask, rect, this.palette.pixels)
    if (this.style.visible) this.draw(matrix, rect)
  }

  /** Paints the whole layer, or the part over `only` (in image pixels). */
  draw(matrix: Matrix, only: Rectangle | null = null): void {
    const { context, canvas, mask, style } = this
    const lineWidth = Math.max(1, Math.round(1.25 * window.devicePixelRatio))
    const part = partOver(canvas, matrix, only, lineWidth)
    if (part === null) return
    const shown = style.visible ? mask : null
    const colour = (outlineColour | (Math.round(255 * Math.min(1, style.opacity + 0.4)) << 24)) >>> 0
    this.lines.put(part, shown !== null && style.outline ? [{ outline: this.outlineOf(shown), width: lineWidth, colour, within: part }] : [], matrix)
    // An annotator sees what is labelled, pixel by pixel.
    if (shown !== null) this.fill.paintBeneath(context, part, matrix, 1.5, style.opacity)
  }

  /** Paints the filled mask on another canvas, by a matrix that leads there from the image. */
  drawOn(context: CanvasRenderingContext2D, matrix: Matrix): void {
    if (this.mask === null || !this.style.visible) return
    context.setTransform(...matrix)
    context.imageSmoothingEnabled = false
    context.globalAlpha = this.style.opacity
    context.drawImage(this.fill.canvas, 0, 0)
    context.globalAlpha = 1
  }

  /** Makes the canvas as large as the image's canvas. */
  resizeTo(other: HTMLCanvasElement): void {
    resizeLayer(this.canvas, other)
  }

  private outlineOf(mask: LabelImage): OutlineTiles {
    let outline = this.outlines.get(mask)
    if (outline === undefined) this.outlines.set(mask, (outline = new OutlineTiles(mask, this.palette.shown)))
    return outline
  }
}
