import { z } from 'zod'
import { call, defineContract, event } from '../contract'
import { bytes, id, nothing } from './common'

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
  /** What stored grey values mean to the beam (PixelIntensityRelationship and its sign); null when the file does not say so. */
  pixelIntensity: z.object({ relationship: z.enum(['LIN', 'LOG', 'DISP']), sign: z.union([z.literal(1), z.literal(-1)]) }).nullable(),
  rescaleSlope: z.number(),
  rescaleIntercept: z.number(),
  windowCenter: z.number().nullable(),
  windowWidth: z.number().nullable(),
  /** Milliseconds per frame: FrameTime, FrameTimeVector's mean, 1000/RecommendedDisplayFrameRate or 1000/CineRate; null when unknown. */
  frameTimeMs: z.number().positive().nullable(),
  /** Milliseconds from the first frame to each, where a FrameTimeVector says that they are not evenly spaced. */
  frameTimesMs: z.array(z.number().nonnegative()).nullable(),
  /** PositionerPrimaryAngle in degrees, LAO positive. */
  primaryAngle: z.number().nullable(),
  /** PositionerSecondaryAngle in degrees, CRA positive. */
  secondaryAngle: z.number().nullable(),
  /** ImagerPixelSpacing, millimetres at the detector: never millimetres in the patient. */
  imagerPixelSpacing: z.tuple([z.number(), z.number()]).nullable(),
  /** Millimetres in the patient as the file itself states them, with the attributes that say so. */
  calibratedPixelSpacing: z.object({ spacing: z.tuple([z.number().positive(), z.number().positive()]), source: z.string() }).nullable(),
  transferSyntaxUid: z.string().nullable(),
  sourceName: z.string(),
  /** Named oddities of the file that were tolerated, in plain words. */
  warnings: z.array(z.string()),
})
export type Instance = z.infer<typeof instance>

export const reviewedFrames = z.object({ predicted: z.number(), corrected: z.number(), approved: z.number(), returned: z.number() })

export const series = z.object({
  id,
  studyId: id,
  seriesInstanceUid: z.string(),
  seriesNumber: z.number().int().nullable(),
  modality: z.string(),
  description: z.string(),
  instances: z.array(instance),
  /** Frames by review status over all instances; unannotated frames are the rest. */
  reviewed: reviewedFrames,
})
export type Series = z.infer<typeof series>

/** A study without its series. */
export const studyFacts = z.object({
  id,
  studyInstanceUid: z.string(),
  patientName: z.string(),
  patientId: z.string(),
  studyDate: z.string().nullable(),
  description: z.string(),
  importedAt: z.string(),
})
export type StudyFacts = z.infer<typeof studyFacts>

/** One series as a line of the study browser. */
export const seriesRow = z.object({
  id,
  study: studyFacts.pick({ id: true, patientName: true, patientId: true, studyDate: true, description: true }),
  seriesNumber: z.number().int().nullable(),
  modality: z.string(),
  description: z.string(),
  /** The first image: it opens with the series. */
  firstInstanceId: id,
  sourceName: z.string(),
  images: z.number().int().positive(),
  frames: z.number().int().positive(),
  primaryAngle: z.number().nullable(),
  secondaryAngle: z.number().nullable(),
  reviewed: reviewedFrames,
  /** Of the most uncertain prediction that nobody has reviewed, 0..1; null where there is none. */
  uncertainty: z.number().nullable(),
})
export type SeriesRow = z.infer<typeof seriesRow>

/** Filters by choices: a series passes when it has one of those chosen, or when none is. Their counts come with every answer. */
export const choiceFilters = ['status', 'assignee', 'model', 'label', 'modality'] as const
export type ChoiceFilter = (typeof choiceFilters)[number]

const isoDate = z.string().regex(/^\d{4}-\d{2}-\d{2}$/)
export const seriesFilters = z.object({
  choices: z.partialRecord(z.enum(choiceFilters), z.array(z.string().max(400)).max(100)),
  /** First and last day of the study, both included; a series without a date passes neither. */
  from: isoDate.nullable(),
  to: isoDate.nullable(),
})
export type SeriesFilters = z.infer<typeof seriesFilters>

/** The first three keep patients and studies together; the others put single series in order. */
export const seriesSorts = ['newest', 'date', 'patient', 'uncertain', 'unreviewed'] as const
export type SeriesSort = (typeof seriesSorts)[number]

export const seriesQuery = z.object({
  /** Words; each must occur in what is known of the series. Accents and capitals make no difference. */
  search: z.string().max(400),
  filters: seriesFilters,
  sort: z.enum(seriesSorts),
})
export type SeriesQuery = z.infer<typeof seriesQuery>

export const seriesAnswer = z.object({
  /** All series of the library. */
  total: z.number().int(),
  /** The series that pass, in order: see `electron/ipc/series-order.ts`. */
  order: bytes,
  /** By filter: the choices that there are, each with the number of series that it would leave beside the other filters. */
  choices: z.record(z.enum(choiceFilters), z.array(z.object({ value: z.string(), count: z.number().int() }))),
})
export type SeriesAnswer = z.infer<typeof seriesAnswer>

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
    /** Which series pass a search and filters, and in which order; `rows` then describes those that are in sight. */
    query: call({ input: seriesQuery, output: seriesAnswer }),
    /** In the order asked for; series that have gone meanwhile are left out. */
    rows: call({ input: z.object({ seriesIds: z.array(id).max(500) }), output: z.array(seriesRow) }),
    getSeries: call({ input: z.object({ seriesId: id }), output: z.object({ study: studyFacts, series }) }),
    getInstance: call({ input: z.object({ instanceId: id }), output: instance }),
    removeSeries: call({ input: z.object({ seriesId: id }), output: nothing, permission: 'administer' }),
  },
  events: { changed: event(z.object({ seriesIds: z.array(id) })) },
})
