import type { DataSet } from '../parse/data-set'
import type { WalkBudget } from '../parse/walk-data-set'
import { ReadingError } from '../unreadable-file-error'
import { colourOf } from './cielab'
import type { Code } from './concept-codes'
import { segTags } from './seg-tags'
import type { SegmentAlgorithm, SegmentDescription } from './segmentation'
import { sequenceItems } from './sequence-items'

/** A mask has one byte a pixel, and 0 is background. */
const mostSegments = 255

/** The segments of a segmentation in the order of the file. Throws a `ReadingError`. */
export function readSegments(dataSet: DataSet, budget: WalkBudget): SegmentDescription[] {
  const segments = sequenceItems(dataSet, segTags.SegmentSequence, budget).map((item): SegmentDescription => {
    const number = item.short(segTags.SegmentNumber)
    if (number === null || number < 1) throw new ReadingError('corrupt', 'one of its segments has no number')
    return { number, name: item.text(segTags.SegmentLabel).slice(0, 64) || `segment ${number}`, algorithm: algorithmOf(item, budget), code: codeOf(item, budget), colour: colour(item) }
  })
  if (segments.length === 0) throw new ReadingError('corrupt', 'it describes no segments')
  if (segments.length > mostSegments) throw new ReadingError('unsupported', `it has ${segments.length} segments; at most ${mostSegments} labels are supported`)
  if (new Set(segments.map(({ number }) => number)).size < segments.length) throw new ReadingError('corrupt', 'two of its segments have the same number')
  return segments
}

function algorithmOf(item: DataSet, budget: WalkBudget): SegmentAlgorithm {
  const type = item.code(segTags.SegmentAlgorithmType)
  if (type !== 'AUTOMATIC' && type !== 'SEMIAUTOMATIC') return { type: 'MANUAL', name: null, version: null }
  const [identification] = sequenceItems(item, segTags.SegmentationAlgorithmIdentificationSequence, budget)
  return { type, name: item.text(segTags.SegmentAlgorithmName) || null, version: identification?.text(segTags.AlgorithmVersion) || null }
}

function codeOf(item: DataSet, budget: WalkBudget): Code | null {
  const [code] = sequenceItems(item, segTags.SegmentedPropertyTypeCodeSequence, budget)
  const value = code?.code(segTags.CodeValue) ?? null
  const scheme = code?.code(segTags.CodingSchemeDesignator) ?? null
  return value === null || scheme === null ? null : { value, scheme, meaning: code!.text(segTags.CodeMeaning) }
}

function colour(item: DataSet): SegmentDescription['colour'] {
  const [lightness, a, b] = item.shorts(segTags.RecommendedDisplayCIELabValue)
  return lightness === undefined || a === undefined || b === undefined ? null : colourOf([lightness, a, b])
}
