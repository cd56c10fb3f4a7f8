import * as tf from '../backend/tf'
import { rocAuc, scoreHistogram } from '../metrics/roc-auc'
import type { NetOutputs } from '../nets/layers'
import { commonStrides } from './common-strides'
import { correlationOf } from './correlation-of'
import { similarityMap } from './feature-similarity'

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

/**
 * Looks at the similarity maps of FSD. To be called inside a scope of tensors.
 *
 * @param annotation B×H×W×1, 0/1; a place of a map is vessel where any of its pixels is
 * @throws LossError when the nets have no symmetric layers in common
 */
export function diagnoseSimilarity(student: NetOutputs<tf.Tensor4D>, teacher: NetOutputs<tf.Tensor4D>, annotation: tf.Tensor4D): SimilarityDiagnosis[] {
  return commonStrides(student, teacher).map((stride) => {
    const mapOf = ({ encoder, decoder }: NetOutputs<tf.Tensor4D>): tf.Tensor3D => similarityMap(encoder[stride]!, decoder[stride]!)
    const ofTeacher = mapOf(teacher)
    const vessel = Uint8Array.from(tf.maxPool(annotation, stride, stride, 'same').dataSync())
    const levels = Uint8Array.from(ofTeacher.dataSync(), (similarity) => Math.round(127.5 * (1 + Math.max(-1, Math.min(1, similarity)))))
    return { stride, correlation: correlationOf(mapOf(student), ofTeacher).dataSync()[0]!, vesselAuc: rocAuc(scoreHistogram(levels, vessel)) }
  })
}
