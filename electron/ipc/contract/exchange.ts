import { z } from 'zod'
import { call, defineContract } from '../contract'
import { frameIndex, frameKey, id } from './common'
import { importProgress, importReport, rejectedFile } from './library'

/** What is handed over. */
export const exportScope = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('frame'), instanceId: id, frame: frameIndex }),
  z.object({ kind: z.literal('series'), seriesId: id }),
  z.object({ kind: z.literal('study'), studyId: id }),
  z.object({ kind: z.literal('library') }),
])
export type ExportScope = z.infer<typeof exportScope>

/** `study` is the images as they are stored, with everything about their masks; the others are masks in a format of others. */
export const exportFormat = z.enum(['seg', 'png', 'png-indexed', 'coco', 'coco-counts', 'coco-polygons', 'nifti', 'csv', 'json', 'study'])
export type ExportFormat = z.infer<typeof exportFormat>

/** What de-identification keeps beyond the basic profile of PS3.15. */
export const deidentifyChoice = z.object({
  keepModifiedDates: z.boolean(),
  cleanDescriptors: z.boolean(),
  keepPatientCharacteristics: z.boolean(),
  keepDeviceIdentity: z.boolean(),
})
export type DeidentifyChoice = z.infer<typeof deidentifyChoice>

const selection = z.object({ scope: exportScope, approvedOnly: z.boolean() })

export const exportRequest = selection.extend({
  format: exportFormat,
  /** Labels that are kept; null for all. */
  labelIds: z.array(z.number().int().min(1).max(255)).nullable(),
  /** Null: as it is. */
  deidentify: deidentifyChoice.nullable(),
  /** A folder on the machine that runs the services, in which a new one is made; or one file to be fetched by `resourceUrl.download`. */
  destination: z.discriminatedUnion('kind', [z.object({ kind: z.literal('folder'), path: z.string().min(1).max(4000) }), z.object({ kind: z.literal('download') })]),
})
export type ExportRequest = z.infer<typeof exportRequest>

export const exportResult = z.object({
  /** Masks, or for a study folder images. */
  written: z.number().int(),
  /** One sentence for each image that was left out, and for what a person should look at. */
  notes: z.array(z.string()),
  files: z.number().int(),
  bytes: z.number().int(),
  /** Where it lies; null for a download. */
  folder: z.string().nullable(),
  download: z.object({ id: z.string(), name: z.string() }).nullable(),
})
export type ExportResult = z.infer<typeof exportResult>

export const exchangeReport = importReport.extend({
  masks: z.object({ imported: z.number().int(), alreadyThere: z.number().int() }),
  /** What was taken over, but not as the file has it. */
  warnings: z.array(rejectedFile),
})
export type ExchangeReport = z.infer<typeof exchangeReport>

const uploadId = z.string().regex(/^[a-z0-9-]{8,64}$/)
const progress = z.object({ done: z.number().int(), total: z.number().int() })

/** Files in and out: images, and masks in the formats of others. */
export const exchangeContract = defineContract({
  name: 'exchange',
  calls: {
    /** What an export of this selection would hold. */
    inspect: call({
      input: selection,
      output: z.object({ frames: z.number().int(), images: z.number().int(), labels: z.array(z.object({ id: z.number().int(), frames: z.number().int() })) }),
    }),
    /** Fails with `not-found` when there is nothing to export. What a cancelled or failed export had written is removed. */
    export: call({ input: exportRequest, output: exportResult, progress }),
    /** Images, and masks of images that are in the library: DICOM SEG, COCO, PNG masks, data folders, study folders. */
    importPaths: call({ input: z.object({ paths: z.array(z.string().min(1)).min(1), deidentify: deidentifyChoice.nullable() }), output: exchangeReport, progress: importProgress }),
    /** Files sent before with `PUT /uploads/UPLOAD_ID/NAME` (browser host). */
    importUpload: call({ input: z.object({ uploadId, deidentify: deidentifyChoice.nullable() }), output: exchangeReport, progress: importProgress }),
    /** One PNG mask for exactly this frame, whatever its name. */
    importForFrame: call({
      input: frameKey.extend({ source: z.discriminatedUnion('kind', [z.object({ kind: z.literal('path'), path: z.string().min(1) }), z.object({ kind: z.literal('upload'), uploadId })]) }),
      output: exchangeReport,
      permission: 'annotate',
    }),
  },
  events: {},
})
