import { createHash } from 'node:crypto'
import { data } from 'dcmjs'
import sharp from 'sharp'
import type { PhantomFrame, PhantomRun } from '../../ml/phantom/phantom-run'

const { DicomDict, DicomMetaDictionary } = data

const xaImageStorage = '1.2.840.10008.5.1.4.1.1.12.1'
const explicitLittleEndian = '1.2.840.10008.1.2.1'
const jpegBaseline = '1.2.840.10008.1.2.4.50'
const jpegQuality = 82

export interface PhantomDicomOptions {
  /** Names the patient and the study; runs with the same text lie in one study. */
  study: string
  /** Of the series in its study, from 1. */
  seriesNumber: number
  /** Uncompressed (Explicit VR Little Endian) instead of JPEG baseline. */
  uncompressed?: boolean
  /** Called with each frame as it is made, for its truth. */
  onFrame?: (frame: PhantomFrame, index: number) => void | Promise<void>
  signal?: AbortSignal
}

/**
 * A phantom run as a multi-frame X-Ray Angiographic Image (DICOM PS3.3 A.14): the bytes of the file.
 * The same run and options give the same bytes: UIDs come from their hash, dates are fixed.
 */
export async function writePhantomDicom(run: PhantomRun, options: PhantomDicomOptions): Promise<Uint8Array> {
  const frames: Uint8Array[] = []
  const hash = createHash('sha256')
  for (let index = 0; index < run.frames; index++) {
    options.signal?.throwIfAborted()
    const made = run.frame(index)
    const { pixels } = made
    hash.update(pixels)
    frames.push(options.uncompressed ? pixels : await jpegOf(pixels, run.size))
    await options.onFrame?.(made, index)
  }
  const seriesKey = `${options.study}/${options.seriesNumber}`
  const instanceUid = uidOf(`instance/${seriesKey}/${hash.digest('hex')}`)
  const transferSyntax = options.uncompressed ? explicitLittleEndian : jpegBaseline
  const dict = new DicomDict(
    // File meta data must go through denaturalizeDataset: given by name they would be written as nothing.
    DicomMetaDictionary.denaturalizeDataset({
      FileMetaInformationVersion: new Uint8Array([0, 1]).buffer,
      MediaStorageSOPClassUID: xaImageStorage,
      MediaStorageSOPInstanceUID: instanceUid,
      TransferSyntaxUID: transferSyntax,
      ImplementationClassUID: uidOf('implementation'),
      ImplementationVersionName: 'LIGHTVESSEL',
    }),
  )
  dict.dict = DicomMetaDictionary.denaturalizeDataset({
    ...identification(run, options, seriesKey, instanceUid),
    ...acquisition(run),
    ...imagePixels(run, frames, options.uncompressed === true),
  })
  return new Uint8Array(dict.write({ fragmentMultiframe: false }))
}

function identification(run: PhantomRun, options: PhantomDicomOptions, seriesKey: string, instanceUid: string): Record<string, unknown> {
  const artery = run.side === 'left' ? 'LCA' : 'RCA'
  return {
    SpecificCharacterSet: 'ISO_IR 192',
    ImageType: ['ORIGINAL', 'PRIMARY', 'SINGLE PLANE'],
    SOPClassUID: xaImageStorage,
    SOPInstanceUID: instanceUid,
    StudyDate: '20260101',
    SeriesDate: '20260101',
    ContentDate: '20260101',
    StudyTime: '120000',
    SeriesTime: '120000',
    ContentTime: '120000',
    AccessionNumber: '',
    Modality: 'XA',
    Manufacturer: 'LightVessel phantom generator',
    ManufacturerModelName: 'Phantom',
    DeviceSerialNumber: '1',
    SoftwareVersions: '1',
    ReferringPhysicianName: '',
    StudyDescription: 'Coronary angiography (phantom)',
    SeriesDescription: `${artery} ${anglesText(run)}`,
    PatientName: 'PHANTOM^DEMO',
    PatientID: `PHANTOM-${createHash('sha256').update(options.study).digest('hex').slice(0, 8).toUpperCase()}`,
    PatientBirthDate: '',
    PatientSex: 'O',
    BodyPartExamined: 'HEART',
    PatientOrientation: '',
    StudyInstanceUID: uidOf(`study/${options.study}`),
    SeriesInstanceUID: uidOf(`series/${seriesKey}`),
    StudyID: '1',
    SeriesNumber: options.seriesNumber,
    InstanceNumber: 1,
    ImageComments: 'Computer-generated phantom. No patient.',
  }
}

function acquisition(run: PhantomRun): Record<string, unknown> {
  const { view } = run
  const magnification = view.sourceToDetector / view.sourceToPatient
  const atDetector = decimal(view.pixelAtIsocentre * magnification)
  const rate = Math.round(1000 / run.frameTime)
  return {
    // Both are wanted with a single frame too, as NumberOfFrames is there.
    FrameTime: decimal(run.frameTime),
    FrameIncrementPointer: 0x00181063,
    CineRate: rate,
    RecommendedDisplayFrameRate: rate,
    ...(run.frames > 1 ? { PositionerMotion: 'STATIC' } : {}),
    ContrastBolusAgent: 'Simulated iodine',
    KVP: '',
    RadiationSetting: 'GR',
    XRayTubeCurrent: '',
    ExposureTime: '',
    DistanceSourceToDetector: decimal(view.sourceToDetector),
    DistanceSourceToPatient: decimal(view.sourceToPatient),
    EstimatedRadiographicMagnificationFactor: decimal(magnification),
    ImagerPixelSpacing: [atDetector, atDetector],
    PositionerPrimaryAngle: decimal(view.primaryAngle),
    PositionerSecondaryAngle: decimal(view.secondaryAngle),
    PixelIntensityRelationship: 'DISP',
  }
}

function imagePixels(run: PhantomRun, frames: Uint8Array[], uncompressed: boolean): Record<string, unknown> {
  const raw = run.size * run.size * run.frames
  const compressed = frames.reduce((sum, frame) => sum + frame.length, 0)
  return {
    SamplesPerPixel: 1,
    PhotometricInterpretation: 'MONOCHROME2',
    NumberOfFrames: run.frames,
    Rows: run.size,
    Columns: run.size,
    BitsAllocated: 8,
    BitsStored: 8,
    HighBit: 7,
    PixelRepresentation: 0,
    WindowCenter: 128,
    WindowWidth: 256,
    LossyImageCompression: uncompressed ? '00' : '01',
    ...(uncompressed ? {} : { LossyImageCompressionRatio: decimal(raw / compressed), LossyImageCompressionMethod: 'ISO_10918_1' }),
    PixelData: uncompressed ? [joined(frames)] : frames.map((frame) => Uint8Array.from(frame).buffer),
    _vrMap: { PixelData: 'OB' },
  }
}

/** Uncompressed frames one after the other, padded to an even length. */
function joined(frames: Uint8Array[]): ArrayBuffer {
  const length = frames.reduce((sum, frame) => sum + frame.length, 0)
  const all = new Uint8Array(length + (length % 2))
  let at = 0
  for (const frame of frames) {
    all.set(frame, at)
    at += frame.length
  }
  return all.buffer
}

async function jpegOf(pixels: Uint8Array, size: number): Promise<Uint8Array> {
  const picture = sharp(pixels, { raw: { width: size, height: size, channels: 1 } }).toColourspace('b-w')
  return picture.jpeg({ quality: jpegQuality, progressive: false, optimiseCoding: true }).toBuffer()
}

/** `LAO 30.2 CRA 20` as cardiologists write a projection. */
function anglesText({ view }: PhantomRun): string {
  const primary = `${view.primaryAngle < 0 ? 'RAO' : 'LAO'} ${Math.abs(view.primaryAngle).toFixed(0)}`
  const secondary = `${view.secondaryAngle < 0 ? 'CAU' : 'CRA'} ${Math.abs(view.secondaryAngle).toFixed(0)}`
  return `${primary} ${secondary}`
}

/** A UID under 2.25 (a UUID as a number, PS3.5 B.2) from the hash of a text. */
function uidOf(text: string): string {
  const digest = createHash('sha256').update(`lightvessel-phantom/${text}`).digest('hex').slice(0, 32)
  return `2.25.${BigInt(`0x${digest}`)}`
}

/** A Decimal String: at most 16 characters. */
function decimal(value: number): string {
  return String(Number(value.toPrecision(8)))
}
