import type { FrameImage } from '../viewport/frame-image'
import type { Point } from '../masks/capsule'

/** How far from the start of a stroke its vessel may lie, and the surroundings that it is compared with, px. */
const startReach = 3
const surroundings = 16
/** Evidence below this is noise (0 … 255): a third of the vesselness of a clear line where the student sees nothing. */
const leastEvidence = 13

/**
 * Which pixels an edge-aware brush may paint, 1 per pixel: those whose likelihood is at least `strictness` of that where the stroke began.
 * Likelihood is the evidence (vesselness × probability, 0 … 255) times the likeness of the grey value to the start's: 1 for equally dark or
 * darker pixels, falling as a Gaussian of the surroundings' spread for brighter ones. Colour pictures go by the evidence alone.
 * Null where no vessel is near the start.
 */
export function vesselLike(evidence: Uint8Array, image: FrameImage, start: Point, strictness: number): Uint8Array | null {
  const { rows, columns } = image
  const origin = surest(evidence, rows, columns, start)
  if (evidence[origin]! < leastEvidence) return null
  const likelihood = Float32Array.from(evidence)
  if (!image.color) {
    const grey = image.getPixelData()
    const brighter = image.invert ? -1 : 1
    const spread = spreadAround(grey, rows, columns, origin)
    const dark = grey[origin]!
    for (let i = 0; i < likelihood.length; i++) {
      const above = (brighter * (grey[i]! - dark)) / spread
      if (above > 0) likelihood[i]! *= Math.exp(-0.5 * above * above)
    }
  }
  const least = Math.max(leastEvidence, strictness * likelihood[origin]!)
  return Uint8Array.from(likelihood, (value) => (value >= least ? 1 : 0))
}

/** The pixel with the most evidence near a place. */
function surest(evidence: Uint8Array, rows: number, columns: number, { x, y }: Point): number {
  const column = Math.min(columns - 1, Math.max(0, Math.floor(x)))
  const row = Math.min(rows - 1, Math.max(0, Math.floor(y)))
  let best = row * columns + column
  forEachNear(rows, columns, best, startReach, (at) => {
    if (evidence[at]! > evidence[best]!) best = at
  })
  return best
}

/** Standard deviation of the grey values around a pixel; never 0. */
function spreadAround(grey: ArrayLike<number>, rows: number, columns: number, at: number): number {
  let count = 0
  let sum = 0
  let squares = 0
  forEachNear(rows, columns, at, surroundings, (index) => {
    count++
    sum += grey[index]!
    squares += grey[index]! ** 2
  })
  const mean = sum / count
  return Math.max(1, Math.sqrt(Math.max(0, squares / count - mean * mean)))
}

function forEachNear(rows: number, columns: number, at: number, reach: number, act: (index: number) => void): void {
  const column = at % columns
  const row = (at - column) / columns
  for (let r = Math.max(0, row - reach); r <= Math.min(rows - 1, row + reach); r++) {
    for (let c = Math.max(0, column - reach); c <= Math.min(columns - 1, column + reach); c++) act(r * columns + c)
  }
}
