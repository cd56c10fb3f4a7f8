import type { MeasuredPoint } from '../../electron/ipc/contract/index'
import { transformed } from '../viewport/transform'
import type { Matrix } from '../viewport/transform'

export interface ShapeStyle {
  readonly colour: string
  /** Device pixels per CSS pixel. */
  readonly ratio: number
  readonly dashed: boolean
}

/** Draws a shape with its label on a canvas in device pixels: lines and text keep their size at every zoom. */
export function drawShape(context: CanvasRenderingContext2D, matrix: Matrix, points: readonly MeasuredPoint[], text: string, { colour, ratio, dashed }: ShapeStyle): void {
  const places = points.map((point) => transformed(matrix, point))
  const [first] = places
  if (first === undefined) return
  context.save()
  context.lineJoin = 'round'
  context.setLineDash(dashed ? [5 * ratio, 4 * ratio] : [])
  // A dark line beneath keeps it visible on bright background.
  for (const [width, style] of [[3.5, 'rgb(0 0 0 / 65%)'], [1.5, colour]] as const) {
    context.lineWidth = width * ratio
    context.strokeStyle = style
    context.beginPath()
    context.moveTo(first.x, first.y)
    for (const place of places.slice(1)) context.lineTo(place.x, place.y)
    context.stroke()
    for (const place of places) {
      context.beginPath()
      context.arc(place.x, place.y, 3.5 * ratio, 0, 2 * Math.PI)
      context.stroke()
    }
  }
  if (text !== '') drawText(context, text, places, colour, ratio)
  context.restore()
}

/** Beside the rightmost point, or left of it where the canvas ends. */
function drawText(context: CanvasRenderingContext2D, text: string, places: readonly MeasuredPoint[], colour: string, ratio: number): void {
  const beside = places.reduce((right, place) => (place.x > right.x ? place : right))
  context.font = `600 ${12.5 * ratio}px system-ui, sans-serif`
  context.textBaseline = 'middle'
  context.setLineDash([])
  const width = context.measureText(text).width
  const fits = beside.x + 12 * ratio + width < context.canvas.width
  const x = fits ? beside.x + 10 * ratio : Math.max(4 * ratio, Math.min(...places.map((place) => place.x)) - 10 * ratio - width)
  const y = Math.min(context.canvas.height - 12 * ratio, Math.max(12 * ratio, beside.y))
  context.lineWidth = 4 * ratio
  context.strokeStyle = 'rgb(0 0 0 / 85%)'
  context.strokeText(text, x, y)
  context.fillStyle = colour
  context.fillText(text, x, y)
}
