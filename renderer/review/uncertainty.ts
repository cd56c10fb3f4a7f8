/** Between these, predictions of real frames lie (measured with `npm run bench -- uncertainty`): marks use the range that occurs. */
const surest = 0.15
const leastSure = 0.45
const leastRange = 0.05

/** How full a mark of this uncertainty is, 0..1. */
export function shownUncertainty(uncertainty: number): number {
  return Math.min(1, Math.max(0, (uncertainty - surest) / (leastSure - surest)))
}

/** How high the bar of each prediction of one run is, 0..1: what matters there is which frame is the least sure. */
export function relativeUncertainty(uncertainties: readonly number[]): number[] {
  const low = Math.min(...uncertainties)
  // Differences too small to mean anything stay small.
  const range = Math.max(leastRange, Math.max(...uncertainties) - low)
  return uncertainties.map((uncertainty) => (uncertainty - low) / range)
}

/** The other frame that is most worth a look: of those that wait for review, the one whose prediction is the least sure. */
export function mostUncertain(predictions: readonly { frame: number; uncertainty: number }[], except: number): number | null {
  const others = predictions.filter(({ frame }) => frame !== except)
  if (others.length === 0) return null
  return others.reduce((best, each) => (each.uncertainty > best.uncertainty ? each : best)).frame
}
