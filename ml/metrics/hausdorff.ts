import { squaredDistances } from './distance-transform'

/**
 * The 95 % Hausdorff distance in pixels of two masks (rows × columns, non-zero = vessel): the larger of the 95th percentiles of the
 * distances from each boundary pixel of one mask to the nearest boundary pixel of the other. A boundary pixel is a vessel pixel
 * with a 4-neighbour that is none, or at the border of the image; percentiles are interpolated linearly.
 * Null when a mask is empty: then there is no distance.
 */
export function hausdorff95(mask: Uint8Array, truth: Uint8Array, rows: number, columns: number): number | null {
  const ofMask = boundary(mask, rows, columns)
  const ofTruth = boundary(truth, rows, columns)
  const there = directedPercentile(ofMask, squaredDistances(ofTruth, rows, columns))
  const back = directedPercentile(ofTruth, squaredDistances(ofMask, rows, columns))
  if (there === null || back === null || there === Infinity || back === Infinity) return null
  return Math.max(there, back)
}

function boundary(mask: Uint8Array, rows: number, columns: number): Uint8Array {
  const result = new Uint8Array(mask.length)
  for (let row = 0, i = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++, i++) {
      if (mask[i] === 0) continue
      const inside = row > 0 && row < rows - 1 && column > 0 && column < columns - 1 && mask[i - 1] !== 0 && mask[i + 1] !== 0 && mask[i - columns] !== 0 && mask[i + columns] !== 0
      if (!inside) result[i] = 1
    }
  }
  return result
}

function directedPercentile(from: Uint8Array, squared: Float64Array): number | null {
  const distances = Float64Array.from(squared.filter((_, index) => from[index] === 1), Math.sqrt).sort()
  if (distances.length === 0) return null
  const position = 0.95 * (distances.length - 1)
  const low = distances[Math.floor(position)]!
  const high = distances[Math.ceil(position)]!
  return low === high ? low : low + (position - Math.floor(position)) * (high - low)
}
