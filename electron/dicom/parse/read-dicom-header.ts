import type { ImageHeader } from '../image-header'
import { ReadingError } from '../unreadable-file-error'
import type { ByteSource } from './byte-source'
import type { DataSet } from './data-set'
import { frameTime, frameTimes } from './frame-time'
import { openDataSet } from './open-data-set'
import { describePixels, type PixelDescription } from './pixel-description'
import { locateFrames, type PixelLayout } from './pixel-layout'
import { readIdentity } from './read-identity'
import { tags } from './tags'
import { isPixelData } from './walk-data-set'

/** A DICOM file whose header has been read: what is served, and how its pixels are stored. */
export interface DicomFile {
  readonly header: ImageHeader
  readonly dataSet: DataSet
  readonly pixels: PixelDescription
  readonly layout: PixelLayout
}

/** Reads everything but the pixels. Throws a `ReadingError` when the file has no image that can be shown. */
export function readDicomHeader(source: ByteSource): DicomFile {
  const { dataSet, syntax, transferSyntaxUid, warnings } = openDataSet(source)
  if (![...dataSet.elements.keys()].some(isPixelData)) {
    throw new ReadingError('no-pixel-data', reasonWithoutPixels(dataSet))
  }
  if (!dataSet.has(tags.PixelData)) throw new ReadingError('unsupported', 'floating-point pixels are not supported')
  if (!syntax.decodable) throw new ReadingError('unsupported', `its transfer syntax is not supported (${syntax.name})`)
  const pixels = describePixels(dataSet, warnings)
  const layout = locateFrames(dataSet, pixels, warnings)
  const header = { ...readIdentity(dataSet, warnings), ...served(pixels), ...display(dataSet, pixels, warnings), kind: 'dicom' as const, frames: layout.frames, transferSyntaxUid, warnings }
  return { header, dataSet, pixels, layout }
}

function reasonWithoutPixels(dataSet: DataSet): string {
  if (dataSet.has(tags.DirectoryRecordSequence)) return 'it is a directory of DICOM files, not an image'
  if (dataSet.has(tags.IconImageSequence)) return 'its only pixels are those of its icon'
  const modality = dataSet.code(tags.Modality)
  return `it has no pixel data${modality ? ` (modality ${modality})` : ''}`
}

/** How decoded frames are served: colour always as 8-bit RGB, signed and wider-than-8-bit grey as 16 bits. */
function served(pixels: PixelDescription) {
  const colour = pixels.samplesPerPixel === 3 || pixels.photometric === 'PALETTE COLOR'
  const bitsAllocated = colour || (pixels.bitsAllocated === 8 && !pixels.signed) ? (8 as const) : (16 as const)
  return {
    rows: pixels.rows,
    columns: pixels.columns,
    bitsAllocated,
    bitsStored: colour ? 8 : pixels.bitsStored,
    signed: !colour && pixels.signed,
    samplesPerPixel: colour ? (3 as const) : (1 as const),
    inverted: pixels.photometric === 'MONOCHROME1',
  }
}

function display(dataSet: DataSet, pixels: PixelDescription, warnings: string[]) {
  const shared = dataSet.firstItem(tags.SharedFunctionalGroupsSequence)
  const perFrame = dataSet.firstItem(tags.PerFrameFunctionalGroupsSequence)
  /** Enhanced objects keep these values in functional groups; the first frame stands for the run. */
  const group = (tag: number): DataSet | null => shared?.firstItem(tag) ?? perFrame?.firstItem(tag) ?? null
  const transformation = group(tags.PixelValueTransformationSequence)
  const window = group(tags.FrameVOILUTSequence)
  const position = group(tags.PositionerPositionSequence)
  const properties = group(tags.FramePixelDataPropertiesSequence)
  const colour = pixels.samplesPerPixel === 3 || pixels.photometric === 'PALETTE COLOR'

  const slope = dataSet.number(tags.RescaleSlope) ?? transformation?.number(tags.RescaleSlope) ?? 1
  let windowCenter = dataSet.number(tags.WindowCenter) ?? window?.number(tags.WindowCenter) ?? null
  let windowWidth = dataSet.number(tags.WindowWidth) ?? window?.number(tags.WindowWidth) ?? null
  if (windowWidth !== null && windowWidth <= 0) {
    warnings.push(`The header states a window width of ${windowWidth}; the window was left out.`)
    windowWidth = null
  }
  if (windowWidth === null || windowCenter === null || colour) windowCenter = windowWidth = null
  if (slope === 0) warnings.push('The header states a rescale slope of 0; 1 was used.')
  // That of an X-ray image leads back to beam intensity and is not meant for display (PS3.3 C.8.7.1.1.2).
  if (dataSet.has(tags.ModalityLUTSequence) && !['XA', 'RF'].includes(dataSet.code(tags.Modality) ?? '')) warnings.push('The modality lookup table of the file is not applied.')
  const frameTimeMs = frameTime(dataSet)
  if (frameTimeMs === null && pixels.frames > 1) warnings.push('The header states no frame time.')
  return {
    pixelIntensity: colour ? null : (pixelIntensity(dataSet) ?? (properties && pixelIntensity(properties))),
    rescaleSlope: colour || slope === 0 ? 1 : slope,
    rescaleIntercept: colour ? 0 : dataSet.number(tags.RescaleIntercept) ?? transformation?.number(tags.RescaleIntercept) ?? 0,
    windowCenter,
    windowWidth,
    frameTimeMs,
    frameTimesMs: frameTimes(dataSet, pixels.frames),
    primaryAngle: dataSet.number(tags.PositionerPrimaryAngle) ?? position?.number(tags.PositionerPrimaryAngle) ?? null,
    secondaryAngle: dataSet.number(tags.PositionerSecondaryAngle) ?? position?.number(tags.PositionerSecondaryAngle) ?? null,
    imagerPixelSpacing: spacingOf(dataSet, tags.ImagerPixelSpacing),
    calibratedPixelSpacing: calibratedSpacing(dataSet),
  }
}

/** Null where no known relationship is stated. Without a sign, which plain XA images do not have, values rise with the intensity. */
function pixelIntensity(dataSet: DataSet): ImageHeader['pixelIntensity'] {
  const stated = dataSet.code(tags.PixelIntensityRelationship)
  const relationship = (['LIN', 'LOG', 'DISP'] as const).find((known) => known === stated)
  if (relationship === undefined) return null
  return { relationship, sign: dataSet.signedShort(tags.PixelIntensityRelationshipSign) === -1 ? -1 : 1 }
}

/**
 * Pixel spacing in the patient. In a projection PixelSpacing means that only with its calibration type beside it (PS3.3
 * 10.7.1.3); the magnification factor is the maker's estimate for the isocentre (C.8.7.5).
 */
function calibratedSpacing(dataSet: DataSet): ImageHeader['calibratedPixelSpacing'] {
  const type = dataSet.code(tags.PixelSpacingCalibrationType)
  const stated = spacingOf(dataSet, tags.PixelSpacing)
  if (stated !== null && (type === 'FIDUCIAL' || type === 'GEOMETRY')) return { spacing: stated, source: `PixelSpacing, ${type}` }
  const factor = dataSet.number(tags.EstimatedRadiographicMagnificationFactor)
  const imager = spacingOf(dataSet, tags.ImagerPixelSpacing)
  if (factor === null || factor < 1 || imager === null) return null
  return { spacing: [imager[0] / factor, imager[1] / factor], source: `ERMF ${Number(factor.toFixed(3))}` }
}

/** Row and column spacing; null unless both are positive. */
function spacingOf(dataSet: DataSet, tag: number): [number, number] | null {
  const [down, across] = dataSet.numbers(tag)
  return down !== undefined && across !== undefined && down > 0 && across > 0 ? [down, across] : null
}
