import type { MetricPoint } from '../../electron/ipc/contract/index'

export interface CurveSet {
  readonly names: readonly string[]
  /** x first, then one column per name; null where a point has no such value. */
  readonly columns: readonly (readonly (number | null)[])[]
}

type Phase = MetricPoint['phase']

/** The total loss and its terms over the steps of one phase. */
export function lossCurves(points: readonly MetricPoint[], phase: Phase): CurveSet {
  const own = points.filter((point) => point.phase === phase)
  const terms = [...new Set(own.flatMap((point) => Object.keys(point.terms)))].sort()
  return {
    names: ['total', ...terms],
    columns: [own.map((point) => point.step), own.map((point) => point.loss), ...terms.map((term) => own.map((point) => point.terms[term] ?? null))],
  }
}

/** Validation Dice over the epochs, one curve for every phase that was validated. */
export function diceCurves(points: readonly MetricPoint[]): CurveSet {
  const validated = points.filter((point) => point.validationDice !== null)
  const names = (['teacher', 'student'] as const).filter((phase) => validated.some((point) => point.phase === phase))
  const epochs = [...new Set(validated.map((point) => point.epoch))].sort((a, b) => a - b)
  const byPhase = names.map((phase) => {
    const values = new Map(validated.filter((point) => point.phase === phase).map((point) => [point.epoch, point.validationDice]))
    return epochs.map((epoch) => values.get(epoch) ?? null)
  })
  return { names, columns: [epochs, ...byPhase] }
}
