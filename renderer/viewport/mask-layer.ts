import { paletteOf } from '../labels/label-palette'
import type { LabelPalette } from '../labels/label-palette'
import type { LabelImage } from '../masks/capsule'
import { outlineOfTile } from '../masks/outline'
import { grownWithin } from '../masks/rectangle'
import type { Rectangle } from '../masks/rectangle'
import { coveredOnCanvas, scaleOf } from './transform'
import type { Matrix } from './transform'

export interface MaskStyle {
  readonly visible: boolean
  /** 0..1, of the filled area. */
  readonly opacity: number
  readonly outline: boolean
}

const tileSize = 128
/** Light enough for every label and for the darkest vessel. */
const outlineColour = '#fff1e2'

/**
 * The mask over the image, on a canvas of its own: the image is not drawn again while somebody paints. The labels are
 * kept coloured at image size; a change recolours and repaints only its rectangle. The outline is cached per tile.
 */
export class MaskLayer {
  private readonly context: CanvasRenderingContext2D
  private readonly fill = document.createElement('canvas')
  private readonly fillContext: CanvasRenderingContext2D
  private coloured: ImageData | null = null
  private mask: LabelImage | null = null
  /** By mask and tile; a run that plays over and over draws its outlines once. */
  private outlines = new WeakMap<LabelImage, Map<number, Path2D>>()
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
    const { context, canvas } = this
    context.save()
    context.setTransform(1, 0, 0, 1, 0, 0)
    const lineWidth = 1.25 * window.devicePixelRatio
    if (only === null) {
      context.clearRect(0, 0, canvas.width, canvas.height)
    } else {
      const area = coveredOnCanvas(matrix, only, lineWidth + scaleOf(matrix) + 1)
      context.beginPath()
      context.rect(area.x, area.y, area.width, area.height)
      context.clip()
      context.clearRect(area.x, area.y, area.width, area.height)
    }
    if (this.mask !== null && this.style.visible) this.paint(this.mask, matrix, only, lineWidth)
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

  private paint(mask: LabelImage, matrix: Matrix, only: Rectangle | null, lineWidth: number): void {
    const { context } = this
    const scale = scaleOf(matrix)
    const reach = 3 + Math.ceil(lineWidth / scale)
    const area = only === null ? { x: 0, y: 0, width: mask.columns, height: mask.rows } : grownWithin(only, reach, mask.columns, mask.rows)
    if (area === null) return
    context.setTransform(...matrix)
    // Enlarged pixels keep their edges, so that an annotator sees what is labelled.
    context.imageSmoothingEnabled = scale < 1.5
    context.globalAlpha = this.style.opacity
    context.drawImage(this.fill, area.x, area.y, area.width, area.height, area.x, area.y, area.width, area.height)
    if (!this.style.outline) return
    context.globalAlpha = Math.min(1, this.style.opacity + 0.4)
    context.strokeStyle = outlineColour
    context.lineWidth = lineWidth / scale
    for (const tile of tilesOf(mask, area)) context.stroke(this.outlineOf(mask, tile))
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

  private outlineOf(mask: LabelImage, tile: number): Path2D {
    let outlines = this.outlines.get(mask)
    if (outlines === undefined) this.outlines.set(mask, (outlines = new Map()))
    let path = outlines.get(tile)
    if (path === undefined) {
      path = new Path2D()
      const perRow = Math.ceil(mask.columns / tileSize)
      const area = { x: (tile % perRow) * tileSize, y: Math.floor(tile / perRow) * tileSize, width: tileSize, height: tileSize }
      const segments = outlineOfTile(mask, area, this.palette.shown)
      for (let at = 0; at < segments.length; at += 4) {
        path.moveTo(segments[at]!, segments[at + 1]!)
        path.lineTo(segments[at + 2]!, segments[at + 3]!)
      }
      outlines.set(tile, path)
    }
    return path
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
