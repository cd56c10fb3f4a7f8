import type { Rgb } from './cielab'
import type { Code } from './concept-codes'

/** Segmentation Storage (PS3.4 B.5). */
export const segmentationStorage = '1.2.840.10008.5.1.4.1.1.66.4'

/** DICOM's Segment Algorithm Type (0062,0008). */
export type SegmentAlgorithmType = 'AUTOMATIC' | 'SEMIAUTOMATIC' | 'MANUAL'

/** How the labels of a frame came about. `name` and `version` are those of the model; null for a mask that no model had a part in. */
export interface SegmentAlgorithm {
  readonly type: SegmentAlgorithmType
  readonly name: string | null
  readonly version: string | null
}

/** A label as it is named and shown. */
export interface LabelLook {
  readonly name: string
  readonly colour: Rgb
}

/** A segment as a file describes it. */
export interface SegmentDescription extends Pick<LabelLook, 'name'> {
  readonly number: number
  readonly algorithm: SegmentAlgorithm
  /** Segmented Property Type; null when it is not coded. */
  readonly code: Code | null
  /** Recommended display colour; null when there is none. */
  readonly colour: Rgb | null
}

/** One frame of the image that a segmentation refers to. Plain data: it crosses threads. */
export interface SegmentedFrame {
  readonly sopInstanceUid: string
  /** Zero-based, as in the library; the file counts from 1. */
  readonly frame: number
  /** Row-major, run-length coded: 0, or 1 + the index of the pixel's segment in `Segmentation.segments`. */
  readonly runs: Uint8Array
  readonly algorithm: SegmentAlgorithm
  /** Pairs of segments (by index) that mark the same pixels of this frame, the one that was kept last. */
  readonly overlaps: readonly (readonly [earlier: number, later: number])[]
}

/** A Segmentation object as it is read from a file. */
export interface Segmentation {
  readonly sopInstanceUid: string
  readonly contentCreator: string
  readonly rows: number
  readonly columns: number
  readonly segments: readonly SegmentDescription[]
  readonly frames: SegmentedFrame[]
  /** What this program wrote about each frame's making, as text; null in files of others. */
  readonly provenance: string | null
}
