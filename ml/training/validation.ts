import { likelyComponents, type CleanUp } from '../inference/clean-up-mask'
import { predictAtScale } from '../inference/predict'
import { thresholded, vesselMask } from '../inference/segmenter'
import { overlap, segmentationFigures } from '../metrics/segmentation-figures'
import { summariseFigures } from '../metrics/summarise-figures'
import type { ModelFigures } from '../model/model-file'
import type { FrozenNet } from '../nets/net'
import { figuresOf } from './figures-of'
import type { LoadedImage } from './training-data'

/** Thresholds outside are never chosen: they are a sign of too little data. In 0..255. */
const lowestThreshold = 51
const highestThreshold = 204
/** Candidates for the clean-up. */
const componentShares = [0, 0.0002, 0.0005, 0.001, 0.002, 0.004]
const seedThresholds = [0, 0.8, 0.9, 0.95, 0.97, 0.99]

/** Predictions (0..255) of whole frames, in the order of the images; `side` as for `predictAtScale`. */
export async function predictAll(net: FrozenNet, images: readonly LoadedImage[], side: number): Promise<Uint8Array[]> {
  const probabilities: Uint8Array[] = []
  for (const { image } of images) {
    probabilities.push(await predictAtScale(net, image, side))
    await new Promise((resolve) => setImmediate(resolve))
  }
  return probabilities
}

/** The threshold with the best mean Dice over the images that show a vessel, and that Dice; without clean-up. */
export function bestThreshold(probabilities: readonly Uint8Array[], images: readonly LoadedImage[]): { threshold: number; dice: number } {
  const sums = new Float64Array(256)
  const voters = withVessels(images)
  for (const index of voters) {
    for (const [level, dice] of diceByThreshold(probabilities[index]!, images[index]!.mask).entries()) sums[level]! += dice
  }
  let best = 128
  for (let level = lowestThreshold; level <= highestThreshold; level++) if (sums[level]! > sums[best]!) best = level
  return { threshold: best / 255, dice: sums[best]! / voters.length }
}

/** The clean-up with the best mean Dice over the images that show a vessel, at a given threshold, and the figures of all images with it. */
export function bestCleanUp(probabilities: readonly Uint8Array[], images: readonly LoadedImage[], threshold: number): { cleanUp: CleanUp; figures: ModelFigures } {
  const diceOf = withVessels(images).map((index) => diceByCleanUp(probabilities[index]!, images[index]!, threshold))
  const candidates = componentShares.flatMap((smallestComponent) => seedThresholds.map((seedThreshold) => ({ smallestComponent, seedThreshold })))
  const dice = candidates.map((candidate) => diceOf.reduce((sum, of) => sum + of(candidate), 0))
  const cleanUp = candidates[dice.indexOf(Math.max(...dice))]!
  const each = images.map(({ image: { rows, columns }, mask }, index) => {
    const found = vesselMask(probabilities[index]!, rows, columns, { threshold, ...cleanUp })
    return segmentationFigures(probabilities[index]!, found, mask, rows, columns)
  })
  return { cleanUp, figures: figuresOf(summariseFigures(each)) }
}

/**
 * The images that have a say: of one without a vessel the Dice coefficient is 1 or 0 by a single pixel, and a few of them would decide for
 * all others. All of them, when none shows a vessel.
 */
function withVessels(images: readonly LoadedImage[]): number[] {
  const indices = images.map((_, index) => index)
  const showing = indices.filter((index) => images[index]!.mask.includes(1))
  return showing.length > 0 ? showing : indices
}

/** Dice of one image as a function of the clean-up. */
function diceByCleanUp(probability: Uint8Array, { image: { rows, columns }, mask: truth }: LoadedImage, threshold: number): (rule: CleanUp) => number {
  const { labels, sizes, stays } = likelyComponents(thresholded(probability, threshold), probability, rows, columns)
  const hits = new Uint32Array(sizes.length)
  for (let i = 0; i < truth.length; i++) hits[labels[i]!]! += truth[i]!
  const vessel = hits.reduce((sum, count) => sum + count)
  return (rule) => {
    const kept = stays(rule)
    let [found, hit] = [0, 0]
    for (let label = 1; label < sizes.length; label++) {
      if (!kept(label)) continue
      found += sizes[label]!
      hit += hits[label]!
    }
    return overlap(hit, found - hit, vessel - hit).dice
  }
}

/** Dice of one image for "probability ≥ level", for each of the 256 levels. */
function diceByThreshold(probability: Uint8Array, mask: Uint8Array): Float64Array {
  const vessel = new Float64Array(257)
  const all = new Float64Array(257)
  for (let i = 0; i < mask.length; i++) {
    all[probability[i]!]!++
    vessel[probability[i]!]! += mask[i]!
  }
  for (let level = 255; level >= 0; level--) {
    all[level]! += all[level + 1]!
    vessel[level]! += vessel[level + 1]!
  }
  const truth = vessel[0]!
  return Float64Array.from({ length: 256 }, (_, level) => {
    const sizes = truth + all[level]!
    return sizes === 0 ? 1 : (2 * vessel[level]!) / sizes
  })
}
