import * as tf from '../backend/tf'

/**
 * Convolution whose taps lie `dilation` pixels apart, over the zero-padded input: B×H×W×C to B×H×W×C'. It is differentiable
 * on every backend, which the stock dilated convolution is not: pixels that are `dilation` apart are gathered into small
 * images, these are convolved as they are, and the results put back.
 *
 * @param kernel rows × columns × C × C'; an odd number of rows and of columns
 */
export function dilatedConvolution(input: tf.Tensor4D, kernel: tf.Tensor4D, dilation: number): tf.Tensor4D {
  const [, height, width] = input.shape
  const [rows, columns] = kernel.shape
  // A kernel of one row or column reaches no further in that direction, however it is dilated.
  const block = [rows === 1 ? 1 : dilation, columns === 1 ? 1 : dilation] as [number, number]
  const missing = [toMultiple(height, block[0]), toMultiple(width, block[1])] as const
  const ends: [number, number][] = [[0, missing[0]], [0, missing[1]]]
  const gathered = tf.spaceToBatchND(input, block, ends) as tf.Tensor4D
  return tf.batchToSpaceND(tf.conv2d(gathered, kernel, 1, 'same'), block, ends) as tf.Tensor4D
}

/** What `length` lacks to a multiple of `block`. */
function toMultiple(length: number, block: number): number {
  return (block - (length % block)) % block
}
