import * as tf from '../backend/tf'
import { applyNormalisation, normalisationOf } from '../data/normalise'
import type { Predictor } from '../nets/net'
import type { GreyImage } from './grey-image'
import { padImage } from './pad-image'
import { resample } from './resample'
import { tiles } from './tiles'

/** Larger frames are cut into tiles of this side, which bounds the memory. */
const tileSide = 1024
/** More than the net sees around a pixel. */
const tileOverlap = 192

/** Augmentation shows a net vessels up to this much thinner and thicker than its training images have them. */
const smallestScale = 0.75
const largestScale = 1.35
/** Small frames are not enlarged further; that would only cost time. */
const largestEnlargement = 2

/**
 * Vessel probability of a whole frame, 0..255, row-major. A frame whose scale lies outside what the net has been trained
 * for is resampled to the scale of the training images first, and its probability back, since vessels of a 1024² frame
 * are twice as wide as those of a 512² frame.
 *
 * @param side square root of the pixels of a typical training image
 */
export async function predictAtScale(net: Predictor, image: GreyImage, side: number): Promise<Uint8Array> {
  const { rows, columns } = image
  const scale = Math.sqrt(rows * columns) / side
  if (scale >= smallestScale && scale <= largestScale) return predict(net, image)
  const factor = Math.min(1 / scale, largestEnlargement)
  const newRows = Math.max(1, Math.round(rows * factor))
  const newColumns = Math.max(1, Math.round(columns * factor))
  const probability = await predict(net, { rows: newRows, columns: newColumns, pixels: resample(image.pixels, rows, columns, newRows, newColumns) })
  return Uint8Array.from(resample(probability, newRows, newColumns, rows, columns), Math.round)
}

/**
 * Vessel probability of a whole frame as it is, 0..255, row-major. The frame is normalised as a whole, whatever its tiles.
 * Frames that arrive while one is computed must wait: TensorFlow runs on the calling thread.
 */
export async function predict(net: Predictor, image: GreyImage): Promise<Uint8Array> {
  const normalised: GreyImage = { ...image, pixels: applyNormalisation(image.pixels, normalisationOf(image.pixels)) }
  const result = new Uint8Array(image.rows * image.columns)
  for (const tile of tiles(image.rows, image.columns, tileSide, tileOverlap)) {
    const part = padImage(cut(normalised, tile), net.definition.multiple)
    const output = tf.tidy(() => {
      const probability = tf.sigmoid(net.predict(tf.tensor4d(part.pixels, [1, part.rows, part.columns, 1])))
      return tf.round(tf.mul(probability, 255))
    })
    const values = await output.data()
    output.dispose()
    for (let row = tile.firstRow; row < tile.endRow; row++) {
      for (let column = tile.firstColumn; column < tile.endColumn; column++) {
        result[row * image.columns + column] = values[(row - tile.row) * part.columns + column - tile.column]!
      }
    }
  }
  return result
}

function cut(image: GreyImage, tile: { row: number; column: number; rows: number; columns: number }): GreyImage {
  if (tile.rows === image.rows && tile.columns === image.columns) return image
  const pixels = new Float32Array(tile.rows * tile.columns)
  for (let row = 0; row < tile.rows; row++) {
    const from = (tile.row + row) * image.columns + tile.column
    pixels.set(image.pixels.subarray(from, from + tile.columns), row * tile.columns)
  }
  return { rows: tile.rows, columns: tile.columns, pixels }
}
