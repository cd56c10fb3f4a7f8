import { Pseudonyms } from '../dicom/deidentify/pseudonyms'
import type { PatientFields } from '../dicom/patient-identity'
import type { Author, FrameKey, ReviewStatus } from '../ipc/contract/index'
import type { Database } from './database'
import { vesselLabelsOf } from './label-store'
import { authorOf } from './mask-rows'
import { librarySecret } from './library-secret'

/** A frame with a mask, as data for training or export. */
export interface MaskSample extends FrameKey {
  /** Unique in the library and without anything that names a person. */
  readonly name: string
  /** The same for all images of one patient of this library; tells nothing about who it is. */
  readonly patient: string
  readonly seriesId: number
  readonly sopInstanceUid: string
  readonly rows: number
  readonly columns: number
  /** Run-length coded. */
  readonly labels: Uint8Array
  /** Which of the labels are foreground for training. */
  readonly vesselLabels: ReadonlySet<number>
  readonly hash: string
  readonly status: ReviewStatus
  readonly author: Author
  /** Null for a mask that is not approved. */
  readonly version: { readonly id: number; readonly number: number; readonly approvedBy: string; readonly approvedAt: string } | null
}

interface SampleRow {
  instance_id: number
  frame: number
  series_id: number
  /** With the first mask of an image at most; it is long. */
  header?: string | null
  sop_instance_uid: string
  image_rows: number
  image_columns: number
  labels: Uint8Array
  hash: string
  status: ReviewStatus
  author_kind: Author['kind']
  author_name: string
  version_id: number | null
  number: number | null
  approved_by: string | null
  approved_at: string | null
}

const frameColumns = `instance.id AS instance_id, instance.series_id, sop_instance_uid, image_rows, image_columns`

/** Approved masks by the ids of their versions, in this order; one that was removed meanwhile is missing. */
export function samplesOfVersions(database: Database, versionIds: readonly number[]): MaskSample[] {
  const sampleOf = sampleReader(database)
  return versionIds.flatMap((id) => {
    const row = database.get<SampleRow>(
      `SELECT ${frameColumns}, mask_version.frame, mask_version.labels, mask_version.hash, 'approved' AS status, mask_version.author_kind, mask_version.author_name,
         mask_version.id AS version_id, mask_version.number, mask_version.created_at AS approved_at,
         coalesce(approved_by, '') AS approved_by
       FROM mask_version JOIN instance ON instance.id = mask_version.instance_id LEFT JOIN approval ON approval.version_id = mask_version.id
       WHERE mask_version.id = ?`,
      id,
    )
    return row ? [sampleOf(row)] : []
  })
}

/** Versions that wait in the retraining queue, in order of approval. */
export function queuedVersionIds(database: Database): number[] {
  return database.all<{ id: number }>('SELECT version_id AS id FROM approval ORDER BY position').map(({ id }) => id)
}

/** Every mask there is, of one series or of all, in order of import and frame. */
export function samplesOfMasks(database: Database, { seriesId, approvedOnly }: { seriesId: number | null; approvedOnly: boolean }): MaskSample[] {
  return database
    .all<SampleRow>(
      `SELECT ${frameColumns}, iif(row_number() OVER (PARTITION BY instance.id ORDER BY mask.frame) = 1, instance.header, NULL) AS header, mask.frame, mask.labels, mask.hash, mask.status, mask.author_kind, mask.author_name,
         version_id, mask_version.number, approved_by, approved_at
       FROM mask JOIN instance ON instance.id = mask.instance_id
         LEFT JOIN approval ON approval.instance_id = mask.instance_id AND approval.frame = mask.frame LEFT JOIN mask_version ON mask_version.id = version_id
       WHERE mask.author_kind IS NOT NULL AND (? IS NULL OR instance.series_id = ?) AND (? = 0 OR mask.status = 'approved')
       ORDER BY instance.id, mask.frame`,
      seriesId, seriesId, approvedOnly ? 1 : 0,
    )
    .map(sampleReader(database))
}

/** What all samples of a selection need is read once. */
function sampleReader(database: Database): (row: SampleRow) => MaskSample {
  const vesselLabels = vesselLabelsOf(database)
  const pseudonyms = new Pseudonyms(librarySecret(database))
  const patients = new Map<number, string>()
  const patientOf = ({ instance_id, header }: SampleRow): string => {
    const known = patients.get(instance_id)
    if (known !== undefined) return known
    const text = header ?? database.get<{ header: string }>('SELECT header FROM instance WHERE id = ?', instance_id)!.header
    const patient = pseudonyms.patient(JSON.parse(text) as PatientFields)
    patients.set(instance_id, patient)
    return patient
  }
  return (row) => ({
    instanceId: row.instance_id,
    frame: row.frame,
    name: `i${String(row.instance_id).padStart(6, '0')}-f${String(row.frame + 1).padStart(4, '0')}`,
    patient: patientOf(row),
    seriesId: row.series_id,
    sopInstanceUid: row.sop_instance_uid,
    rows: row.image_rows,
    columns: row.image_columns,
    labels: row.labels,
    vesselLabels,
    hash: row.hash,
    status: row.status,
    author: authorOf(row.author_kind, row.author_name)!,
    version: row.version_id === null ? null : { id: row.version_id, number: row.number!, approvedBy: row.approved_by!, approvedAt: row.approved_at! },
  })
}
