import type { Figures } from '../ipc/contract/index'

/** How much lower the Dice of a new student may be, on the same validation images, before it is refused. */
export const allowedDiceLoss = 0.005

export interface GateInput {
  /** Figures of the student that is to be published, on frames it was not trained on. */
  readonly candidate: Figures | null
  /** Figures of the published student on the same frames; null when they are not known. */
  readonly current: Figures | null
  /** Whether any student is published. */
  readonly hasCurrent: boolean
}

/** The reasons, in plain words, against publishing a student; none when it passes. */
export function gateReasons({ candidate, current, hasCurrent }: GateInput): string[] {
  if (!hasCurrent) return []
  if (!candidate) return ['It has no validation figures, so nobody knows how it does on images it was not trained on.']
  if (!current) return ['The current student has no figures on the same validation images, so the two cannot be compared.']
  if (candidate.images === 0 || !Number.isFinite(candidate.dice) || !Number.isFinite(current.dice)) return ['Its validation figures are not usable.']
  const loss = current.dice - candidate.dice
  // The sliver is for the rounding of the subtraction.
  if (loss <= allowedDiceLoss + 1e-9) return []
  const images = candidate.images === 1 ? '1 validation image' : `the same ${candidate.images} validation images`
  return [`Its Dice is ${candidate.dice.toFixed(3)} on ${images}, that of the current student ${current.dice.toFixed(3)}: worse by ${loss.toFixed(3)}, where ${allowedDiceLoss} is allowed.`]
}
