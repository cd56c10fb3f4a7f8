import type { GreyImage } from './grey-image'

/**
 * Enlarges an image at its right and lower border to multiples of `multiple`, mirrored without repeating the border pixel
 * (an image smaller than the addition is mirrored to and fro). Crop the result's first rows × columns to undo it.
 */
export function padImage(image: GreyImage, multiple: number): GreyImage {
  const rows = Math.ceil(image.rows / multiple) * multiple
  const columns = Math.ceil(image.columns / multiple) * multiple
  if (rows === image.rows && columns === image.columns) return image
  const pixels = new Float32Array(rows * columns)
  for (let row = 0; row < rows; row++) {
    const from = mirrored(row, image.rows) * image.columns
    for (let column = 0; column < columns; column++) pixels[row * columns + column] = image.pixels[from + mirrored(column, image.columns)]!
  }
  return { rows, columns, pixels }
}

function mirrored(index: number, length: number): number {
  if (length === 1) return 0
  const period = 2 * (length - 1)
  const folded = index % period
  return folded < length ? folded : period - folded
}
