import { z } from 'zod'
import { profileEdition } from '../../../dicom/deidentify/confidentiality-profile'

/** The file by which a study folder is known. It is written last: without it a folder is no study folder. */
export const studyManifestName = 'lightvessel-study.json'
export const auditFileName = 'audit.jsonl'

const sha256 = z.string().regex(/^[0-9a-f]{64}$/)
/** Only below the folder itself, and only in its own two. */
const ownPath = z.string().regex(/^(images|masks)\/[a-z0-9-]{1,64}(\.[a-z0-9]{1,5})?$/)
const text = z.string().max(2000)

/** How a picture is placed among studies, which its file does not say. */
const placement = z.object({
  patientName: text, patientId: text, studyInstanceUid: text, studyDate: text.nullable(), studyDescription: text,
  seriesInstanceUid: text, seriesNumber: z.number().int().nullable(), seriesDescription: text, modality: text, instanceNumber: z.number().int().nullable(),
})
export type Placement = z.infer<typeof placement>

export const studyImage = z.object({
  file: ownPath,
  sha256,
  sourceName: text,
  sopInstanceUid: text,
  rows: z.number().int().positive(),
  columns: z.number().int().positive(),
  /** Null for DICOM objects, which say it themselves. */
  placement: placement.nullable(),
  /** Null for an image without masks. */
  masks: z.object({ file: ownPath, sha256 }).nullable(),
})
export type StudyImage = z.infer<typeof studyImage>

export const studyManifest = z.object({
  format: z.literal('lightvessel-study'),
  formatVersion: z.literal(1),
  createdAt: text,
  createdBy: text,
  program: text,
  /** The profile by which it was de-identified; null for a folder with everything as it is. */
  deidentified: z.object({ profile: text, codes: z.array(z.tuple([text, text])) }).nullable(),
  labels: z.array(z.object({ id: z.number().int().min(1).max(255), name: z.string().min(1).max(64), colour: text, vessel: z.boolean() })),
  images: z.array(studyImage),
  /** What was done to these images, for people to read; null in a de-identified folder, and in those of older programs. */
  audit: z.object({ file: z.literal(auditFileName), sha256 }).nullable().default(null),
})
export type StudyManifest = z.infer<typeof studyManifest>

export const profileName = `Basic Application Level Confidentiality Profile, ${profileEdition} Table E.1-1`

const value = z.union([z.string(), z.number(), z.null(), z.object({ base64: z.string() })])
/** The masks of one image with everything that the library holds about them. */
export const archivedFrames = z.record(z.string().max(64), z.array(z.record(z.string().max(64), value)))
