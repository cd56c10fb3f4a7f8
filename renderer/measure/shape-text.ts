import type { MeasuredPoint, MeasuredShape } from '../../electron/ipc/contract/index'
import { angleAt, lengthOf } from './length'
import type { Scale } from './length'
import { angleText, lengthText } from './length-text'

/** The figure of a shape with its unit. */
export function shapeText(shape: MeasuredShape, scale: Scale): string {
  if (shape.kind === 'length') return lengthText(lengthOf(...shape.points, scale))
  const [from, corner, to] = shape.points
  return angleText(angleAt(corner, from, to, scale))
}

/** The figure of a shape that is not finished yet. */
export function draftText(points: readonly MeasuredPoint[], scale: Scale): string {
  const [a, b, c] = points
  if (a === undefined || b === undefined) return ''
  return c === undefined ? lengthText(lengthOf(a, b, scale)) : angleText(angleAt(b, a, c, scale))
}
