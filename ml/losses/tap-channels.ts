import * as tf from '../backend/tf'
import { disposeOutputs, type FrozenNet } from '../nets/net'

/** Channels of a net's encoder and decoder features by stride. */
export interface TapChannels {
  encoder: Record<number, number>
  decoder: Record<number, number>
}

/** Those of both nets; asked for the teacher's, a training without one fails. */
export interface NetTaps {
  readonly student: TapChannels
  readonly teacher: TapChannels
}

/** Measured on the smallest image that the net takes. */
export function tapChannels(net: FrozenNet): TapChannels {
  const { multiple } = net.definition
  const image = tf.zeros([1, multiple, multiple, 1]) as tf.Tensor4D
  const outputs = net.run(image)
  const result = { encoder: channelsByStride(outputs.encoder), decoder: channelsByStride(outputs.decoder) }
  disposeOutputs(outputs)
  image.dispose()
  return result
}

function channelsByStride(taps: Record<number, tf.Tensor4D>): Record<number, number> {
  return Object.fromEntries(Object.entries(taps).map(([stride, tap]) => [stride, tap.shape[3]]))
}
