import * as tf from '../../backend/tf'
import type { ParameterSpec } from '../../nets/count-layers'
import { LossError, type LossContext } from '../loss'
import type { TapChannels } from '../tap-channels'

/** Square convolution without bias, from one number of channels to another. */
export function kernelSpec(name: string, size: number, from: number, to: number): ParameterSpec {
  return { name, shape: [size, size, from, to], kind: 'kernel' }
}

/** Channels of a tap. Throws a LossError when the net has none at that stride. */
export function channelsOf(loss: string, taps: TapChannels, side: 'encoder' | 'decoder', stride: number): number {
  const channels = taps[side][stride]
  if (channels === undefined) throw new LossError(`The loss "${loss}" needs ${side} features at stride ${stride}, and one of the nets has none.`)
  return channels
}

/** The feature through the named adapter kernel; same height and width. Differentiable in both. */
export function adapt(loss: string, context: LossContext, kernel: string, feature: tf.Tensor4D): tf.Tensor4D {
  if (!context.adapters) throw new LossError(`The loss "${loss}" has adapters, and this training does not train them.`)
  return tf.conv2d(feature, context.adapters.get<tf.Rank.R4>(kernel), 1, 'same')
}
