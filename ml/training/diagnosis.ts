import type { SimilarityDiagnosis } from '../losses/diagnose-similarity'

/** What a training does inside, at one step: it is for those who want to know why a method helps or does not. */
export interface Diagnosis {
  /** How strongly each weighted term pulls at the net: the L2 norm of its gradient in the net's weights, by the term's name. */
  gradientNorms: Record<string, number>
  /** Where FSD takes part: its maps, by stride. */
  similarity?: SimilarityDiagnosis[]
  /** Where ASD takes part, once the critics are heard: their mean scores. The higher, the more like the teacher's. */
  criticScores?: { teacher: number; student: number }[]
}

/** In words, a line for each kind of figure. */
export function describeDiagnosis({ gradientNorms, similarity, criticScores }: Diagnosis): string[] {
  const norms = Object.entries(gradientNorms).map(([term, norm]) => `${term} ${norm.toPrecision(3)}`)
  return [
    `gradients: ${norms.join(', ')}`,
    ...(similarity ?? []).map(({ stride, correlation, vesselAuc }) => `similarity at stride ${stride}: student with teacher ${correlation.toFixed(3)}; the teacher's tells vessels with AUC ${vesselAuc?.toFixed(3) ?? '–'}`),
    ...(criticScores ?? []).map(({ teacher, student }) => `critic: teacher ${teacher.toFixed(3)}, student ${student.toFixed(3)}`),
  ]
}
