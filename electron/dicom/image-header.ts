/** What a frame's bytes look like: enough to judge the cost of decoding one. */
export interface FrameShape {
  readonly rows: number
  readonly columns: number
  readonly frames: number
  /** As served: 8 or 16 bits a sample. */
  readonly bitsAllocated: 8 | 16
  /** As served: 1 (grey) or 3 (RGB, interleaved). */
  readonly samplesPerPixel: 1 | 3
}

/** PixelIntensityRelationship and its sign (PS3.3 C.8.7.1.1.2 and C.8.19.6.4). */
export interface PixelIntensity {
  /** Proportional to the intensity of the beam, to its logarithm, or made for display. */
  readonly relationship: 'LIN' | 'LOG' | 'DISP'
  /** 1: low values are little intensity; −1: they are much. */
  readonly sign: 1 | -1
}

/** Everything the library stores about one image file, DICOM or picture. Plain data: it crosses threads. */
export interface ImageHeader extends FrameShape {
  readonly kind: 'dicom' | 'picture'

  readonly patientName: string
  readonly patientId: string

  readonly studyInstanceUid: string
  /** `YYYY-MM-DD`, or null when absent or impossible. */
  readonly studyDate: string | null
  readonly studyDescription: string

  readonly seriesInstanceUid: string
  readonly seriesNumber: number | null
  readonly seriesDescription: string
  readonly modality: string

  readonly sopInstanceUid: string
  /** Empty for pictures. */
  readonly sopClassUid: string
  readonly instanceNumber: number | null

  readonly bitsStored: number
  readonly signed: boolean
  /** MONOCHROME1: low values are bright. */
  readonly inverted: boolean
  /** What stored grey values mean to the beam, where the file says so. */
  readonly pixelIntensity: PixelIntensity | null
  readonly rescaleSlope: number
  readonly rescaleIntercept: number
  readonly windowCenter: number | null
  readonly windowWidth: number | null
  readonly frameTimeMs: number | null
  /** Milliseconds from the first frame to each, where they are not evenly spaced. */
  readonly frameTimesMs: readonly number[] | null
  /** Degrees, LAO positive. */
  readonly primaryAngle: number | null
  /** Degrees, CRA positive. */
  readonly secondaryAngle: number | null
  /** Row and column spacing at the detector in millimetres. */
  readonly imagerPixelSpacing: [number, number] | null
  /** Row and column spacing in the patient, where the file states a calibration, and by what. */
  readonly calibratedPixelSpacing: { readonly spacing: [number, number]; readonly source: string } | null
  /** Null for pictures and for DICOM files that do not name one. */
  readonly transferSyntaxUid: string | null
  /** Tolerated oddities, in plain words. */
  readonly warnings: string[]
}

/** Bytes of one frame as served. */
export function frameBytes(shape: FrameShape): number {
  return shape.rows * shape.columns * shape.samplesPerPixel * (shape.bitsAllocated / 8)
}
