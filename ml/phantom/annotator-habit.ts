import type { Random } from '../data/random'
import { leastMajor } from './random-tree'

/** What the annotator of a phantom draws of its major branches, in mm of lumen. */
export interface AnnotatorHabit {
  /** Branches that are as wide somewhere are in the mask … */
  leastLabelled: number
  /** … and are followed until they are this narrow. */
  leastFollowed: number
}

const mostThorough: AnnotatorHabit = { leastLabelled: leastMajor, leastFollowed: 0.75 }
/** What the SYNTAX score counts (G. Sianos et al., EuroIntervention 2005). */
const strictest: AnnotatorHabit = { leastLabelled: 1.5, leastFollowed: 1 }

/** Annotators differ in how thin a vessel they draw. A net that has learned from all of them is unsure where they disagree. */
export function randomHabit(random: Random): AnnotatorHabit {
  const strictness = random.uniform()
  const between = (of: keyof AnnotatorHabit): number => mostThorough[of] + (strictest[of] - mostThorough[of]) * strictness
  return { leastLabelled: between('leastLabelled'), leastFollowed: between('leastFollowed') }
}
