import * as tf from '../../backend/tf'
import type { NetOutputs } from '../../nets/layers'
import { LossError, requireTeacher, type LossContext } from '../loss'

/**
 * The strides at which the rivals compare features, the first that both nets have: 4 is that of the one symmetric pair which
 * the nets of the paper's authors return. source: reconstructed
 */
const featureStrides = [4, 2, 1]

/** Under roots: keeps values and gradients finite where a feature is zero. */
export const tiny = 1e-12

interface Taps<T> {
  encoder: Record<number, T>
  decoder: Record<number, T>
}

/** The stride at which a loss compares the features of these nets. Throws a LossError when they have no symmetric pair in common. */
export function featureStride(loss: string, nets: { student: Taps<unknown>; teacher: Taps<unknown> }): number {
  const found = featureStrides.find((stride) => [nets.student, nets.teacher].every(({ encoder, decoder }) => encoder[stride] !== undefined && decoder[stride] !== undefined))
  if (found === undefined) throw new LossError(`The loss "${loss}" needs symmetric layers of teacher and student at a stride of ${featureStrides.join(', ')}, and they have none in common.`)
  return found
}

/** Student's and teacher's outputs, the latter constant, and the stride at which the loss compares their features. */
export function comparedNets(loss: string, context: LossContext): { student: NetOutputs<tf.Tensor4D>; teacher: NetOutputs<tf.Tensor4D>; stride: number } {
  const { student } = context
  const teacher = requireTeacher(loss, context)
  return { student, teacher, stride: featureStride(loss, { student, teacher }) }
}

/** The decoder's features at the compared stride, B×H×W×C each; the teacher's is constant. */
export function decoderFeatures(loss: string, context: LossContext): { student: tf.Tensor4D; teacher: tf.Tensor4D; stride: number } {
  const { student, teacher, stride } = comparedNets(loss, context)
  return { student: student.decoder[stride]!, teacher: teacher.decoder[stride]!, stride }
}

/** x / |x|₂ along one axis; zero stays zero. */
export function unitLength<T extends tf.Tensor>(x: T, axis: number): T {
  return tf.div(x, tf.sqrt(tf.add(tf.sum(tf.square(x), axis, true), tiny))) as T
}

/** B×H×W×C to B×N×C with N = H·W nodes. */
export function nodes(feature: tf.Tensor4D): tf.Tensor3D {
  const [batch, height, width, channels] = feature.shape
  return tf.reshape(feature, [batch, height * width, channels])
}

/** Window that pools `size` to at least `wanted` nodes a side. */
export function poolingWindow(size: number, wanted: number): number {
  return Math.max(1, Math.floor(size / wanted))
}

/** Mean over all elements of (a − b)². */
export function meanSquaredDistance(a: tf.Tensor, b: tf.Tensor): tf.Scalar {
  return tf.mean(tf.square(tf.sub(a, b))) as tf.Scalar
}

/**
 * The annotation at a feature's stride, 1 where any pixel of a cell is vessel. Nearest-neighbour sampling would lose four
 * fifths of a three-pixel vessel at stride 8.
 *
 * @param annotation B×H×W×1
 * @returns B×H/stride×W/stride×1, 0 or 1
 */
export function annotationAt(annotation: tf.Tensor4D, stride: number): tf.Tensor4D {
  return stride === 1 ? annotation : tf.maxPool(annotation, stride, stride, 'valid')
}

/**
 * Mean feature of vessel and of background in each image; zero for a class without pixels.
 *
 * @param feature B×H×W×C
 * @param vessel B×H×W×1, 0 or 1
 * @returns two of B×1×1×C
 */
export function classMeans(feature: tf.Tensor4D, vessel: tf.Tensor4D): { vessel: tf.Tensor4D; background: tf.Tensor4D } {
  const meanOver = (mask: tf.Tensor4D): tf.Tensor4D => tf.div(tf.sum(tf.mul(feature, mask), [1, 2], true), tf.maximum(tf.sum(mask, [1, 2], true), 1))
  return { vessel: meanOver(vessel), background: meanOver(tf.sub(1, vessel)) }
}

/** Cosine over the channels, of B×H×W×C and something that broadcasts to it: B×H×W×1. */
export function cosine(a: tf.Tensor4D, b: tf.Tensor4D): tf.Tensor4D {
  return tf.sum(tf.mul(unitLength(a, 3), unitLength(b, 3)), 3, true)
}
