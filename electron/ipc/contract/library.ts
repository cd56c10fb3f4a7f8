import { z } from 'zod'
import { call, defineContract, event } from '../contract'
import { id, nothing } from './common'

/** One image object (a DICOM instance or an imported picture), as the viewer needs it. */
export const instance = z.object({
  id,
  seriesId: id,
  sopInstanceUid: z.string(),
  instanceNumber: z.number().int().nullable(),
  rows: z.number().int().positive(),
  columns: z.number().int().positive(),
  frames: z.number().int().positive(),
  bitsAllocated: z.union([z.literal(8), z.literal(16)]),
  bitsStored: z.number().int().min(1).max(16),
  signed: z.boolean(),
  /** Channels of a served frame: 1 (grey) or 3 (RGB, interleaved). */
  samplesPerPixel: z.union([z.literal(1), z.literal(3)]),
  /** MONOCHROME1: shown inverted by default. */
  inverted: z.boolean(),
  rescaleSlope: z.number(),
  rescaleIntercept: z.number(),
  windowCenter: z.number().nullable(),
  windowWidth: z.number().nullable(),
  /** Milliseconds per frame: FrameTime, FrameTimeVector's mean, 1000/RecommendedDisplayFrameRate or 1000/CineRate; null when unknown. */
  frameTimeMs: z.number().positive().nullable(),
  /** PositionerPrimaryAngle in degrees, LAO positive. */
  primaryAngle: z.number().nullable(),
  /** PositionerSecondaryAngle in degrees, CRA positive. */
  secondaryAngle: z.number().nullable(),
  /** ImagerPixelSpacing, millimetres at the detector: never millimetres in the patient. */
  imagerPixelSpacing: z.tuple([z.number(), z.number()]).nullable(),
  transferSyntaxUid: z.string().nullable(),
  sourceName: z.string(),
  /** Named oddities of the file that were tolerated, in plain words. */
  warnings: z.array(z.string()),
})
export type Instance = z.infer<typeof instance>

export const series = z.object({
  id,
  studyId: id,
  seriesInstanceUid: z.string(),
  seriesNumber: z.number().int().nullable(),
  modality: z.string(),
  description: z.string(),
  instances: z.array(instance),
  /** Frames by review status over all instances; unannotated frames are the rest. */
  reviewed: z.object({ predicted: z.number(), corrected: z.number(), approved: z.number(), returned: z.number() }),
})
export type Series = z.infer<typeof series>

export const study = z.object({
  id,
  studyInstanceUid: z.string(),
  patientName: z.string(),
  patientId: z.string(),
  studyDate: z.string().nullable(),
  description: z.string(),
  importedAt: z.string(),
  series: z.array(series),
})
export type Study = z.infer<typeof study>

export const rejectedFile = z.object({ file: z.string(), code: z.string(), message: z.string() })

export const importReport = z.object({
  /** Instances that are now in the library and were not before. */
  imported: z.number().int(),
  /** Instances that were there already, byte for byte. */
  alreadyThere: z.number().int(),
  rejected: z.array(rejectedFile),
  seriesIds: z.array(id),
})
export type ImportReport = z.infer<typeof importReport>

export const importProgress = z.object({ done: z.number().int(), total: z.number().int(), file: z.string() })

/** Studies, series and instances on this machine. Frames and thumbnails travel by URL: see `resourceUrl`. */
export const libraryContract = defineContract({
  name: 'library',
  calls: {
    listStudies: call({ input: nothing, output: z.array(study) }),
    getInstance: call({ input: z.object({ instanceId: id }), output: instance }),
    /** Files and folders (searched recursively) on the machine that runs the services. */
    importPaths: call({ input: z.object({ paths: z.array(z.string().min(1)).min(1) }), output: importReport, progress: importProgress }),
    /** Files sent before with `PUT /uploads/UPLOAD_ID/NAME` (browser host). */
    importUpload: call({ input: z.object({ uploadId: z.string().regex(/^[a-z0-9-]{8,64}$/) }), output: importReport, progress: importProgress }),
    removeSeries: call({ input: z.object({ seriesId: id }), output: nothing, permission: 'administer' }),
  },
  events: { changed: event(z.object({ seriesIds: z.array(id) })) },
})
