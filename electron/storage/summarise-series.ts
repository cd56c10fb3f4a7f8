import type { ImageHeader } from '../dicom/image-header'
import { angulation } from '../ipc/angulation'
import type { ReviewStatus } from '../ipc/contract/index'
import { foldText } from '../ipc/fold-text'
import { labelsInRuns } from '../ipc/run-length'
import type { Database } from './database'
import { grouped } from './grouped'
import type { SeriesSummary } from './series-index'

interface SeriesRow {
  id: number
  study_id: number
  series_number: number | null
  modality: string
  description: string
  patient_name: string
  patient_id: string
  study_date: string | null
  study_description: string
}

interface AssignmentRow {
  series_id: number
  name: string
}

interface ImageRow {
  id: number
  series_id: number
  frames: number
  header: string
  source_name: string
}

interface MaskRow {
  series_id: number
  labels: Uint8Array
  status: ReviewStatus
  author_kind: string | null
  author_name: string | null
  /** Of the mask as it is. */
  uncertainty: number | null
  /** That predicted the frame last. */
  model: string | null
}

/** What is known of these series, by id; series that have gone, or have no image, are missing. */
export function summariseSeries(database: Database, seriesIds: readonly number[]): Map<number, SeriesSummary> {
  const ids = JSON.stringify(seriesIds)
  const images = grouped(
    database.all<ImageRow>('SELECT id, series_id, frames, header, source_name FROM instance WHERE series_id IN (SELECT value FROM json_each(?)) ORDER BY id', ids),
    ({ series_id }) => series_id,
  )
  const masks = grouped(
    database.all<MaskRow>(
      `SELECT series_id, labels, status, author_kind, author_name,
         (SELECT uncertainty FROM prediction WHERE prediction.instance_id = mask.instance_id AND prediction.frame = mask.frame AND prediction.hash = mask.hash) AS uncertainty,
         (SELECT model FROM prediction WHERE prediction.instance_id = mask.instance_id AND prediction.frame = mask.frame ORDER BY prediction.rowid DESC LIMIT 1) AS model
       FROM instance JOIN mask ON mask.instance_id = instance.id
       WHERE series_id IN (SELECT value FROM json_each(?)) AND status <> 'unannotated'`,
      ids,
    ),
    ({ series_id }) => series_id,
  )
  const assigned = grouped(
    database.all<AssignmentRow>('SELECT series_id, name FROM assignment JOIN person ON person.id = person_id WHERE series_id IN (SELECT value FROM json_each(?))', ids),
    ({ series_id }) => series_id,
  )
  const series = database.all<SeriesRow>(
    `SELECT series.id, study_id, series_number, modality, series.description, patient_name, patient_id, study_date, study.description AS study_description
     FROM series JOIN study ON study.id = study_id WHERE series.id IN (SELECT value FROM json_each(?))`,
    ids,
  )
  return new Map(series.filter(({ id }) => images.has(id)).map((row) => [row.id, summaryOf(row, images.get(row.id)!, masks.get(row.id) ?? [], assigned.get(row.id) ?? [])]))
}

function summaryOf(row: SeriesRow, images: readonly ImageRow[], masks: readonly MaskRow[], assigned: readonly AssignmentRow[]): SeriesSummary {
  const opened = images.map((image) => ({ ...image, header: JSON.parse(image.header) as ImageHeader }))
  // As the images of a series are ordered everywhere.
  const first = opened.reduce((best, image) => ((image.header.instanceNumber ?? Infinity) < (best.header.instanceNumber ?? Infinity) ? image : best))
  const { primaryAngle, secondaryAngle } = first.header
  const predicted = masks.filter(({ status, uncertainty }) => status === 'predicted' && uncertainty !== null)
  const count = (status: ReviewStatus): number => masks.filter((mask) => mask.status === status).length
  const frames = images.reduce((sum, image) => sum + image.frames, 0)
  const statuses = [...new Set(masks.map(({ status }) => status))]
  return {
    id: row.id,
    study: { id: row.study_id, patientName: row.patient_name, patientId: row.patient_id, studyDate: row.study_date, description: row.study_description },
    seriesNumber: row.series_number,
    modality: row.modality,
    description: row.description,
    firstInstanceId: first.id,
    sourceName: first.source_name,
    images: images.length,
    frames,
    primaryAngle,
    secondaryAngle,
    reviewed: { predicted: count('predicted'), corrected: count('corrected'), approved: count('approved'), returned: count('returned') },
    uncertainty: predicted.length === 0 ? null : Math.max(...predicted.map(({ uncertainty }) => uncertainty!)),
    name: foldText(row.patient_name),
    text: searchText(row, opened, angulation(primaryAngle, secondaryAngle)),
    newest: images.at(-1)!.id,
    choices: {
      status: masks.length < frames ? ['unannotated', ...statuses] : statuses,
      // To annotate or to review.
      assignee: [...new Set(assigned.map(({ name }) => name))],
      // Also where its mask was corrected since.
      model: [...new Set(masks.flatMap(({ model, author_kind, author_name }) => model ?? (author_kind === 'model' ? author_name : null) ?? []))].sort(),
      label: [...new Set(masks.flatMap(({ labels }) => [...labelsInRuns(labels)]))].filter((label) => label !== 0).map(String),
      modality: [row.modality],
    },
  }
}

function searchText(row: SeriesRow, images: readonly Pick<ImageRow, 'source_name'>[], angles: string | null): string {
  const parts = [
    row.patient_name.replaceAll('^', ' '), row.patient_id, row.study_date, row.study_date?.replaceAll('-', ''), row.study_description,
    row.modality, row.description, angles, ...images.map((image) => image.source_name),
  ]
  return foldText(parts.filter((part) => part !== null && part !== undefined && part !== '').join('\n'))
}
