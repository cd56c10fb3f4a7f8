import * as tf from '../../../ml/backend/tf'
import { resample } from '../../../ml/inference/resample'

/** Widths of the vessels that the bank answers to, in pixels of a 300² angiogram; others are brought to that size and back. */
const widths = [7, 10, 14]
const referenceSide = 300
/** Length of a filter along the vessel, in its width across. */
const elongation = 2.5
const orientations = 18
/** Pixels that are mirrored at the border. */
const border = 40

/**
 * The multiscale Gabor filter of the coronary literature (e.g. Cruz-Aceves et al. 2016): the largest answer over widths and
 * orientations of g(x, y) = exp(−(x²/σx² + y²/σy²)/2)·cos(2πx/T), σx = T/(2√(2 ln 2)), σy = ℓσx, each without mean, to dark lines.
 * Rows × columns, unbounded. Native TensorFlow.
 */
export function gaborResponse(pixels: Float32Array, rows: number, columns: number): Float32Array {
  const factor = referenceSide / Math.sqrt(rows * columns)
  const [height, width] = [Math.round(rows * factor), Math.round(columns * factor)]
  return resample(response(resample(pixels, rows, columns, height, width), height, width), height, width, rows, columns)
}

function response(pixels: Float32Array, rows: number, columns: number): Float32Array {
  return tf.tidy(() => {
    // The border is mirrored, so that it is no edge.
    const image = tf.mirrorPad(tf.tensor4d(pixels, [1, rows, columns, 1]), [[0, 0], [border, border], [border, border], [0, 0]], 'reflect')
    const answers = widths.map((width) => tf.max(tf.conv2d(image as tf.Tensor4D, bank(width), 1, 'same'), 3, true))
    const best = answers.reduce((one, other) => tf.maximum(one, other))
    return tf.slice(best, [0, border, border, 0], [1, rows, columns, 1]).dataSync<'float32'>().slice()
  })
}

function bank(width: number): tf.Tensor4D {
  const across = width / (2 * Math.sqrt(2 * Math.log(2)))
  const along = elongation * across
  const reach = Math.ceil(2.5 * along)
  const side = 2 * reach + 1
  const values = new Float32Array(side * side * orientations)
  for (let orientation = 0; orientation < orientations; orientation++) {
    const angle = (Math.PI * orientation) / orientations
    const [cosine, sine] = [Math.cos(angle), Math.sin(angle)]
    const envelopes = new Float32Array(side * side)
    const waves = Float32Array.from(envelopes, (_, at) => {
      const [x, y] = [(at % side) - reach, Math.floor(at / side) - reach]
      const [u, v] = [x * cosine + y * sine, y * cosine - x * sine]
      envelopes[at] = Math.exp(-(u * u / (across * across) + v * v / (along * along)) / 2)
      return -envelopes[at]! * Math.cos((2 * Math.PI * u) / width)
    })
    const mass = total(envelopes)
    const offset = total(waves) / mass
    for (const [at, wave] of waves.entries()) values[at * orientations + orientation] = (wave - offset * envelopes[at]!) / mass
  }
  return tf.tensor4d(values, [side, side, 1, orientations])
}

const total = (values: Float32Array): number => values.reduce((sum, value) => sum + value, 0)
