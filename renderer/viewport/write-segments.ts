import type { Rectangle } from '../masks/rectangle'
import type { Matrix } from './transform'

/**
 * Writes the borders of a mask (axis-parallel segments as x1, y1, x2, y2 in image coordinates) into the pixels of a canvas that is
 * `stride` wide, as lines of `width` whole device pixels, as far as they lie in `area`. Views are turned by quarter turns only, so that
 * borders stay axis-parallel. Stroking the same borders as a path takes several times as long without a GPU.
 */
export function writeSegments(pixels: Uint32Array, stride: number, area: Rectangle, segments: ArrayLike<number>, matrix: Matrix, width: number, colour: number): void {
  const [a, b, c, d, e, f] = matrix
  const half = width / 2
  const endX = area.x + area.width
  const endY = area.y + area.height
  for (let at = 0; at < segments.length; at += 4) {
    const [x1, y1, x2, y2] = [segments[at]!, segments[at + 1]!, segments[at + 2]!, segments[at + 3]!]
    const [fromX, toX] = [a * x1 + c * y1 + e, a * x2 + c * y2 + e]
    const [fromY, toY] = [b * x1 + d * y1 + f, b * x2 + d * y2 + f]
    const left = Math.max(area.x, Math.round(Math.min(fromX, toX) - half))
    const right = Math.min(endX, Math.round(Math.max(fromX, toX) - half) + width)
    const top = Math.max(area.y, Math.round(Math.min(fromY, toY) - half))
    const bottom = Math.min(endY, Math.round(Math.max(fromY, toY) - half) + width)
    for (let y = top; y < bottom; y++) {
      const end = y * stride + right
      for (let pixel = y * stride + left; pixel < end; pixel++) pixels[pixel] = colour
    }
  }
}
