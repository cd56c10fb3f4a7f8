import { predictAtScale } from '../inference/predict'
import { vesselMask } from '../inference/segmenter'
import { segmentationFigures } from '../metrics/segmentation-figures'
import { summariseFigures } from '../metrics/summarise-figures'
import type { ModelFigures } from '../model/model-file'
import type { FrozenNet } from '../nets/net'
import { figuresOf } from './figures-of'
import type { LoadedImage } from './training-data'

/** Thresholds outside are never chosen: they are a sign of too little data. In 0..255. */
const lowestThreshold = 51
const highestThreshold = 204
/** Candidates for the clean-up, as shares of the image. */
const componentShares = [0, 0.0002, 0.0005, 0.001]

/** Predictions (0..255) of whole frames, in the order of the images; `side` as for `predictAtScale`. */
export async function predictAll(net: FrozenNet, images: readonly LoadedImage[], side: number): Promise<Uint8Array[]> {
  const probabilities: Uint8Array[] = []
  for (const { image } of images) {
    probabilities.push(await predictAtScale(net, image, side))
    await new Promise((resolve) => setImmediate(resolve))
  }
  return probabilities
}

/** The threshold with the best mean Dice over the images, and that Dice; without clean-up. */
export function bestThreshold(probabilities: readonly Uint8Array[], images: readonly LoadedImage[]): { threshold: number; dice: number } {
  const sums = new Float64Array(256)
  for (const [index, probability] of probabilities.entries()) {
    for (const [level, dice] of diceByThreshold(probability, images[index]!.mask).entries()) sums[level]! += dice
  }
  let best = 128
  for (let level = lowestThreshold; level <= highestThreshold; level++) if (sums[level]! > sums[best]!) best = level
  return { threshold: best / 255, dice: sums[best]! / probabilities.length }
}

/** The clean-up with the best mean Dice at a given threshold, and all figures with it. */
export function bestCleanUp(probabilities: readonly Uint8Array[], images: readonly LoadedImage[], threshold: number): { smallestComponent: number; figures: ModelFigures } {
  const candidates = componentShares.map((smallestComponent) => {
    const each = images.map(({ image, mask }, index) => {
      const found = vesselMask(probabilities[index]!, image.rows, image.columns, { threshold, smallestComponent })
      return segmentationFigures(probabilities[index]!, found, mask, image.rows, image.columns)
    })
    return { smallestComponent, figures: figuresOf(summariseFigures(each)) }
  })
  return candidates.reduce((best, candidate) => (candidate.figures.dice > best.figures.dice ? candidate : best))
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
