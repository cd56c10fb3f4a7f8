import { squaredDistances } from '../metrics/distance-transform'

/** Binary entropy in bits of a probability given as 0..255. */
const entropy = Float64Array.from({ length: 256 }, (_, value) => {
  const p = value / 255
  return p === 0 || p === 1 ? 0 : -(p * Math.log2(p) + (1 - p) * Math.log2(1 - p))
})

/** Half the width of the band, as a share of the frame's side: 8 pixels at 512². */
const bandShare = 1 / 64
/** Share of the pixels that are looked at where there is no mask. */
const brightestShare = 0.01

/**
 * How unsure a model is of its mask, 0 (sure) … 1: the mean binary entropy of its probability in a band along the mask's
 * outline. Of the measures compared by `npm run bench -- uncertainty` it orders real frames best by the Dice that they
 * turn out to have. Where the mask is empty it is the mean entropy of the most probable hundredth of the pixels: low on a
 * frame without contrast medium, high where something was almost found.
 *
 * @param probability vessel probability, 0..255, rows × columns
 * @param mask 0/1 after threshold and clean-up, rows × columns
 */
export function predictionUncertainty(probability: Uint8Array, mask: Uint8Array, rows: number, columns: number): number {
  const outline = outlineOf(mask, rows, columns)
  if (outline === null) return entropyOfBrightest(probability)
  const reach = Math.max(1, Math.sqrt(rows * columns) * bandShare) ** 2
  const distances = squaredDistances(outline, rows, columns)
  let sum = 0
  let pixels = 0
  for (let i = 0; i < probability.length; i++) {
    if (distances[i]! > reach) continue
    sum += entropy[probability[i]!]!
    pixels++
  }
  return sum / pixels
}

/** Mask pixels beside background or the border of the frame; null when the mask is empty. */
function outlineOf(mask: Uint8Array, rows: number, columns: number): Uint8Array | null {
  const outline = new Uint8Array(mask.length)
  let found = false
  for (let row = 0, i = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++, i++) {
      if (mask[i] === 0) continue
      const inside = row > 0 && row < rows - 1 && column > 0 && column < columns - 1
      if (inside && mask[i - 1] !== 0 && mask[i + 1] !== 0 && mask[i - columns] !== 0 && mask[i + columns] !== 0) continue
      outline[i] = 1
      found = true
    }
  }
  return found ? outline : null
}

function entropyOfBrightest(probability: Uint8Array): number {
  const counts = new Uint32Array(256)
  for (const value of probability) counts[value]!++
  const wanted = Math.max(1, Math.round(probability.length * brightestShare))
  let sum = 0
  let left = wanted
  for (let value = 255; value >= 0 && left > 0; value--) {
    const taken = Math.min(left, counts[value]!)
    sum += taken * entropy[value]!
    left -= taken
  }
  return sum / wanted
}
