/** Share of the steps over which the rate rises from zero. */
const warmUp = 0.05
/** The rate ends at this share of its peak. */
const floor = 0.01

/** Cosine schedule with a linear warm-up (Loshchilov & Hutter 2017): the rate of step 0 … totalSteps − 1. */
export function learningRate(step: number, totalSteps: number, peak: number): number {
  const rising = Math.max(1, Math.round(warmUp * totalSteps))
  if (step < rising) return (peak * (step + 1)) / rising
  const progress = (step - rising) / Math.max(1, totalSteps - rising)
  return peak * (floor + (1 - floor) * 0.5 * (1 + Math.cos(Math.PI * progress)))
}
