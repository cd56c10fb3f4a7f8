import { labelsInRuns } from '../../ipc/run-length'
import type { SegmentAlgorithm } from './segmentation'
import type { FrameLabels } from './write-segmentation'

/** One segment: a label as one kind of author made it, because DICOM states the algorithm for a segment, not for a frame. */
export interface SegmentPlan {
  readonly label: number
  readonly algorithm: SegmentAlgorithm
}

/** One frame of the segmentation. */
export interface FramePlan {
  readonly source: FrameLabels
  /** From 1. */
  readonly segment: number
  /** Rank of the source frame among those with a mask, from 1. */
  readonly position: number
}

/** Which segments there are and which frame of which segment follows which: by segment, then by frame. Segments are numbered from 1 without a gap. */
export function planSegments(frames: readonly FrameLabels[]): { segments: SegmentPlan[]; planned: FramePlan[] } {
  const ordered = frames.toSorted((one, other) => one.frame - other.frame)
  const found = new Map<string, SegmentPlan & { readonly frames: { source: FrameLabels; position: number }[] }>()
  for (const [index, source] of ordered.entries()) {
    for (const label of labelsIn(source.runs)) {
      const { type, name, version } = source.algorithm
      const key = JSON.stringify([label, type, name, version])
      const segment = found.get(key) ?? { label, algorithm: source.algorithm, frames: [] }
      segment.frames.push({ source, position: index + 1 })
      found.set(key, segment)
    }
  }
  const segments = [...found.values()].sort((one, other) => one.label - other.label)
  return { segments, planned: segments.flatMap((segment, index) => segment.frames.map((frame) => ({ ...frame, segment: index + 1 }))) }
}

/** Labels of a mask in ascending order; a mask that is all background belongs to the first label. */
function labelsIn(runs: Uint8Array): number[] {
  const present = labelsInRuns(runs)
  present.delete(0)
  return present.size === 0 ? [1] : [...present].sort((one, other) => one - other)
}
