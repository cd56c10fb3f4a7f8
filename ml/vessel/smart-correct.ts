import { connectedComponents } from '../metrics/connected-components'
import { squaredDistances } from '../metrics/distance-transform'
import { blur } from './hessian'
import { cutWindow, windowAround, type ImageWindow } from './image-window'
import { PathField } from './path-field'
import type { VesselMaps } from './vessel-maps'
import { vesselSegments } from './vessel-segments'

/** What a person says about the mask by clicking or drawing on it. */
export interface Scribble {
  /** [column, row], px, the middle of the first pixel at (0, 0). */
  readonly points: readonly (readonly [number, number])[]
  /** What is drawn on is a vessel, or is none. */
  readonly kind: 'vessel' | 'background'
  /** How far along the mask or the vessel pixels may be decided anew, px. */
  readonly reach: number
}

/** Pixels that change, 1 inside the window; a vessel scribble only adds, a background scribble only removes. */
export interface Decision {
  readonly window: ImageWindow
  readonly pixels: Uint8Array
  readonly count: number
}

const referenceSide = 512
/** A scribble itself is at least this wide on either side, px in a frame of 512². */
const scribbleRadius = 1.5
/** A piece of the mask on its own that is at most this share of all that is labelled goes as a whole. */
const smallPiece = 0.1
/** Weights of probability and vesselness in how much a pixel is like the scribble, and how like it must be. */
const probabilityShare = 0.4
const likeness = 0.55
/** A piece of which at least this share hangs on what was clicked and is no surer is as false as that. */
const falseShare = 0.5
/** What a scribble is compared with is at least this sure: on nothing at all everything would be alike. */
const leastProbability = 0.15
const leastVesselness = 0.15

/**
 * Decides anew about the pixels near a scribble from the student's probability and the vesselness.
 *
 * *Vessel*: adds the scribble and the vessels that it lies on, from junction to junction (`vesselSegments`) of what is connected to it within
 * `reach` through unlabelled pixels that look as much like a vessel as the scribble does (at least `likeness` of its probability and
 * vesselness).
 *
 * *Background*: removes the piece of the mask under the scribble if it is a small one on its own, else whatever of it hangs on the scribble
 * and is no surer than it, cut at the junctions of the vessels that the scribble lies on: of the pieces that remain without those, one goes
 * along only where most of it (`falseShare`) would go, and no other is nibbled at. How sure a pixel is: the largest of (log odds of the
 * probability + logarithm of the local radius) over the inscribed discs that hold it, so that the rim of a sure vessel counts as sure and a
 * flood stops where a twig meets its trunk.
 *
 * @param labelled what is labelled now, rows × columns, non-zero = labelled
 */
export function smartCorrect(maps: VesselMaps, labelled: Uint8Array, scribble: Scribble): Decision {
  const { rows, columns } = maps
  const scale = Math.sqrt(rows * columns) / referenceSide
  const window = windowAround(scribble.points, scribble.reach + 2, rows, columns)
  const mask = cutWindow(labelled, columns, window)
  const touched = scribbleMask(scribble.points, window, Math.max(0.75, scribbleRadius * scale))
  const pixels = scribble.kind === 'vessel' ? added(maps, mask, touched, window, scribble.reach) : removed(maps, mask, touched, window, scribble.reach, scale, labelled)
  return { window, pixels, count: pixels.reduce((sum, value) => sum + value, 0) }
}

function added(maps: VesselMaps, mask: Uint8Array, touched: Uint8Array, window: ImageWindow, reach: number): Uint8Array {
  const vesselness = cutWindow(maps.vesselness, maps.columns, window)
  const probability = Float32Array.from(maps.probability === null ? vesselness : cutWindow(maps.probability, maps.columns, window), (value) => (maps.probability === null ? value : value / 255))
  // What is labelled already says nothing about what is missing.
  const seeds = indicesOf(touched).filter((i) => mask[i] === 0)
  const usualProbability = Math.max(leastProbability, upper(seeds.map((i) => probability[i]!)))
  const usualVesselness = Math.max(leastVesselness, upper(seeds.map((i) => vesselness[i]!)))
  const alike = mask.map((label, i) => {
    const like = probabilityShare * Math.min(1, probability[i]! / usualProbability) + (1 - probabilityShare) * Math.min(1, vesselness[i]! / usualVesselness)
    return label === 0 && (touched[i] === 1 || like >= likeness) ? 1 : 0
  })
  const found = reachedFrom(seeds, alike, window, reach)
  const { numbers } = vesselSegments(found, window.rows, window.columns)
  const clicked = new Set(seeds.map((i) => numbers[i]!))
  return found.map((value, i) => (value === 1 && clicked.has(numbers[i]!) ? 1 : 0))
}

function removed(maps: VesselMaps, mask: Uint8Array, touched: Uint8Array, window: ImageWindow, reach: number, scale: number, labelled: Uint8Array): Uint8Array {
  const binary = mask.map((label) => (label === 0 ? 0 : 1))
  const seeds = indicesOf(touched).filter((i) => binary[i] === 1)
  const near = reachedFrom(seeds, binary, window, reach)
  const pieces = connectedComponents(binary, window.rows, window.columns)
  const clicked = new Set(seeds.map((i) => pieces.labels[i]!))
  const total = labelled.reduce((sum, label) => sum + (label === 0 ? 0 : 1), 0)
  const isWhole = binary.every((_, i) => !clicked.has(pieces.labels[i]!) || (near[i] === 1 && !isCut(i, window, maps)))
  const size = near.reduce((sum, value) => sum + value, 0)
  if (isWhole && size <= smallPiece * total) return near
  const sure = sureness(maps, binary, window, scale)
  const limit = upper(seeds.map((i) => sure[i]!))
  const weak = near.map((value, i) => (value === 1 && (touched[i] === 1 || sure[i]! <= limit) ? 1 : 0))
  return reachedFrom(seeds, cutAtJunctions(reachedFrom(seeds, weak, window, reach), binary, seeds, window), window, reach)
}

/** What a flood from the seeds has covered of the vessels that they lie on, and of pieces of the rest that it has covered for the most part. */
function cutAtJunctions(flooded: Uint8Array, binary: Uint8Array, seeds: readonly number[], window: ImageWindow): Uint8Array {
  const { numbers } = vesselSegments(binary, window.rows, window.columns)
  const scribbled = new Set(seeds.map((i) => numbers[i]!))
  const rest = connectedComponents(binary.map((value, i) => (value === 1 && !scribbled.has(numbers[i]!) ? 1 : 0)), window.rows, window.columns)
  const covered = new Uint32Array(rest.count + 1)
  for (let i = 0; i < flooded.length; i++) if (flooded[i] === 1) covered[rest.labels[i]!]!++
  const isFalse = covered.map((count, piece) => (count >= falseShare * rest.sizes[piece]! ? 1 : 0))
  return flooded.map((value, i) => (value === 1 && (rest.labels[i] === 0 || isFalse[rest.labels[i]!] === 1) ? 1 : 0))
}

/** How sure each pixel of a mask is to be a vessel; see `smartCorrect`. −Infinity outside the mask. */
function sureness(maps: VesselMaps, mask: Uint8Array, window: ImageWindow, scale: number): Float32Array {
  const { rows, columns } = window
  const squared = squaredDistances(mask.map((value) => 1 - value), rows, columns)
  const source = maps.probability === null ? Float32Array.from(cutWindow(maps.vesselness, maps.columns, window), (value) => 255 * value) : cutWindow(maps.probability, maps.columns, window)
  const odds = blur(Float32Array.from(source, (value) => Math.log((value + 0.5) / (255.5 - value))), rows, columns, Math.max(0.5, 1.5 * scale))
  const result = new Float32Array(mask.length).fill(-Infinity)
  for (let at = 0; at < mask.length; at++) {
    // Without any background the whole window would be one disc.
    if (mask[at] === 0 || squared[at] === Infinity) continue
    const radius = Math.sqrt(squared[at]!)
    const value = odds[at]! + Math.log(radius / scale + 1)
    const column = at % columns
    const row = (at - column) / columns
    const limit = squared[at]! + 2
    for (let r = Math.max(0, Math.ceil(row - radius)); r <= Math.min(rows - 1, row + radius); r++) {
      for (let c = Math.max(0, Math.ceil(column - radius)); c <= Math.min(columns - 1, column + radius); c++) {
        const index = r * columns + c
        if (value > result[index]! && mask[index] === 1 && (c - column) ** 2 + (r - row) ** 2 < limit) result[index] = value
      }
    }
  }
  return result
}

/** 1 for the allowed pixels that can be reached from the seeds through allowed ones within `reach` px. */
function reachedFrom(seeds: readonly number[], allowed: Uint8Array, { rows, columns }: ImageWindow, reach: number): Uint8Array {
  const result = new Uint8Array(allowed.length)
  if (seeds.length === 0) return result
  const cost = Float32Array.from(allowed, (value) => (value === 1 ? 1 : Infinity))
  for (const at of new PathField(cost, rows, columns, seeds).within(reach)) if (allowed[at] === 1) result[at] = 1
  return result
}

/** 1 where the scribble is: every pixel within `radius` px of its line. */
function scribbleMask(points: Scribble['points'], { left, top, rows, columns }: ImageWindow, radius: number): Uint8Array {
  const result = new Uint8Array(rows * columns)
  for (let i = 0; i < points.length; i++) {
    const [x0, y0] = points[Math.max(0, i - 1)]!
    const [x1, y1] = points[i]!
    const steps = Math.max(1, Math.ceil(Math.hypot(x1 - x0, y1 - y0)))
    for (let k = 0; k <= steps; k++) {
      const x = x0 + ((x1 - x0) * k) / steps - left
      const y = y0 + ((y1 - y0) * k) / steps - top
      for (let row = Math.max(0, Math.ceil(y - radius)); row <= Math.min(rows - 1, y + radius); row++) {
        for (let column = Math.max(0, Math.ceil(x - radius)); column <= Math.min(columns - 1, x + radius); column++) {
          if ((column - x) ** 2 + (row - y) ** 2 <= radius * radius) result[row * columns + column] = 1
        }
      }
    }
  }
  return result
}

/** Whether the mask may go on beyond the window at this pixel. */
function isCut(at: number, window: ImageWindow, { rows, columns }: VesselMaps): boolean {
  const column = at % window.columns
  const row = (at - column) / window.columns
  return (
    (column === 0 && window.left > 0) ||
    (row === 0 && window.top > 0) ||
    (column === window.columns - 1 && window.left + window.columns < columns) ||
    (row === window.rows - 1 && window.top + window.rows < rows)
  )
}

function indicesOf(mask: Uint8Array): number[] {
  const result: number[] = []
  for (let i = 0; i < mask.length; i++) if (mask[i] !== 0) result.push(i)
  return result
}

/** The value that a tenth of the values exceed. */
function upper(values: number[]): number {
  const sorted = values.sort((a, b) => a - b)
  return sorted[Math.floor(0.9 * (sorted.length - 1))] ?? 0
}
