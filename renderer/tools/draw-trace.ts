import type { VesselLine } from '../../electron/ipc/contract/index'
import { activeLabel } from '../labels/label-store'
import type { Point } from '../masks/capsule'
import { outlineOfLine, type VesselTrace } from '../vessel/vessel-trace'
import type { OverlayView } from './viewer-tool'

const clickRadius = 3.5

/** The traced vessel as it would be painted, the way to the pointer fainter, its clicks as dots. */
export function drawTrace(context: CanvasRenderingContext2D, { pixel }: OverlayView, trace: VesselTrace, live: VesselLine | null, pointer: Point | null): void {
  const colour = activeLabel()?.colour ?? '#ffffff'
  for (const { line } of trace.legs) if (line !== null) fillLine(context, line, colour, 0.65)
  if (live !== null && pointer !== null) fillLine(context, live, colour, 0.4)
  context.globalAlpha = 1
  context.lineWidth = 1.5 * pixel
  context.strokeStyle = '#ffffff'
  for (const { line } of trace.legs) if (line !== null) strokeLine(context, line)
  if (live !== null && pointer !== null) strokeLine(context, live)
  else if (pointer !== null) {
    // The search has not answered yet: a rubber band.
    context.setLineDash([5 * pixel, 4 * pixel])
    strokeLine(context, [[trace.last.x, trace.last.y, 0], [pointer.x, pointer.y, 0]])
    context.setLineDash([])
  }
  context.fillStyle = colour
  for (const { x, y } of [trace.start, ...trace.legs.map(({ to }) => to)]) {
    context.beginPath()
    context.arc(x, y, clickRadius * pixel, 0, 2 * Math.PI)
    context.fill()
    context.stroke()
  }
}

function fillLine(context: CanvasRenderingContext2D, line: VesselLine, colour: string, alpha: number): void {
  const [first, ...rest] = outlineOfLine(line)
  if (first === undefined) return
  context.globalAlpha = alpha
  context.fillStyle = colour
  context.beginPath()
  context.moveTo(first.x, first.y)
  for (const { x, y } of rest) context.lineTo(x, y)
  context.closePath()
  context.fill()
}

function strokeLine(context: CanvasRenderingContext2D, line: VesselLine): void {
  context.beginPath()
  for (const [x, y] of line) context.lineTo(x, y)
  context.stroke()
}
