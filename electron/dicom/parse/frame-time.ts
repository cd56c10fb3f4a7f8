import type { DataSet } from './data-set'
import { tags } from './tags'

const positive = (value: number | null | undefined): value is number => value !== null && value !== undefined && Number.isFinite(value) && value > 0

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
