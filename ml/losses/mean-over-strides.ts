import * as tf from '../backend/tf'
import { commonStrides, pairAt, type SymmetricPair } from './common-strides'
import { requireTeacher, type LossContext } from './loss'

/**
 * What the forms of FSD have in common: the mean over the common strides of a distance between the student's symmetric pair and the
 * teacher's, which is constant.
 *
 * @param loss its name, for errors
 * @param distance a scalar, differentiable in the student's pair
 * @throws LossError when there is no teacher, or the nets have no symmetric layers in common
 */
export function meanOverStrides(loss: string, context: LossContext, distance: (student: SymmetricPair, teacher: SymmetricPair, stride: number) => tf.Tensor): tf.Scalar {
  const teacher = requireTeacher(loss, context)
  const distances = commonStrides(context.student, teacher).map((stride) => distance(pairAt(context.student, stride), pairAt(teacher, stride), stride))
  return tf.div(tf.addN(distances), distances.length) as tf.Scalar
}
