import type * as tf from '../backend/tf'
import type { NetOutputs } from '../nets/layers'

/** What a loss may look at. The teacher's tensors are constants: no gradient reaches the teacher. */
export interface LossContext {
  student: NetOutputs<tf.Tensor4D>
  /** B×H×W×1, 1 = vessel. */
  annotation: tf.Tensor4D
  /** Present when a teacher takes part; same sizes as the student's logits. */
  teacher?: NetOutputs<tf.Tensor4D>
  /** The critic's score grid for a prediction beside the annotation (B×H×W×1 each); present once its warm-up is over. */
  score?: (annotation: tf.Tensor4D, probability: tf.Tensor4D) => tf.Tensor4D
}

export interface Loss {
  /** As in preset tables. */
  name: string
  /** The curve it is shown in. */
  term: 'segmentation' | 'kd' | 'fsd' | 'asd'
  needsTeacher: boolean
  needsCritic: boolean
  /** A scalar, differentiable in the student's outputs. */
  compute(context: LossContext): tf.Scalar
}

/** A loss was asked for something that its context lacks. */
export class LossError extends Error {
  override readonly name = 'LossError'
}

export function requireTeacher(loss: string, context: LossContext): NetOutputs<tf.Tensor4D> {
  if (!context.teacher) throw new LossError(`The loss "${loss}" needs a teacher.`)
  return context.teacher
}
