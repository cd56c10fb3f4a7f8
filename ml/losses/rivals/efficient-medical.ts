import * as tf from '../../backend/tf'
import { binaryCrossEntropy } from '../binary-cross-entropy'
import type { Loss } from '../loss'
import { annotationAt, classMeans, comparedNets, cosine, meanSquaredDistance, unitLength } from './features'

const temperature = 4
const predictionWeight = 0.1
const importanceWeight = 0.9
const regionWeight = 0.9

/**
 * Efficient medical image segmentation distillation (EMKD; Qin et al., TMI 2021): L = 0.1·PMD + 0.9·IMD + 0.9·RAD.
 *
 * - PMD: T²·KL of the two-class distribution at T = 4, mean over pixels.
 * - IMD: a = v / |v|₂ with v = vec(mean_c F⁴), B×HW; Σ over HW of (a^S − a^T)², mean over B, summed over a low and a high layer
 *   (of the encoder at stride 4 and at half that).
 * - RAD: (cos(μ_vessel, μ_background)^S − the same of the teacher)² of the mean features per image, mean over B, of the
 *   decoder at stride 4; annotation max-pooled. Zero for an image without vessels.
 *
 * Weight 1, since the parts have their own. source: weights, temperature and exponent published, choice of layers and max
 * pooling reconstructed; its segmentation loss is left out, so that rivals differ in their distillation only.
 */
export const efficientMedical: Loss = {
  name: 'emkd',
  term: 'rival',
  needsTeacher: true,
  needsCritic: false,
  compute(context) {
    const { student, teacher, stride } = comparedNets('emkd', context)
    const layers = [stride / 2, stride].filter((layer) => student.encoder[layer] !== undefined && teacher.encoder[layer] !== undefined)
    const importance = layers.map((layer) => importanceDistance(student.encoder[layer]!, teacher.encoder[layer]!))
    const vessel = annotationAt(context.annotation, stride)
    const region = meanSquaredDistance(contrast(student.decoder[stride]!, vessel), contrast(teacher.decoder[stride]!, vessel))
    return tf.addN([
      tf.mul(predictionDistance(student.logits, teacher.logits), predictionWeight),
      tf.mul(tf.addN(importance), importanceWeight),
      tf.mul(region, regionWeight),
    ]) as tf.Scalar
  },
}

function predictionDistance(student: tf.Tensor4D, teacher: tf.Tensor4D): tf.Scalar {
  const softened = tf.div(teacher, temperature)
  const target = tf.sigmoid(softened)
  const cross = binaryCrossEntropy(tf.div(student, temperature), target)
  return tf.mul(tf.sub(cross, binaryCrossEntropy(softened, target)), temperature ** 2) as tf.Scalar
}

function importanceDistance(student: tf.Tensor4D, teacher: tf.Tensor4D): tf.Scalar {
  return tf.mean(tf.sum(tf.square(tf.sub(importanceMap(student), importanceMap(teacher))), 1)) as tf.Scalar
}

function importanceMap(feature: tf.Tensor4D): tf.Tensor2D {
  return unitLength(tf.reshape(tf.mean(tf.square(tf.square(feature)), 3), [feature.shape[0], -1]) as tf.Tensor2D, 1)
}

/** B×1×1×1 */
function contrast(feature: tf.Tensor4D, mask: tf.Tensor4D): tf.Tensor4D {
  const { vessel, background } = classMeans(feature, mask)
  return cosine(vessel, background)
}
