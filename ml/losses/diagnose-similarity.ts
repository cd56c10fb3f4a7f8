import * as tf from '../backend/tf'
import { rocAuc, scoreHistogram } from '../metrics/roc-auc'
import type { NetOutputs } from '../nets/layers'
import { commonStrides, pairAt, type SymmetricPair } from './common-strides'
import { correlationOf } from './correlation-of'
import { semanticShift } from './feature-class'
import { similarityMap } from './feature-similarity'
import type { LossWeights } from './presets'
import { annotationAt } from './rivals/features'

/** What FSD has to transfer at one stride, and how much of it has arrived. */
export interface SimilarityDiagnosis {
  stride: number
  /** Pearson's correlation of the student's similarity map with the teacher's, −1..1. */
  correlation: number
  /**
   * How well the teacher's map tells vessels from background: the area under its ROC curve. 0.5 says nothing of vessels; below it
   * encoder and decoder agree less on vessels than beside them. Null where the annotation has but one of both.
   */
  vesselAuc: number | null
}

type Outputs = NetOutputs<tf.Tensor4D>

/** What the forms of FSD transfer that have a value at each place, −1..1, by the name of the loss. */
const mapsOfForms = {
  fsd: similarityMap,
  'fsd-class': semanticShift,
} satisfies Record<string, (pair: SymmetricPair, vessel: tf.Tensor4D) => tf.Tensor>
export type MapForm = keyof typeof mapsOfForms

/** The form of FSD among the losses whose maps can be looked at. */
export function mapFormOf(weights: LossWeights): MapForm | undefined {
  return (Object.keys(mapsOfForms) as MapForm[]).find((form) => form in weights)
}

/**
 * Looks at the maps of a form of FSD. To be called inside a scope of tensors.
 *
 * @param annotation B×H×W×1, 0/1; a place of a map is vessel where any of its pixels is
 * @throws LossError when the nets have no symmetric layers in common
 */
export function diagnoseSimilarity(student: Outputs, teacher: Outputs, annotation: tf.Tensor4D, form: MapForm): SimilarityDiagnosis[] {
  return commonStrides(student, teacher).map((stride) => {
    const vessel = annotationAt(annotation, stride)
    const [ofStudent, ofTeacher] = [student, teacher].map((outputs) => mapsOfForms[form](pairAt(outputs, stride), vessel)) as [tf.Tensor, tf.Tensor]
    const levels = Uint8Array.from(ofTeacher.dataSync(), (similarity) => Math.round(127.5 * (1 + Math.max(-1, Math.min(1, similarity)))))
    return { stride, correlation: correlationOf(ofStudent, ofTeacher).dataSync()[0]!, vesselAuc: rocAuc(scoreHistogram(levels, Uint8Array.from(vessel.dataSync()))) }
  })
}
