import type { LabelImage } from '../capsule'
import type { Rectangle } from '../rectangle'
import { grownWithin } from '../rectangle'
import { boundsOf, labelSpans } from './spans'

/** A yes/no image of part of a frame. */
interface Part {
  readonly rect: Rectangle
  /** Row-major in `rect`: 1 for yes. */
  readonly set: Uint8Array
}

/** By pixel of the frame, 1 where the label would be after growing by `radius` pixels in every direction (a round tip). */
export function grown(image: LabelImage, label: number, radius: number): Uint8Array {
  const part = partOf(image, label, Math.ceil(radius))
  return part === null ? new Uint8Array(image.labels.length) : wholeOf(image, part.rect, dilated(part, radius))
}

/** 1 where the label would be after losing `radius` pixels from every side. The border of the image is no side: vessels go on beyond it. */
export function shrunk(image: LabelImage, label: number, radius: number): Uint8Array {
  const part = partOf(image, label, Math.ceil(radius))
  if (part === null) return new Uint8Array(image.labels.length)
  const outside = dilated({ rect: part.rect, set: inverse(part.set) }, radius)
  return wholeOf(image, part.rect, inverse(outside))
}

/**
 * 1 where the label would be after its border was smoothed: a pixel belongs to it when most of a Gaussian neighbourhood does.
 * `strength` is the standard deviation in pixels; details smaller than about that go, the area stays.
 */
export function smoothed(image: LabelImage, label: number, strength: number): Uint8Array {
  const reach = Math.ceil(strength * 3)
  const part = partOf(image, label, reach)
  if (part === null) return new Uint8Array(image.labels.length)
  const bell = Float32Array.from({ length: reach + 1 }, (_, at) => Math.exp(-(at * at) / (2 * strength * strength)))
  const total = bell.reduce((sum, weight, at) => sum + (at === 0 ? weight : 2 * weight), 0)
  const weights = bell.map((weight) => weight / total)
  return wholeOf(image, part.rect, mostlyCovered(part, weights))
}

/** The label's bounding box with a margin; null when the image has none of it. */
function partOf(image: LabelImage, label: number, margin: number): Part | null {
  const spans = labelSpans(image, label)
  const bounds = boundsOf(spans)
  if (bounds === null) return null
  const rect = grownWithin(bounds, margin, image.columns, image.rows)!
  const set = new Uint8Array(rect.width * rect.height)
  for (let at = 0; at < spans.length; at += 3) {
    const start = (spans[at]! - rect.y) * rect.width - rect.x
    set.fill(1, start + spans[at + 1]!, start + spans[at + 2]! + 1)
  }
  return { rect, set }
}

function wholeOf({ labels, columns }: LabelImage, rect: Rectangle, set: Uint8Array): Uint8Array {
  const whole = new Uint8Array(labels.length)
  for (let row = 0; row < rect.height; row++) whole.set(set.subarray(row * rect.width, (row + 1) * rect.width), (rect.y + row) * columns + rect.x)
  return whole
}

function inverse(set: Uint8Array): Uint8Array {
  const out = new Uint8Array(set.length)
  for (let at = 0; at < set.length; at++) out[at] = set[at]! ^ 1
  return out
}

/** Every pixel whose centre is at most `radius` from the centre of a set one: each row takes the runs of the rows around it, made longer. */
function dilated({ rect: { width, height }, set }: Part, radius: number): Uint8Array {
  const reach = Math.floor(radius)
  const { ends, offsets } = runsOf(set, width, height)
  const out = new Uint8Array(set.length)
  for (let shift = -reach; shift <= reach; shift++) {
    const half = Math.floor(Math.sqrt(radius * radius - shift * shift))
    const last = Math.min(height, height - shift)
    for (let row = Math.max(0, -shift); row < last; row++) {
      const start = row * width
      const behind = offsets[row + shift + 1]!
      for (let at = offsets[row + shift]!; at < behind; at += 2) out.fill(1, start + Math.max(0, ends[at]! - half), start + Math.min(width, ends[at + 1]! + half))
    }
  }
  return out
}

/** Runs of set pixels as first and last + 1, row by row; those of row N are at `offsets[N]` up to `offsets[N + 1]`. */
interface Runs {
  readonly ends: readonly number[]
  readonly offsets: readonly number[]
}

function runsOf(set: Uint8Array, width: number, height: number): Runs {
  const ends: number[] = []
  const offsets = [0]
  for (let row = 0; row < height; row++) {
    const start = row * width
    for (let at = start, end = start + width; at < end; at++) {
      if (set[at] === 0) continue
      const first = at
      while (at < end && set[at] === 1) at++
      ends.push(first - start, at - start)
    }
    offsets.push(ends.length)
  }
  return { ends, offsets }
}

/**
 * 1 where the weighted neighbourhood is covered by more than half. Blurs along rows and then along columns, and only where the label is near:
 * vessels cover little of their bounding box. Outside of the area its own border goes on, so that a vessel that leaves the image is not
 * rounded off.
 */
function mostlyCovered({ rect: { width, height }, set }: Part, weights: Float32Array): Uint8Array {
  const reach = weights.length - 1
  const runs = runsOf(set, width, height)
  const along = blurredRows(set, width, runs, weights)
  const covered = new Uint8Array(set.length)
  const sums = new Float32Array(width)
  for (let row = 0; row < height; row++) {
    let left = width
    let right = 0
    for (let step = -reach; step <= reach; step++) {
      const source = Math.min(height - 1, Math.max(0, row + step))
      const weight = weights[Math.abs(step)]!
      const behind = runs.offsets[source + 1]!
      for (let at = runs.offsets[source]!, done = 0; at < behind; at += 2) {
        const first = Math.max(done, runs.ends[at]! - reach)
        done = Math.min(width, runs.ends[at + 1]! + reach)
        for (let column = first; column < done; column++) sums[column]! += weight * along[source * width + column]!
        left = Math.min(left, first)
        right = Math.max(right, done)
      }
    }
    for (let column = left; column < right; column++) if (sums[column]! > 0.5) covered[row * width + column] = 1
    if (left < right) sums.fill(0, left, right)
  }
  return covered
}

/** Blurred along rows; 0 where no run is within reach, which is not computed. */
function blurredRows(set: Uint8Array, width: number, { ends, offsets }: Runs, weights: Float32Array): Float32Array {
  const out = new Float32Array(set.length)
  const reach = weights.length - 1
  const padded = new Uint8Array(width + 2 * reach)
  for (let row = 0; row + 1 < offsets.length; row++) {
    if (offsets[row] === offsets[row + 1]) continue
    const start = row * width
    padded.fill(set[start]!, 0, reach)
    padded.set(set.subarray(start, start + width), reach)
    padded.fill(set[start + width - 1]!, reach + width)
    for (let at = offsets[row]!, done = 0; at < offsets[row + 1]!; at += 2) {
      const first = Math.max(done, ends[at]! - reach)
      done = Math.min(width, ends[at + 1]! + reach)
      for (let column = first; column < done; column++) {
        const centre = column + reach
        let sum = weights[0]! * padded[centre]!
        for (let step = 1; step <= reach; step++) sum += weights[step]! * (padded[centre - step]! + padded[centre + step]!)
        out[start + column] = sum
      }
    }
  }
  return out
}
