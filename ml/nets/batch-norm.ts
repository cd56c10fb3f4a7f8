/** Added to a variance before its root. */
export const batchNormEpsilon = 1e-3
/** Share of the old value in a running statistic. */
export const batchNormMomentum = 0.97
