import type * as tf from '../backend/tf'
import { detached } from '../backend/detached'
import type { ParameterSpec } from '../nets/count-layers'
import type { NetOutputs } from '../nets/layers'
import type { Parameters } from '../nets/parameters'
import type { CriticDesign } from './critic-design'
import type { NetTaps } from './tap-channels'

/** What a loss may look at. The teacher's tensors are constants: no gradient reaches the teacher. */
export interface LossContext {
  student: NetOutputs<tf.Tensor4D>
  /** B×H×W×1, 1 = vessel. */
  annotation: tf.Tensor4D
  /** B×H×W×1, normalised; for critics that see it. */
  image?: tf.Tensor4D
  /** Images at the end of the batch that nobody annotated: `annotation` there is what the teacher sees. Default 0. */
  unlabelled?: number
  /** Present when a teacher takes part; same sizes as the student's logits. */
  teacher?: NetOutputs<tf.Tensor4D>
  /** The critic's score grid for a prediction beside the annotation (B×H×W×1 each); present once its warm-up is over. */
  score?: (annotation: tf.Tensor4D, probability: tf.Tensor4D) => tf.Tensor4D
  /** The score grids of the critics for logits (B×H×W×1 to B×h×w×1) by the name of their design; present once their warm-up is over. */
  critics?: ReadonlyMap<string, (logits: tf.Tensor4D) => tf.Tensor4D>
  /** The adapters of all losses, which learn along with the student. */
  adapters?: Parameters
  /** Of whatever a loss draws at random; it follows from the run's seed and the step, so that a resumed run draws the same. */
  randomSeed?: number
}

export interface Loss {
  /** As in preset tables. */
  name: string
  /** The curve it is shown in. */
  term: 'segmentation' | 'kd' | 'fsd' | 'asd' | 'rival'
  needsTeacher: boolean
  needsCritic: boolean
  /** The critic it needs; without it, a critic of the default design. */
  critic?: CriticDesign
  /** What it learns along with the student, such as adapters between both nets' features; the names begin with the loss's own. */
  adapters?(taps: NetTaps): ParameterSpec[]
  /** A scalar, differentiable in the student's outputs. */
  compute(context: LossContext): tf.Scalar
}

/** A loss was asked for something that its context lacks. */
export class LossError extends Error {
  override readonly name = 'LossError'
}

/** The teacher's outputs as constants: whatever they were computed from, no gradient passes. */
export function requireTeacher(loss: string, context: LossContext): NetOutputs<tf.Tensor4D> {
  if (!context.teacher) throw new LossError(`The loss "${loss}" needs a teacher.`)
  const { logits, encoder, decoder } = context.teacher
  return { logits: detached(logits), encoder: detachedTaps(encoder), decoder: detachedTaps(decoder) }
}

function detachedTaps(taps: Record<number, tf.Tensor4D>): Record<number, tf.Tensor4D> {
  return Object.fromEntries(Object.entries(taps).map(([stride, tap]) => [stride, detached(tap)]))
}
