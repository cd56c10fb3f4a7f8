import type { DataSet } from '../parse/data-set'
import type { WalkBudget } from '../parse/walk-data-set'
import { ReadingError } from '../unreadable-file-error'
import { segTags } from './seg-tags'
import { labelOfSegment, type SegmentAlgorithm } from './segmentation'
import { sequenceItems } from './sequence-items'

export interface Segment {
  readonly label: number
  readonly algorithm: SegmentAlgorithm
}

/** The segments of a segmentation by their numbers. Throws a `ReadingError`. */
export function readSegments(dataSet: DataSet, budget: WalkBudget): Map<number, Segment> {
  const segments = new Map<number, Segment>()
  for (const item of sequenceItems(dataSet, segTags.SegmentSequence, budget)) {
    const number = item.short(segTags.SegmentNumber)
    if (number === null || number < 1) throw new ReadingError('corrupt', 'one of its segments has no number')
    const label = labelOfSegment(item.text(segTags.SegmentLabel), number)
    if (label > 255) throw new ReadingError('unsupported', `it has a segment ${number}; at most 255 labels are supported`)
    segments.set(number, { label, algorithm: algorithmOf(item, budget) })
  }
  if (segments.size === 0) throw new ReadingError('corrupt', 'it describes no segments')
  return segments
}

function algorithmOf(item: DataSet, budget: WalkBudget): SegmentAlgorithm {
  const type = item.code(segTags.SegmentAlgorithmType)
  if (type !== 'AUTOMATIC' && type !== 'SEMIAUTOMATIC') return { type: 'MANUAL', name: null, version: null }
  const [identification] = sequenceItems(item, segTags.SegmentationAlgorithmIdentificationSequence, budget)
  return { type, name: item.text(segTags.SegmentAlgorithmName) || null, version: identification?.text(segTags.AlgorithmVersion) || null }
}
