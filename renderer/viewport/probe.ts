import type { Point } from '../masks/capsule'
import type { FrameImage } from './frame-image'

export interface Probed {
  /** Column and row of the pixel, from 0. */
  readonly x: number
  readonly y: number
  /** The value as it is stored; red, green and blue of colour images. */
  readonly stored: string
  /** The value after the file's rescale, where that changes it. */
  readonly rescaled: string | null
}

/** The pixel at a place of an image; null outside of it. */
export function probedText(image: FrameImage, at: Point): Probed | null {
  const x = Math.floor(at.x)
  const y = Math.floor(at.y)
  if (x < 0 || y < 0 || x >= image.columns || y >= image.rows) return null
  const pixels = image.getPixelData()
  const index = y * image.columns + x
  if (image.color) return { x, y, stored: [0, 1, 2].map((channel) => pixels[index * 4 + channel]).join(' '), rescaled: null }
  const stored = pixels[index]!
  const rescaled = stored * image.slope + image.intercept
  return { x, y, stored: String(stored), rescaled: rescaled === stored ? null : String(Math.round(rescaled * 100) / 100) }
}
