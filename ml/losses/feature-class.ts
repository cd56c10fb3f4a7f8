import * as tf from '../backend/tf'
import type { SymmetricPair } from './common-strides'
import type { Loss } from './loss'
import { meanOverStrides } from './mean-over-strides'
import { annotationAt, classMeans, cosine } from './rivals/features'

/**
 * Feature-wise similarity distillation (FSD), class form. The channels of an encoder and of a decoder have no common basis, but both
 * layers know the two classes: with the mean features μ of vessel and background in one image, a layer F says
 * v_F(p) = cos(F(p) − (μ_vessel + μ_background)/2, μ_vessel − μ_background) ∈ −1..1 of the place p, and the decoder changes that by
 * Δ(p) = (v_D(p) − v_E(p))/2, the semantic shift from encoder to decoder. L = mean over strides of mean over pixels of
 * (Δ^S − Δ^T)², where an image that shows one class only counts as zero. The annotation is max-pooled to the feature's size.
 * Indifferent to positive factors and to the order and number of channels. Weight 1.
 *
 * source: reconstructed; a variant of the map form.
 */
export const featureClass: Loss = {
  name: 'fsd-class',
  term: 'fsd',
  needsTeacher: true,
  needsCritic: false,
  compute(context) {
    return meanOverStrides('fsd-class', context, (student, teacher, stride) => {
      const vessel = annotationAt(context.annotation, stride)
      return tf.mean(tf.mul(showsBothClasses(vessel), tf.squaredDifference(semanticShift(student, vessel), semanticShift(teacher, vessel))))
    })
  },
}

/** By how much the decoder calls each place more of a vessel than the encoder does: B×H×W×1, in −1..1. */
export function semanticShift({ encoder, decoder }: SymmetricPair, vessel: tf.Tensor4D): tf.Tensor4D {
  return tf.div(tf.sub(vesselLikeness(decoder, vessel), vesselLikeness(encoder, vessel)), 2)
}

/** Where each place lies between the mean features of the two classes: B×H×W×1, in −1..1. */
function vesselLikeness(feature: tf.Tensor4D, vessel: tf.Tensor4D): tf.Tensor4D {
  const means = classMeans(feature, vessel)
  const middle = tf.div(tf.add(means.vessel, means.background), 2)
  return cosine(tf.sub(feature, middle), tf.sub(means.vessel, means.background))
}

/** B×1×1×1: 1 where an image shows vessel and background, else 0. */
function showsBothClasses(vessel: tf.Tensor4D): tf.Tensor4D {
  return tf.sub(tf.max(vessel, [1, 2], true), tf.min(vessel, [1, 2], true))
}
