import type { DataSet } from '../parse/data-set'
import { tags } from '../parse/tags'
import type { WalkBudget } from '../parse/walk-data-set'
import { ReadingError } from '../unreadable-file-error'
import { segTags } from './seg-tags'
import { sequenceItems } from './sequence-items'

/** One frame of the segmentation and the image frame that it marks. */
export interface SourceFrame {
  /** Of the segmentation's frame, from 0. */
  readonly index: number
  readonly segmentNumber: number
  readonly sopInstanceUid: string
  /** Of the image, zero-based. */
  readonly frame: number
}

/** The frames of a segmentation, grouped by the image frame that they mark. Throws a `ReadingError`. */
export function readSourceFrames(dataSet: DataSet, budget: WalkBudget, count: number): Map<string, SourceFrame[]> {
  const items = sequenceItems(dataSet, tags.PerFrameFunctionalGroupsSequence, budget)
  if (items.length !== count) throw new ReadingError('corrupt', `it has ${count} frames, but describes ${items.length}`)
  const [shared] = sequenceItems(dataSet, tags.SharedFunctionalGroupsSequence, budget)
  /** A functional group is either the frame's own or that of all frames. */
  const group = (item: DataSet, tag: number): DataSet | undefined => sequenceItems(item, tag, budget)[0] ?? (shared && sequenceItems(shared, tag, budget)[0])
  const sources = new Map<string, SourceFrame[]>()
  for (const [index, item] of items.entries()) {
    const segmentNumber = group(item, segTags.SegmentIdentificationSequence)?.short(segTags.ReferencedSegmentNumber) ?? null
    if (segmentNumber === null) throw new ReadingError('corrupt', `its frame ${index + 1} names no segment`)
    const derivation = group(item, segTags.DerivationImageSequence)
    const images = derivation ? sequenceItems(derivation, segTags.SourceImageSequence, budget) : []
    if (images.length !== 1) throw new ReadingError('unsupported', `its frame ${index + 1} names ${images.length} source images where one is needed`)
    const source = { index, segmentNumber, ...referenceOf(images[0]!, index) }
    const key = `${source.sopInstanceUid} ${source.frame}`
    const known = sources.get(key)
    if (known) known.push(source)
    else sources.set(key, [source])
  }
  return sources
}

function referenceOf(image: DataSet, index: number): { sopInstanceUid: string; frame: number } {
  const sopInstanceUid = image.code(segTags.ReferencedSOPInstanceUID)
  if (sopInstanceUid === null) throw new ReadingError('corrupt', `its frame ${index + 1} names no source image`)
  // An image of a single frame needs no frame number.
  const numbers = image.has(segTags.ReferencedFrameNumber) ? image.numbers(segTags.ReferencedFrameNumber) : [1]
  const [number] = numbers
  if (numbers.length !== 1 || number === undefined || !Number.isInteger(number) || number < 1) {
    throw new ReadingError('unsupported', `its frame ${index + 1} refers to ${numbers.length === 1 ? 'an impossible frame number' : `${numbers.length} frames of the image`} where one is needed`)
  }
  return { sopInstanceUid, frame: number - 1 }
}
