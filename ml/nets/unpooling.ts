import * as tf from '../backend/tf'

/**
 * Where the maximum of every 2×2 pixels lies: 1 there and 0 elsewhere, the first in reading order of equal ones. It is
 * composed of plain operations, since TensorFlow's MaxPoolWithArgmax is neither in TensorFlow.js nor differentiable there.
 *
 * @param input B×H×W×C, H and W even
 * @returns B×H×W×C, without a gradient
 */
export function maxPlaces(input: tf.Tensor4D): tf.Tensor4D {
  // Comparisons have no gradient in TensorFlow.js, not even one of zero; so the whole answer is declared constant.
  const constant = tf.customGrad((...inputs) => ({ value: placesOf(inputs[0] as tf.Tensor4D), gradFunc: (dy: tf.Tensor) => tf.zerosLike(dy) }))
  return constant(input) as tf.Tensor4D
}

function placesOf(input: tf.Tensor4D): tf.Tensor4D {
  const [batch, height, width, channels] = input.shape
  // One row of this holds two rows of the input; one pixel of it two pixels side by side.
  const paired = tf.reshape(input, [(batch * height) / 2, 2, width / 2, 2 * channels])
  const corner = (row: number, column: number): tf.Tensor4D => tf.slice4d(paired as tf.Tensor4D, [0, row, 0, column * channels], [-1, 1, -1, channels])
  const corners = [corner(0, 0), corner(0, 1), corner(1, 0), corner(1, 1)]
  const highest = corners.reduce((one, other) => tf.maximum(one, other))
  let free: tf.Tensor4D = tf.onesLike(highest)
  const places = corners.map((values) => {
    const place = tf.mul(free, tf.cast(tf.equal(values, highest), 'float32')) as tf.Tensor4D
    free = tf.sub(free, place)
    return place
  })
  const rows = [tf.concat(places.slice(0, 2), 3), tf.concat(places.slice(2), 3)]
  return tf.reshape(tf.concat(rows, 1), [batch, height, width, channels])
}

/**
 * The reverse of 2×2 max pooling: every value goes to its place, the rest is 0.
 *
 * @param input B×H×W×C
 * @param places B×2H×2W×C of `maxPlaces`
 */
export function unpool(input: tf.Tensor4D, places: tf.Tensor4D): tf.Tensor4D {
  const [batch, height, width, channels] = input.shape
  const wide = tf.concat([input, input], 3)
  const rows = tf.reshape(wide, [batch * height, 1, 2 * width, channels])
  const full = tf.reshape(tf.concat([rows, rows], 1), [batch, 2 * height, 2 * width, channels])
  return tf.mul(full, places)
}
