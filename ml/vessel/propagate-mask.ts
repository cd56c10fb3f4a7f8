import { squaredDistances } from '../metrics/distance-transform'
import { blur } from './hessian'
import { bilinear } from './measure-widths'
import { estimateMotion, motionAt, type Motion, type VesselPicture } from './motion'
import type { VesselMaps } from './vessel-maps'

/** How a mask goes from frame to frame: moved along, as the student sees each frame, or the student's view with the person's corrections moved along. */
export type PropagationMethod = 'motion' | 'student' | 'fused'

export interface PropagationRules {
  readonly method: PropagationMethod
  /** By label: 1 where it is a vessel, which the student knows; others can only be moved along. */
  readonly vesselLabels: Uint8Array
  /** The label of vessels that the student finds far from any labelled one. */
  readonly defaultLabel: number
  /** The student's threshold, 0 … 1. */
  readonly threshold: number
}

export interface PropagatedMask {
  /** rows × columns. */
  readonly labels: Uint8Array
  /** 0 … 1: the Dice that can be expected, from how sure every pixel is. */
  readonly confidence: number
}

/** Log odds that a pixel of the source mask counts as, inside and (negative) outside; the student, which may be surer of less, counts as no more. */
const conviction = 3
/** Share of the person's corrections that is left after each frame. */
const memory = 0.985
/** Share of the trust in the moved mask itself, against the student, that is left after each frame: what is near in time has hardly changed. */
const trust = 0.9
/** Log odds below which a pixel does not count as doubtful. */
const surelyNot = -2.5
/** Softness of a mask's edge, px in a frame of 512². */
const edgeBlur = 1
const referenceSide = 512
/** How far a found vessel takes over the label of a moved one, px in a frame of 512². */
const labelReach = 14

/**
 * Takes a mask through a run frame by frame, each step from the frame before. *Fused*: the log odds of the student at each frame plus a
 * correction field. At the source the field is what lies between the student's log odds, within ±`conviction` as at every frame, and the mask's
 * (±`conviction`), so that both together give the mask however sure the student is of something else; it moves along with the vessels and fades slowly. The moved mask itself is a third voice that fades sooner. Where the student is right it is nothing and the student decides, also
 * about contrast that arrives or fades; where the person had to correct it, the correction is carried on.
 */
export class MaskPropagation {
  private labels: Float32Array[]
  private readonly used: number[]
  private correction: Float32Array
  private picture: VesselPicture
  private age = 0
  private readonly scale: number

  /** @param labels the source's mask, rows × columns */
  constructor(
    source: VesselMaps,
    labels: Uint8Array,
    private readonly rules: PropagationRules,
  ) {
    const { rows, columns } = source
    this.scale = Math.sqrt(rows * columns) / referenceSide
    this.used = [...new Set(labels)].filter((label) => label !== 0)
    this.labels = this.used.map((label) => this.softened(Float32Array.from(labels, (value) => (value === label ? 1 : 0)), source))
    const vessel = this.softened(Float32Array.from(labels, (label) => (label !== 0 && rules.vesselLabels[label] === 1 ? 1 : 0)), source)
    const seen = this.logOdds(source)
    this.correction = vessel.map((inside, i) => (2 * inside - 1) * conviction - bounded(seen[i]!))
    this.picture = pictureOf(source)
  }

  /** The mask on the next frame, forwards or backwards. */
  step(target: VesselMaps): PropagatedMask {
    const picture = pictureOf(target)
    const motion = estimateMotion(this.picture, picture)
    this.picture = picture
    const sources = sourcesOf(motion)
    this.labels = this.labels.map((field) => moved(field, target, sources))
    this.correction = moved(this.correction, target, sources).map((value) => value * memory)
    this.age++
    const odds = this.vesselOdds(target)
    return { labels: this.labelled(odds, target), confidence: expectedDice(odds) }
  }

  /** Log odds of a vessel at each pixel by the chosen method. */
  private vesselOdds(target: VesselMaps): Float32Array {
    if (this.rules.method === 'motion') return this.movedVessel(target).map((value) => 2 * conviction * (value - 0.5))
    const seen = this.logOdds(target)
    if (this.rules.method === 'student') return seen
    const before = this.movedVessel(target)
    const weight = 4 * conviction * trust ** this.age
    return seen.map((value, i) => bounded(value) + this.correction[i]! + weight * (before[i]! - 0.5))
  }

  private movedVessel({ rows, columns }: VesselMaps): Float32Array {
    const sum = new Float32Array(rows * columns)
    for (const [index, label] of this.used.entries()) if (this.rules.vesselLabels[label] === 1) for (let i = 0; i < sum.length; i++) sum[i]! += this.labels[index]![i]!
    return sum
  }

  /** The student's log odds against its own threshold; by vesselness where there is no student. */
  private logOdds({ probability, vesselness }: VesselMaps): Float32Array {
    const bias = probability === null ? Math.log(0.4 / 0.6) : Math.log(this.rules.threshold / (1 - this.rules.threshold))
    const source = probability ?? vesselness.map((value) => 255 * value)
    return Float32Array.from(source, (value) => Math.log((value + 1) / (256 - value)) - bias)
  }

  /** Vessels take the label that was moved nearest to them; other labels lie where they were moved to. */
  private labelled(odds: Float32Array, { rows, columns }: VesselMaps): Uint8Array {
    const result = new Uint8Array(rows * columns)
    const nearest = new Float32Array(result.length).fill((labelReach * this.scale) ** 2)
    for (let i = 0; i < result.length; i++) if (odds[i]! > 0) result[i] = this.rules.defaultLabel
    for (const [index, label] of this.used.entries()) {
      const field = this.labels[index]!
      if (this.rules.vesselLabels[label] !== 1) {
        for (let i = 0; i < result.length; i++) if (field[i]! >= 0.5) result[i] = label
        continue
      }
      const distances = squaredDistances(Uint8Array.from(field, (value) => (value >= 0.5 ? 1 : 0)), rows, columns)
      for (let i = 0; i < result.length; i++) {
        if (odds[i]! <= 0 || distances[i]! >= nearest[i]!) continue
        nearest[i] = distances[i]!
        result[i] = label
      }
    }
    return result
  }

  private softened(field: Float32Array, { rows, columns }: VesselMaps): Float32Array {
    return blur(field, rows, columns, Math.max(0.5, edgeBlur * this.scale))
  }
}

function bounded(logOdds: number): number {
  return Math.max(-conviction, Math.min(conviction, logOdds))
}

/** What motion is looked for in: probability where there is a student, and vesselness. */
function pictureOf({ rows, columns, vesselness, probability }: VesselMaps): VesselPicture {
  return { rows, columns, pixels: probability === null ? vesselness : vesselness.map((value, i) => 0.5 * value + (0.5 * probability[i]!) / 255) }
}

/** Per pixel of the target: the place in the source that it comes from, px. */
interface Sources {
  readonly x: Float32Array
  readonly y: Float32Array
}

function sourcesOf(motion: Motion): Sources {
  const { rows, columns } = motion
  const x = new Float32Array(rows * columns)
  const y = new Float32Array(rows * columns)
  for (let row = 0, i = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++, i++) {
      const [dx, dy] = motionAt(motion, column, row)
      x[i] = column + dx
      y[i] = row + dy
    }
  }
  return { x, y }
}

function moved(field: Float32Array, { rows, columns }: VesselMaps, { x, y }: Sources): Float32Array {
  return field.map((_, i) => bilinear(field, rows, columns, x[i]!, y[i]!))
}

/**
 * 2 Σ q·m / (Σ q + Σ m) of the mask m = [log odds > 0] when each pixel is vessel with its own probability q. Pixels that are as good as
 * surely background do not count: they are so many that their small doubts would outweigh everything.
 */
function expectedDice(odds: Float32Array): number {
  let both = 0
  let likely = 0
  let count = 0
  for (const value of odds) {
    if (value < surelyNot) continue
    // Neighbouring pixels err together, so that the sum of the log odds says too much: half of it fits (measured on phantoms).
    const q = 1 / (1 + Math.exp(-value / 2))
    likely += q
    if (value <= 0) continue
    count++
    both += q
  }
  return count === 0 ? 0 : (2 * both) / (likely + count)
}
