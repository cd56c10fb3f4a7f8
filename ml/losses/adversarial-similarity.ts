import * as tf from '../backend/tf'
import { criticName, defaultCritic, type CriticDesign } from './critic-design'
import { LossError, requireTeacher, type Loss, type LossContext } from './loss'

/**
 * Adversarial similarity distillation (ASD), the student's side: −mean D([y ; p^S]). The critic D sees the annotation y
 * beside a soft prediction and learns to tell the teacher's (real) from the student's (fake); see `criticHingeLoss`.
 * During the critic's warm-up the term is zero.
 *
 * source: reconstructed from the abstract of LightVessel (arXiv 2211.00899).
 */
export const adversarialSimilarity: Loss = adversarialTerm('asd', 'asd', defaultCritic)

/** ASD with the image in the annotation's place, as in the code of sister methods; it needs no annotation. source: reconstructed */
export const adversarialImage: Loss = adversarialTerm('asd-image', 'asd', { ...defaultCritic, condition: 'image' })

/** ASD with nothing beside the prediction. source: reconstructed */
export const adversarialPrediction: Loss = adversarialTerm('asd-prediction', 'asd', { ...defaultCritic, condition: 'none' })

/** ASD with a Wasserstein critic and gradient penalty; the student's side has the same form. source: reconstructed */
export const adversarialWasserstein: Loss = adversarialTerm('asd-wasserstein', 'asd', { ...defaultCritic, form: 'wasserstein' })

/**
 * ASD, similarity form: mean (D([y ; p^S]) − D([y ; p^T]))² over the score grid, the second being constant. The student is to
 * look to the critic as the teacher does, place by place. Meant beside `asd`, whose critic it shares. Zero when the
 * predictions agree.
 *
 * source: reconstructed; an ablation.
 */
export const adversarialAgreement: Loss = {
  name: 'asd-similarity',
  term: 'asd',
  needsTeacher: true,
  needsCritic: true,
  critic: defaultCritic,
  compute(context) {
    const ofTeacher = scoreGrid('asd-similarity', context, defaultCritic, requireTeacher('asd-similarity', context).logits)
    const ofStudent = scoreGrid('asd-similarity', context, defaultCritic, context.student.logits)
    return tf.mean(tf.square(tf.sub(ofStudent, ofTeacher))) as tf.Scalar
  },
}

/** The student's side −mean D of any critic: it wants to be taken for the teacher. */
export function adversarialTerm(name: string, term: Loss['term'], critic: CriticDesign): Loss {
  return {
    name,
    term,
    needsTeacher: true,
    needsCritic: true,
    critic,
    compute: (context) => tf.neg(tf.mean(scoreGrid(name, context, critic, context.student.logits))) as tf.Scalar,
  }
}

/** The scores of logits by the critic of a design, B×h×w×1. */
function scoreGrid(loss: string, context: LossContext, design: CriticDesign, logits: tf.Tensor4D): tf.Tensor4D {
  const name = criticName(design)
  const score = context.critics?.get(name)
  if (score) return score(logits)
  if (context.score && name === criticName(defaultCritic)) return context.score(context.annotation, tf.sigmoid(logits))
  throw new LossError(`The loss "${loss}" needs a critic (${name}).`)
}

/**
 * The critic's own loss (hinge form): mean relu(1 − r) + mean relu(1 + f).
 *
 * @param real D([y ; p^T]), B×h×w×1
 * @param fake D([y ; p^S]) of a detached student
 */
export function criticHingeLoss(real: tf.Tensor4D, fake: tf.Tensor4D): tf.Scalar {
  return tf.add(tf.mean(tf.relu(tf.sub(1, real))), tf.mean(tf.relu(tf.add(1, fake)))) as tf.Scalar
}
