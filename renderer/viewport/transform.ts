import type { Point } from '../masks/capsule'
import type { Rectangle } from '../masks/rectangle'

/** Image → canvas as cornerstone keeps it: x' = m0·x + m2·y + m4, y' = m1·x + m3·y + m5 (canvas in device pixels). */
export type Matrix = readonly [number, number, number, number, number, number]

export function transformed(matrix: Matrix, point: Point): Point {
  return {
    x: matrix[0] * point.x + matrix[2] * point.y + matrix[4],
    y: matrix[1] * point.x + matrix[3] * point.y + matrix[5],
  }
}

/** The inverse matrix. Throws a RangeError when the matrix flattens the plane. */
export function inverted(matrix: Matrix): Matrix {
  const [a, b, c, d, e, f] = matrix
  const determinant = a * d - b * c
  if (determinant === 0 || !Number.isFinite(determinant)) throw new RangeError('the view transform cannot be inverted')
  return [d / determinant, -b / determinant, -c / determinant, a / determinant, (c * f - d * e) / determinant, (b * e - a * f) / determinant]
}

/** A step along the axes of the screen as the step along the axes of the image that comes nearest to it, just as long. */
export function imageStep(matrix: Matrix, { x, y }: Point): Point {
  const [a, b, c, d] = inverted(matrix)
  const turned = { x: a * x + c * y, y: b * x + d * y }
  const length = Math.abs(x) + Math.abs(y)
  return Math.abs(turned.x) >= Math.abs(turned.y) ? { x: Math.sign(turned.x) * length, y: 0 } : { x: 0, y: Math.sign(turned.y) * length }
}

/** Canvas pixels per image pixel. */
export function scaleOf(matrix: Matrix): number {
  return Math.sqrt(Math.abs(matrix[0] * matrix[3] - matrix[1] * matrix[2]))
}

/** The canvas rectangle, on whole device pixels, that covers a rectangle of the image plus `margin` device pixels. */
export function coveredOnCanvas(matrix: Matrix, rect: Rectangle, margin: number): Rectangle {
  const corners = [
    transformed(matrix, { x: rect.x, y: rect.y }),
    transformed(matrix, { x: rect.x + rect.width, y: rect.y }),
    transformed(matrix, { x: rect.x, y: rect.y + rect.height }),
    transformed(matrix, { x: rect.x + rect.width, y: rect.y + rect.height }),
  ]
  const x = Math.floor(Math.min(...corners.map((corner) => corner.x)) - margin)
  const y = Math.floor(Math.min(...corners.map((corner) => corner.y)) - margin)
  return {
    x,
    y,
    width: Math.ceil(Math.max(...corners.map((corner) => corner.x)) + margin) - x,
    height: Math.ceil(Math.max(...corners.map((corner) => corner.y)) + margin) - y,
  }
}
