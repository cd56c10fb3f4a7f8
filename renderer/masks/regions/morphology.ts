import type { LabelImage } from '../capsule'
import type { Rectangle } from '../rectangle'
import { grownWithin } from '../rectangle'

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
  const { width, height } = part.rect
  const along = blurredRows(part.set, width, height, weights)
  const both = blurredColumns(along, width, height, weights)
  const set = new Uint8Array(both.length)
  for (let at = 0; at < set.length; at++) set[at] = both[at]! > 0.5 ? 1 : 0
  return wholeOf(image, part.rect, set)
}

/** The label's bounding box with a margin; null when the image has none of it. */
function partOf({ labels, columns, rows }: LabelImage, label: number, margin: number): Part | null {
  let [left, top, right, bottom] = [columns, rows, -1, -1]
  for (let row = 0, at = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++, at++) {
      if (labels[at] !== label) continue
      if (column < left) left = column
      if (column > right) right = column
      if (row < top) top = row
      bottom = row
    }
  }
  if (right < 0) return null
  const rect = grownWithin({ x: left, y: top, width: right - left + 1, height: bottom - top + 1 }, margin, columns, rows)!
  const set = new Uint8Array(rect.width * rect.height)
  for (let row = 0; row < rect.height; row++) {
    const from = (rect.y + row) * columns + rect.x
    for (let column = 0; column < rect.width; column++) if (labels[from + column] === label) set[row * rect.width + column] = 1
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
function runsOf(set: Uint8Array, width: number, height: number): { ends: readonly number[]; offsets: readonly number[] } {
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

/** Outside of the area its own border goes on, so that a vessel that leaves the image is not rounded off. */
function blurredRows(set: Uint8Array, width: number, height: number, weights: Float32Array): Float32Array {
  const out = new Float32Array(set.length)
  const reach = weights.length - 1
  const padded = new Uint8Array(width + 2 * reach)
  for (let row = 0; row < height; row++) {
    const start = row * width
    padded.fill(set[start]!, 0, reach)
    padded.set(set.subarray(start, start + width), reach)
    padded.fill(set[start + width - 1]!, reach + width)
    for (let column = 0; column < width; column++) {
      const centre = column + reach
      let sum = weights[0]! * padded[centre]!
      for (let step = 1; step <= reach; step++) sum += weights[step]! * (padded[centre - step]! + padded[centre + step]!)
      out[start + column] = sum
    }
  }
  return out
}

function blurredColumns(values: Float32Array, width: number, height: number, weights: Float32Array): Float32Array {
  const out = new Float32Array(values.length)
  for (let row = 0; row < height; row++) {
    const to = row * width
    for (let step = 0; step < weights.length; step++) {
      const weight = step === 0 ? weights[0]! / 2 : weights[step]!
      const above = Math.max(0, row - step) * width
      const below = Math.min(height - 1, row + step) * width
      for (let column = 0; column < width; column++) out[to + column]! += weight * (values[above + column]! + values[below + column]!)
    }
  }
  return out
}
