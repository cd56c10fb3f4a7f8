import sharp from 'sharp'
import type { GreyImage } from '../inference/grey-image'

const found = [64, 200, 120]
const tooMuch = [235, 90, 60]
const missed = [70, 130, 240]
const strength = 0.65

/** The image with its mask against the truth, as PNG: green found, red too much, blue missed. Masks are rows × columns. */
export function overlayPicture(image: GreyImage, mask: Uint8Array, truth: Uint8Array): Promise<Buffer> {
  const { rows, columns, pixels } = image
  const rgb = Buffer.alloc(rows * columns * 3)
  for (let i = 0; i < pixels.length; i++) {
    const grey = 255 * pixels[i]!
    const colour = mask[i] !== 0 ? (truth[i] !== 0 ? found : tooMuch) : truth[i] !== 0 ? missed : null
    for (let channel = 0; channel < 3; channel++) rgb[3 * i + channel] = colour ? grey * (1 - strength) + colour[channel]! * strength : grey
  }
  return sharp(rgb, { raw: { width: columns, height: rows, channels: 3 } }).png().toBuffer()
}
