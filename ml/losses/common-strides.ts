import type * as tf from '../backend/tf'
import type { NetOutputs } from '../nets/layers'
import { LossError } from './loss'

/** The strides at which symmetric layers are compared, where both nets have them. source: reconstructed */
export const comparedStrides: readonly number[] = [2, 4, 8]

/** Those of the compared strides where each net has a symmetric pair. Throws a LossError when there is none. */
export function commonStrides(...nets: { encoder: Record<number, unknown>; decoder: Record<number, unknown> }[]): number[] {
  const common = comparedStrides.filter((stride) => nets.every(({ encoder, decoder }) => encoder[stride] !== undefined && decoder[stride] !== undefined))
  if (common.length === 0) throw new LossError(`Teacher and student have no symmetric layers in common at the strides ${comparedStrides.join(', ')}.`)
  return common
}

/** The features of symmetric layers inside one net, B×H×W×C each. */
export interface SymmetricPair {
  encoder: tf.Tensor4D
  decoder: tf.Tensor4D
}

/** The symmetric pair at one of the common strides. */
export function pairAt({ encoder, decoder }: NetOutputs<tf.Tensor4D>, stride: number): SymmetricPair {
  return { encoder: encoder[stride]!, decoder: decoder[stride]! }
}
