import { randomUUID } from 'node:crypto'
import { data } from 'dcmjs'
import type { ImageHeader } from '../image-header'
import { BitFrames } from './bit-frames'
import { codeItem, personName, shortText } from './dicom-values'
import { planSegments, type FramePlan, type SegmentPlan } from './plan-segments'
import { segmentItem } from './segment-item'
import { provenanceCreator } from './seg-tags'
import { segmentationStorage, type LabelLook, type SegmentAlgorithm } from './segmentation'

const { DicomDict, DicomMetaDictionary } = data

/** The mask of one frame, as it goes into a segmentation. */
export interface FrameLabels {
  /** Zero-based. */
  readonly frame: number
  /** Labels, row-major, run-length coded: those of a long run would take more memory than there is. */
  readonly runs: Uint8Array
  readonly algorithm: SegmentAlgorithm
}

export interface WriteSegmentationOptions {
  /** The image that the masks belong to. */
  readonly image: ImageHeader
  readonly frames: readonly FrameLabels[]
  readonly lookOf: (label: number) => LabelLook
  /** Kept as it is in a private element, for what the standard has no place for. */
  readonly provenance?: string
  readonly contentCreator: string
  readonly softwareVersion: string
  readonly now: Date
}

/**
 * A BINARY Segmentation (PS3.3 A.51) of one image: the bytes of the file. Only frames with a mask are in it; one that is all background
 * is there as a frame without a set bit, so that it is told apart from a frame that nobody has looked at.
 */
export function writeSegmentation(options: WriteSegmentationOptions): Uint8Array {
  const { image, frames } = options
  const { segments, planned } = planSegments(frames)
  const bits = new BitFrames(image.rows * image.columns, planned.length)
  for (const [index, { source, segment }] of planned.entries()) bits.set(index, source.runs, segments[segment - 1]!.label)
  const sopInstanceUid = newUid()
  const dict = new DicomDict(
    // File meta data must go through denaturalizeDataset: given by name they would be written as nothing.
    DicomMetaDictionary.denaturalizeDataset({
      FileMetaInformationVersion: new Uint8Array([0, 1]).buffer,
      MediaStorageSOPClassUID: segmentationStorage,
      MediaStorageSOPInstanceUID: sopInstanceUid,
      TransferSyntaxUID: '1.2.840.10008.1.2.1',
      ImplementationClassUID: '2.25.238811297834604120316294871402265401857',
      ImplementationVersionName: 'LIGHTVESSEL',
    }),
  )
  dict.dict = DicomMetaDictionary.denaturalizeDataset({
    ...identification(options, sopInstanceUid),
    ...functionalGroups(options, segments, planned),
    SamplesPerPixel: 1,
    PhotometricInterpretation: 'MONOCHROME2',
    NumberOfFrames: planned.length,
    Rows: image.rows,
    Columns: image.columns,
    BitsAllocated: 1,
    BitsStored: 1,
    HighBit: 0,
    PixelRepresentation: 0,
    LossyImageCompression: '00',
    SegmentationType: 'BINARY',
    SegmentsOverlap: 'NO',
    PixelData: [bits.bytes.buffer],
    _vrMap: { PixelData: 'OB' },
  })
  if (options.provenance !== undefined) Object.assign(dict.dict, provenanceElements(options.provenance))
  return new Uint8Array(dict.write({ fragmentMultiframe: false }))
}

function identification({ image, contentCreator, softwareVersion, now }: WriteSegmentationOptions, sopInstanceUid: string): Record<string, unknown> {
  const [date, time] = dateAndTime(now)
  return {
    SpecificCharacterSet: 'ISO_IR 192',
    ImageType: ['DERIVED', 'PRIMARY'],
    SOPClassUID: segmentationStorage,
    SOPInstanceUID: sopInstanceUid,
    StudyDate: image.studyDate?.replaceAll('-', '') ?? '',
    SeriesDate: date,
    ContentDate: date,
    StudyTime: '',
    SeriesTime: time,
    ContentTime: time,
    AccessionNumber: '',
    Modality: 'SEG',
    Manufacturer: 'LightVessel',
    ManufacturerModelName: 'LightVessel Workstation',
    DeviceSerialNumber: '1',
    SoftwareVersions: softwareVersion,
    ReferringPhysicianName: '',
    SeriesDescription: 'Segmentation',
    PatientName: personName(image.patientName),
    PatientID: shortText(image.patientId, 64),
    PatientBirthDate: '',
    PatientSex: '',
    PatientOrientation: '',
    StudyInstanceUID: image.studyInstanceUid,
    SeriesInstanceUID: newUid(),
    StudyID: '',
    SeriesNumber: 1000 + (image.seriesNumber ?? 0),
    InstanceNumber: 1,
    ContentLabel: 'SEGMENTATION',
    ContentDescription: 'Masks of coronary angiography frames',
    ContentCreatorName: personName(contentCreator),
    ReferencedSeriesSequence: [
      { SeriesInstanceUID: image.seriesInstanceUid, ReferencedInstanceSequence: [{ ReferencedSOPClassUID: image.sopClassUid, ReferencedSOPInstanceUID: image.sopInstanceUid }] },
    ],
  }
}

const stackId = 0x00209056
const inStackPositionNumber = 0x00209057
const segmentNumber = 0x0062000b

function functionalGroups({ image, lookOf }: WriteSegmentationOptions, segments: readonly SegmentPlan[], planned: readonly FramePlan[]): Record<string, unknown> {
  const organization = newUid()
  const dimension = (pointer: number, group: number): Record<string, unknown> => ({ DimensionOrganizationUID: organization, DimensionIndexPointer: pointer, FunctionalGroupPointer: group })
  return {
    SegmentSequence: segments.map((segment, index) => segmentItem(segment, lookOf(segment.label), index + 1, image.sopInstanceUid)),
    DimensionOrganizationSequence: [{ DimensionOrganizationUID: organization }],
    DimensionIndexSequence: [dimension(segmentNumber, 0x0062000a), dimension(stackId, 0x00209111), dimension(inStackPositionNumber, 0x00209111)],
    SharedFunctionalGroupsSequence: [{}],
    PerFrameFunctionalGroupsSequence: planned.map(({ source, segment, position }) => ({
      FrameContentSequence: [{ StackID: '1', InStackPositionNumber: position, DimensionIndexValues: [segment, 1, position] }],
      SegmentIdentificationSequence: [{ ReferencedSegmentNumber: segment }],
      DerivationImageSequence: [
        {
          DerivationCodeSequence: [codeItem('113076', 'DCM', 'Segmentation')],
          SourceImageSequence: [
            {
              ReferencedSOPClassUID: image.sopClassUid,
              ReferencedSOPInstanceUID: image.sopInstanceUid,
              ...(image.frames > 1 ? { ReferencedFrameNumber: source.frame + 1 } : {}),
              PurposeOfReferenceCodeSequence: [codeItem('121322', 'DCM', 'Source image for image processing operation')],
            },
          ],
        },
      ],
    })),
  }
}

function provenanceElements(text: string): Record<string, { vr: string; Value: unknown[] }> {
  return { '00990010': { vr: 'LO', Value: [provenanceCreator] }, '00991001': { vr: 'UT', Value: [text] } }
}

/** A UID under 2.25 (a UUID as a number, PS3.5 B.2) that was never used before. */
function newUid(): string {
  return `2.25.${BigInt(`0x${randomUUID().replaceAll('-', '')}`)}`
}

function dateAndTime(now: Date): [date: string, time: string] {
  const digits = now.toISOString().replaceAll(/\D/g, '')
  return [digits.slice(0, 8), digits.slice(8, 14)]
}
