import * as tf from '../../backend/tf'
import type { ParameterSpec } from '../../nets/count-layers'
import { LossError, type LossContext } from '../loss'
import type { NetTaps } from '../tap-channels'
import { featureStride } from './features'

/** Square convolution without bias, from one number of channels to another. */
export function kernelSpec(name: string, size: number, from: number, to: number): ParameterSpec {
  return { name, shape: [size, size, from, to], kind: 'kernel' }
}

/** A 1×1 kernel from the student's channels to the teacher's, for one side of the compared pair. */
export function aligningKernel(loss: string, name: string, side: 'encoder' | 'decoder', taps: NetTaps): ParameterSpec {
  const stride = featureStride(loss, taps)
  return kernelSpec(name, 1, taps.student[side][stride]!, taps.teacher[side][stride]!)
}

/** The feature through the named adapter kernel; same height and width. Differentiable in both. */
export function adapt(loss: string, context: LossContext, kernel: string, feature: tf.Tensor4D): tf.Tensor4D {
  if (!context.adapters) throw new LossError(`The loss "${loss}" has adapters, and this training does not train them.`)
  return tf.conv2d(feature, context.adapters.get<tf.Rank.R4>(kernel), 1, 'same')
}
