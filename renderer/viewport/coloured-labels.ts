import type { LabelImage } from '../masks/capsule'
import type { Rectangle } from '../masks/rectangle'
import { scaleOf } from './transform'
import type { Matrix } from './transform'

/** Labels in colour, on a canvas at image size. */
export class ColouredLabels {
  readonly canvas = document.createElement('canvas')
  private readonly context = this.canvas.getContext('2d')!
  private image: ImageData | null = null

  /** Colours the labels inside the rectangle: `pixels` has a 32-bit pixel for each. The rest stays as it is, or is clear when the image has another size than before. */
  colour({ labels, rows, columns }: LabelImage, rect: Rectangle, pixels: Uint32Array): void {
    if (this.image === null || this.image.width !== columns || this.image.height !== rows) {
      this.canvas.width = columns
      this.canvas.height = rows
      this.image = this.context.createImageData(columns, rows)
    }
    const out = new Uint32Array(this.image.data.buffer)
    for (let row = rect.y; row < rect.y + rect.height; row++) {
      const end = row * columns + rect.x + rect.width
      for (let at = row * columns + rect.x; at < end; at++) out[at] = pixels[labels[at]!]!
    }
    this.context.putImageData(this.image, 0, 0, rect.x, rect.y, rect.width, rect.height)
  }

  /** Paints them on the part of a canvas over the image, beneath what is there. Pixels that are enlarged to `edgesFrom` times or more keep their edges. */
  paintBeneath(context: CanvasRenderingContext2D, part: Rectangle, matrix: Matrix, edgesFrom: number, opacity = 1): void {
    context.save()
    context.beginPath()
    context.rect(part.x, part.y, part.width, part.height)
    context.clip()
    context.setTransform(...matrix)
    context.imageSmoothingEnabled = scaleOf(matrix) < edgesFrom
    context.globalAlpha = opacity
    context.globalCompositeOperation = 'destination-over'
    context.drawImage(this.canvas, 0, 0)
    context.restore()
  }
}
