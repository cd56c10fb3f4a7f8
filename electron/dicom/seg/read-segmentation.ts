import { basename } from 'node:path'
import { encodeRuns } from '../../ipc/run-length'
import { limits } from '../limits'
import { FileSource, type ByteSource } from '../parse/byte-source'
import type { DataSet } from '../parse/data-set'
import { openDataSet } from '../parse/open-data-set'
import { tags } from '../parse/tags'
import type { WalkBudget } from '../parse/walk-data-set'
import { ReadingError, unreadable } from '../unreadable-file-error'
import { bitFrameBytes, paintBits } from './bit-frames'
import { readSegments } from './read-segments'
import { readSourceFrames } from './read-source-frames'
import { provenanceCreator, segTags } from './seg-tags'
import { segmentationStorage, type SegmentAlgorithm, type Segmentation, type SegmentedFrame } from './segmentation'

/** Reads a BINARY Segmentation. Throws an `UnreadableFileError` that names the file and the cause. */
export function readSegmentation(file: string): Segmentation {
  try {
    const source = new FileSource(file)
    try {
      return segmentationFrom(source)
    } finally {
      source.close()
    }
  } catch (error) {
    throw unreadable(basename(file), error)
  }
}

function segmentationFrom(file: ByteSource): Segmentation {
  const { dataSet, syntax } = openDataSet(file)
  if (dataSet.code(tags.SOPClassUID) !== segmentationStorage) throw new ReadingError('unsupported', 'it is no DICOM segmentation')
  const type = dataSet.code(segTags.SegmentationType)
  if (type !== 'BINARY') throw new ReadingError('unsupported', `segmentations of type ${type ?? 'unknown'} are not supported, only BINARY ones`)
  if (syntax.encapsulated) throw new ReadingError('unsupported', `compressed segmentations are not supported (${syntax.name})`)
  const rows = dataSet.short(tags.Rows) ?? 0
  const columns = dataSet.short(tags.Columns) ?? 0
  const count = dataSet.integer(tags.NumberOfFrames) ?? 0
  const pixels = rows * columns
  if (pixels === 0 || count < 1 || dataSet.short(tags.BitsAllocated) !== 1) throw new ReadingError('corrupt', 'it states no valid size, number of frames or bit depth')
  if (pixels > limits.frameBytes || count > limits.frames) throw new ReadingError('too-large', `it claims ${count} frames of ${columns} × ${rows}`)
  const element = dataSet.elements.get(tags.PixelData)
  // The padding byte may be missing.
  if (!element || element.length < Math.ceil((pixels * count) / 8) || element.length > bitFrameBytes(pixels, count)) {
    throw new ReadingError('corrupt', `its pixel data do not hold ${count} frames of ${columns} × ${rows}`)
  }
  const budget: WalkBudget = { elements: 0 }
  const segments = readSegments(dataSet, budget)
  const indexOf = new Map(segments.map(({ number }, index) => [number, index]))
  const segmentOf = (index: number, segmentNumber: number): number => {
    const segment = indexOf.get(segmentNumber)
    if (segment === undefined) throw new ReadingError('corrupt', `frame ${index + 1} is of segment ${segmentNumber}, which it does not describe`)
    return segment
  }
  const sources = readSourceFrames(dataSet, budget, count)
  const bitsOf = (index: number): [bytes: Uint8Array, start: number] => {
    const first = Math.floor((index * pixels) / 8)
    const last = Math.ceil(((index + 1) * pixels) / 8)
    return [dataSet.source.copy(element.offset + first, last - first), (index * pixels) % 8]
  }
  return {
    sopInstanceUid: dataSet.code(tags.SOPInstanceUID) ?? '',
    contentCreator: contentCreator(dataSet),
    rows,
    columns,
    segments,
    provenance: provenanceOf(dataSet),
    frames: [...sources.values()].map((parts): SegmentedFrame => {
      const { sopInstanceUid, frame } = parts[0]!
      const labels = new Uint8Array(pixels)
      const algorithms: SegmentAlgorithm[] = []
      const overlaps: [number, number][] = []
      // Where segments overlap, the one that the file describes later wins.
      const painted = parts.map(({ index, segmentNumber }) => ({ index, segment: segmentOf(index, segmentNumber) })).sort((one, other) => one.segment - other.segment)
      for (const { index, segment } of painted) {
        for (const lost of paintBits(labels, ...bitsOf(index), segment + 1)) overlaps.push([lost - 1, segment])
        algorithms.push(segments[segment]!.algorithm)
      }
      return { sopInstanceUid, frame, runs: encodeRuns(labels), algorithm: joint(algorithms), overlaps }
    }),
  }
}

function provenanceOf(dataSet: DataSet): string | null {
  if (dataSet.text(segTags.ProvenanceCreator) !== provenanceCreator) return null
  return dataSet.text(segTags.Provenance) || null
}

/** What is true of a mask whose segments were made in different ways: a model and a person both had a part in it. */
function joint(algorithms: readonly SegmentAlgorithm[]): SegmentAlgorithm {
  const named = algorithms.find(({ type }) => type !== 'MANUAL')
  if (!named) return algorithms[0]!
  return algorithms.every(({ type }) => type === named.type) ? named : { ...named, type: 'SEMIAUTOMATIC' }
}

function contentCreator(dataSet: DataSet): string {
  return dataSet.text(segTags.ContentCreatorName).replaceAll('^', ' ').trim()
}
