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

/** Labels of one frame of the image that a segmentation refers to. Plain data: it crosses threads. */
export interface SegmentedFrame {
  readonly sopInstanceUid: string
  /** Zero-based, as in the library; the file counts from 1. */
  readonly frame: number
  /** Labels, row-major, run-length coded. */
  readonly runs: Uint8Array
  readonly algorithm: SegmentAlgorithm
}

/** A Segmentation object as it is read from a file. */
export interface Segmentation {
  readonly sopInstanceUid: string
  readonly contentCreator: string
  readonly rows: number
  readonly columns: number
  readonly frames: SegmentedFrame[]
}

/** Name of a label in a segment: the label of the default scheme has a word of its own. */
export function segmentLabelOf(label: number): string {
  return label === 1 ? 'vessel' : `label ${label}`
}

/** The label behind a segment: by the name that this program gives it, else the segment's number. */
export function labelOfSegment(segmentLabel: string, segmentNumber: number): number {
  if (segmentLabel === segmentLabelOf(1)) return 1
  const match = /^label ([1-9]\d{0,2})$/.exec(segmentLabel)
  return match && Number(match[1]) <= 255 ? Number(match[1]) : segmentNumber
}
