import { paletteOf } from '../labels/label-palette'
import type { LabelPalette } from '../labels/label-palette'
import type { LabelImage } from '../masks/capsule'
import { outlineOfTile } from '../masks/outline'
import { grownWithin } from '../masks/rectangle'
import type { Rectangle } from '../masks/rectangle'
import { coveredOnCanvas, scaleOf } from './transform'
import type { Matrix } from './transform'
import { writeSegments } from './write-segments'

export interface MaskStyle {
  readonly visible: boolean
  /** 0..1, of the filled area. */
  readonly opacity: number
  readonly outline: boolean
}

const tileSize = 128
/** Light enough for every label and for the darkest vessel; blue, green, red as image data hold them. */
const outlineColour = 0xe2f1ff

/**
 * The mask over the image, on a canvas of its own: the image is not drawn again while somebody paints. The labels are
 * kept coloured at image size; a change recolours and repaints only its rectangle. The outline is cached per tile.
 */
export class MaskLayer {
  private readonly context: CanvasRenderingContext2D
  private readonly fill = document.createElement('canvas')
  private readonly fillContext: CanvasRenderingContext2D
  private coloured: ImageData | null = null
  /** The outline on the canvas's own pixels; the filled labels are painted under it. */
  private lines: ImageData | null = null
  private mask: LabelImage | null = null
  /** By mask and tile; a run that plays over and over draws its outlines once. */
  private outlines = new WeakMap<LabelImage, Map<number, Int32Array>>()
  private palette: LabelPalette = paletteOf(null)
  private style: MaskStyle = { visible: true, opacity: 0.5, outline: true }

  constructor(private readonly canvas: HTMLCanvasElement) {
    this.context = canvas.getContext('2d')!
    this.fillContext = this.fill.getContext('2d')!
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
    if (mask === null) return
    if (this.coloured === null || this.fill.width !== mask.columns || this.fill.height !== mask.rows) {
      this.fill.width = mask.columns
      this.fill.height = mask.rows
      this.coloured = this.fillContext.createImageData(mask.columns, mask.rows)
    }
    this.colour({ x: 0, y: 0, width: mask.columns, height: mask.rows })
  }

  /** The labels inside the rectangle have changed: repaints just that part, if the mask is the one that is shown. */
  update(mask: LabelImage, rect: Rectangle, matrix: Matrix): void {
    const touched = grownWithin(rect, 1, mask.columns, mask.rows)
    const outlines = this.outlines.get(mask)
    if (touched !== null && outlines !== undefined) for (const tile of tilesOf(mask, touched)) outlines.delete(tile)
    if (mask !== this.mask) return
    this.colour(rect)
    if (this.style.visible) this.draw(matrix, rect)
  }

  /** Paints the whole layer, or the part over `only` (in image pixels). */
  draw(matrix: Matrix, only: Rectangle | null = null): void {
    const { context, canvas, mask, style } = this
    const lineWidth = Math.max(1, Math.round(1.25 * window.devicePixelRatio))
    const covered = only === null ? { x: 0, y: 0, width: canvas.width, height: canvas.height } : coveredOnCanvas(matrix, only, lineWidth + scaleOf(matrix) + 1)
    const area = grownWithin(covered, 0, canvas.width, canvas.height)
    if (area === null) return
    const shown = style.visible ? mask : null
    if (shown !== null && style.outline) this.putOutline(shown, matrix, only, area, lineWidth)
    else context.clearRect(area.x, area.y, area.width, area.height)
    if (shown === null) return
    context.save()
    context.beginPath()
    context.rect(area.x, area.y, area.width, area.height)
    context.clip()
    context.setTransform(...matrix)
    // Enlarged pixels keep their edges, so that an annotator sees what is labelled.
    context.imageSmoothingEnabled = scaleOf(matrix) < 1.5
    context.globalAlpha = style.opacity
    context.globalCompositeOperation = 'destination-over'
    context.drawImage(this.fill, 0, 0)
    context.restore()
  }

  /** Paints the filled mask on another canvas, by a matrix that leads there from the image. */
  drawOn(context: CanvasRenderingContext2D, matrix: Matrix): void {
    if (this.mask === null || !this.style.visible) return
    context.setTransform(...matrix)
    context.imageSmoothingEnabled = false
    context.globalAlpha = this.style.opacity
    context.drawImage(this.fill, 0, 0)
    context.globalAlpha = 1
  }

  /** Makes the canvas as large as the image's canvas. */
  resizeTo(other: HTMLCanvasElement): void {
    if (this.canvas.width !== other.width) this.canvas.width = other.width
    if (this.canvas.height !== other.height) this.canvas.height = other.height
    this.canvas.style.width = other.style.width
    this.canvas.style.height = other.style.height
  }

  /** Replaces what is on the part `area` of the canvas by the outline of the mask there. */
  private putOutline(mask: LabelImage, matrix: Matrix, only: Rectangle | null, area: Rectangle, lineWidth: number): void {
    const { canvas, context, style } = this
    if (this.lines?.width !== canvas.width || this.lines.height !== canvas.height) this.lines = context.createImageData(canvas.width, canvas.height)
    const pixels = new Uint32Array(this.lines.data.buffer)
    for (let y = area.y; y < area.y + area.height; y++) pixels.fill(0, y * canvas.width + area.x, y * canvas.width + area.x + area.width)
    const colour = (outlineColour | (Math.round(255 * Math.min(1, style.opacity + 0.4)) << 24)) >>> 0
    const near = only === null ? { x: 0, y: 0, width: mask.columns, height: mask.rows } : grownWithin(only, 3 + Math.ceil(lineWidth / scaleOf(matrix)), mask.columns, mask.rows)
    if (near !== null) for (const tile of tilesOf(mask, near)) writeSegments(pixels, canvas.width, area, this.outlineOf(mask, tile), matrix, lineWidth, colour)
    context.putImageData(this.lines, 0, 0, area.x, area.y, area.width, area.height)
  }

  private colour(rect: Rectangle): void {
    const { mask, coloured, palette } = this
    if (mask === null || coloured === null) return
    const out = new Uint32Array(coloured.data.buffer)
    for (let row = rect.y; row < rect.y + rect.height; row++) {
      const end = row * mask.columns + rect.x + rect.width
      for (let at = row * mask.columns + rect.x; at < end; at++) out[at] = palette.pixels[mask.labels[at]!]!
    }
    this.fillContext.putImageData(coloured, 0, 0, rect.x, rect.y, rect.width, rect.height)
  }

  private outlineOf(mask: LabelImage, tile: number): Int32Array {
    let outlines = this.outlines.get(mask)
    if (outlines === undefined) this.outlines.set(mask, (outlines = new Map()))
    let segments = outlines.get(tile)
    if (segments === undefined) {
      const perRow = Math.ceil(mask.columns / tileSize)
      const area = { x: (tile % perRow) * tileSize, y: Math.floor(tile / perRow) * tileSize, width: tileSize, height: tileSize }
      segments = Int32Array.from(outlineOfTile(mask, area, this.palette.shown))
      outlines.set(tile, segments)
    }
    return segments
  }
}

function tilesOf(mask: LabelImage, rect: Rectangle): number[] {
  const perRow = Math.ceil(mask.columns / tileSize)
  const tiles: number[] = []
  for (let row = Math.floor(rect.y / tileSize); row * tileSize < rect.y + rect.height; row++) {
    for (let column = Math.floor(rect.x / tileSize); column * tileSize < rect.x + rect.width; column++) tiles.push(row * perRow + column)
  }
  return tiles
}
