import type { DataSet } from './data-set'
import { tags } from './tags'

const positive = (value: number | null | undefined): value is number => value !== null && value !== undefined && Number.isFinite(value) && value > 0

/**
 * Milliseconds from the first frame to each, where a FrameTimeVector says that they are not evenly spaced; null where they are, or where
 * nothing is said of each frame.
 */
export function frameTimes(dataSet: DataSet, frames: number): number[] | null {
  const increments = dataSet.numbers(tags.FrameTimeVector).slice(1)
  if (positive(dataSet.number(tags.FrameTime)) || increments.length !== frames - 1 || !increments.every(positive)) return null
  if (increments.every((increment) => increment === increments[0])) return null
  let time = 0
  return [0, ...increments.map((increment) => (time += increment))]
}

/** Milliseconds per frame, from the first of the four places that states it; null when none does. */
export function frameTime(dataSet: DataSet): number | null {
  const time = dataSet.number(tags.FrameTime)
  if (positive(time)) return time
  // The vector's first entry is 0: the increment before the first frame.
  const increments = dataSet.numbers(tags.FrameTimeVector).slice(1).filter(positive)
  if (increments.length > 0) return increments.reduce((sum, increment) => sum + increment, 0) / increments.length
  for (const tag of [tags.RecommendedDisplayFrameRate, tags.CineRate]) {
    const rate = dataSet.number(tag)
    if (positive(rate)) return 1000 / rate
  }
  return null
}
