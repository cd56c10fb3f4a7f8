import type { Random } from '../data/random'

/** What the annotator of a phantom draws, in mm of lumen. */
export interface AnnotatorHabit {
  /** Branches that are as wide somewhere are in the mask … */
  leastLabelled: number
  /** … and are followed until they are this narrow. */
  leastFollowed: number
}

/**
 * Annotators differ: some draw all that shows, some only what the SYNTAX score counts, which is vessels of 1.5 mm and more (G. Sianos
 * et al., EuroIntervention 2005). A net that has learned from all of them is unsure where they disagree.
 */
export function randomHabit(random: Random): AnnotatorHabit {
  const strictness = random.uniform()
  return { leastLabelled: 1.15 + 0.35 * strictness, leastFollowed: 0.75 + 0.25 * strictness }
}
