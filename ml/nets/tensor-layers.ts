import * as tf from '../backend/tf'

/* Layers that are the same with and without gradients, on any backend. */

const meanAxes = { rows: [1], columns: [2], image: [1, 2] }

/** B×H×W×C to B×1×W×C, B×H×1×C or B×1×1×C. */
export function meanOver(input: tf.Tensor4D, over: keyof typeof meanAxes): tf.Tensor4D {
  return tf.mean(input, meanAxes[over], true)
}

/** e^x of each input over the sum of e^x of all, element by element; inputs of one shape. */
export function softmaxOver(inputs: tf.Tensor4D[]): tf.Tensor4D[] {
  return tf.unstack(tf.softmax(tf.stack(inputs, 4)), 4) as tf.Tensor4D[]
}

/** Appends channels of zeros up to `channels`. */
export function padChannels(input: tf.Tensor4D, channels: number): tf.Tensor4D {
  return tf.pad4d(input, [[0, 0], [0, 0], [0, 0], [0, channels - input.shape[3]]])
}
