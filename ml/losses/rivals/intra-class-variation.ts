import * as tf from '../../backend/tf'
import type { Loss } from '../loss'
import { annotationAt, classMeans, cosine, decoderFeatures, meanSquaredDistance } from './features'

/**
 * Intra-class feature variation distillation (IFVD; Wang et al., ECCV 2020). The prototype of a class is the mean feature of
 * its pixels in one image; m(p) = cos(F(p), prototype of p's class), B×H×W; L = mean over pixels of (m^S − m^T)², on the
 * decoder's feature at stride 4. The annotation is max-pooled to the feature's size, so that thin vessels survive.
 * Indifferent to a positive factor and to the order and number of channels.
 *
 * Weight 20 belongs to the mean over pixels (CIRKD; the authors' script has 200 beside KD and a critic).
 * source: formula and weight published, choice of layer and max pooling reconstructed.
 */
export const intraClassVariation: Loss = {
  name: 'ifvd',
  term: 'rival',
  needsTeacher: true,
  needsCritic: false,
  compute(context) {
    const { student, teacher, stride } = decoderFeatures('ifvd', context)
    const vessel = annotationAt(context.annotation, stride)
    return meanSquaredDistance(variation(student, vessel), variation(teacher, vessel))
  },
}

/** Similarity of every pixel to its own class: B×H×W×1, in −1..1. */
function variation(feature: tf.Tensor4D, vessel: tf.Tensor4D): tf.Tensor4D {
  const means = classMeans(feature, vessel)
  return tf.add(tf.mul(vessel, cosine(feature, means.vessel)), tf.mul(tf.sub(1, vessel), cosine(feature, means.background)))
}
