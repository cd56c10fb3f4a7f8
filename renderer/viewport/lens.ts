import type { ImageViewport } from './image-viewport'
import { scaleOf } from './transform'
import type { Matrix } from './transform'

/** CSS pixels. */
const diameter = 220
const enlargement = 2.5
/** Device pixels per image pixel in the lens, at least. */
const leastScale = 3

let lastPlace: { x: number; y: number } | null = null

/** Notes where the pointer is, so that a lens that is switched on by a key appears there at once. */
window.addEventListener('pointermove', (event) => (lastPlace = { x: event.clientX, y: event.clientY }), { capture: true, passive: true })

/** A round part of the image under the pointer, enlarged from its own pixels. */
export class Lens {
  constructor(
    private readonly canvas: HTMLCanvasElement,
    private readonly viewport: ImageViewport,
    /** Draws the mask by a matrix that leads from image to lens. */
    private readonly drawMask: (context: CanvasRenderingContext2D, matrix: Matrix) => void,
  ) {
    viewport.element.addEventListener('pointermove', this.move)
    viewport.element.addEventListener('pointerleave', this.hide)
    this.draw()
  }

  dispose(): void {
    this.viewport.element.removeEventListener('pointermove', this.move)
    this.viewport.element.removeEventListener('pointerleave', this.hide)
  }

  draw(): void {
    const { canvas, viewport } = this
    const bounds = viewport.element.getBoundingClientRect()
    const place = lastPlace === null ? null : { x: lastPlace.x - bounds.left, y: lastPlace.y - bounds.top }
    const source = viewport.renderedImage()
    const inside = place !== null && place.x >= 0 && place.y >= 0 && place.x < bounds.width && place.y < bounds.height
    canvas.style.display = inside && source !== null ? 'block' : 'none'
    if (!inside || source === null) return
    const { ratio } = viewport
    const size = Math.round(diameter * ratio)
    canvas.width = size
    canvas.height = size
    canvas.style.width = `${diameter}px`
    canvas.style.height = `${diameter}px`
    canvas.style.transform = `translate(${place.x - diameter / 2}px, ${place.y - diameter / 2}px)`
    const view = viewport.matrix()
    const factor = Math.max(enlargement, leastScale / scaleOf(view))
    const matrix: Matrix = [
      view[0] * factor, view[1] * factor, view[2] * factor, view[3] * factor,
      (view[4] - place.x * ratio) * factor + size / 2, (view[5] - place.y * ratio) * factor + size / 2,
    ]
    const context = canvas.getContext('2d')!
    context.beginPath()
    context.arc(size / 2, size / 2, size / 2, 0, 2 * Math.PI)
    context.clip()
    context.fillStyle = '#000'
    context.fillRect(0, 0, size, size)
    context.setTransform(...matrix)
    context.imageSmoothingEnabled = scaleOf(matrix) < 6
    context.drawImage(source, 0, 0)
    this.drawMask(context, matrix)
  }

  private readonly move = (): void => this.draw()

  private readonly hide = (): void => {
    this.canvas.style.display = 'none'
  }
}
