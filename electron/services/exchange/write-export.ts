import type { DeidentifyOptions } from '../../dicom/deidentify/deidentify-options'
import type { ExportFormat, ExportScope } from '../../ipc/contract/index'
import { ServiceError } from '../../ipc/service-error'
import { writeAudit } from '../../storage/audit-log'
import type { Database } from '../../storage/database'
import type { LibraryStore, StoredInstance } from '../../storage/library-store'
import { samplesOfMasks, type MaskSample } from '../../storage/mask-samples'
import type { ObjectStore } from '../../storage/object-store'
import type { ReadFrame } from '../data-folder-writer'
import { DeidentifiedLibrary } from './deidentified-library'
import { exchangeLibrary, type ExportHooks, type WrittenMasks } from './exchange-library'
import { exportMasks, withLabels, type MaskFormat } from './export-masks'
import { LabelBook } from './label-book'
import { writeStudyFolder, type StudyWriterOptions } from './study/study-writer'

/** What is written, and as what. */
export interface ExportOrder {
  readonly scope: ExportScope
  readonly approvedOnly: boolean
  /** Labels that are kept; null for all. */
  readonly labelIds: readonly number[] | null
  readonly format: ExportFormat
  readonly deidentify: DeidentifyOptions | null
}

/** The library that is exported from. */
export interface ExportSource extends Pick<StudyWriterOptions, 'readers'> {
  readonly database: Database
  readonly objects: ObjectStore
  readonly store: LibraryStore
  readonly readFrame: ReadFrame
  readonly userName: string
  readonly softwareVersion: string
}

/** Writes an export into an empty folder and notes it in the audit log, with `place` as where it went. Fails with `not-found` when there is nothing to write. */
export async function writeExport(out: string, order: ExportOrder, source: ExportSource, place: string, hooks: ExportHooks = {}): Promise<WrittenMasks> {
  const { database, userName } = source
  const { scope, format, deidentify } = order
  const result = await (format === 'study' ? writeImages(out, order, source, hooks) : writeMasks(out, format, order, source, hooks))
  const what = format === 'study' ? 'images with their masks' : 'masks'
  writeAudit(database, { who: userName, act: 'masks: export', subject: `${result.written} ${what}`, reason: `${scope.kind} as ${format}${deidentify ? ', de-identified' : ''}, into ${place}` })
  return result
}

async function writeImages(out: string, { scope, deidentify }: ExportOrder, source: ExportSource, hooks: ExportHooks): Promise<WrittenMasks> {
  const instances = instancesOf(source, scope)
  if (instances.length === 0) throw new ServiceError('not-found', 'There are no images to export.')
  return writeStudyFolder(out, instances, { ...source, deidentify }, hooks)
}

async function writeMasks(out: string, format: MaskFormat, { scope, approvedOnly, labelIds, deidentify }: ExportOrder, source: ExportSource, hooks: ExportHooks): Promise<WrittenMasks> {
  const { database, store, userName } = source
  const found = samplesOf(source, scope, approvedOnly)
  if (found.length === 0) throw new ServiceError('not-found', approvedOnly ? 'There are no approved masks to export; all masks can be chosen as well.' : 'There are no masks to export.')
  const samples = labelIds ? withLabels(found, new Set(labelIds)) : found
  const library = exchangeLibrary({ ...source, library: store, labels: new LabelBook(database, userName) })
  if (!deidentify) return exportMasks(out, samples, library, format, hooks)
  const hidden = new DeidentifiedLibrary(library, deidentify)
  return exportMasks(out, samples.map((sample) => hidden.sampleOf(sample)), hidden, format, hooks)
}

/** The masks of a selection. */
export function samplesOf({ database, store }: Pick<ExportSource, 'database' | 'store'>, scope: ExportScope, approvedOnly: boolean): MaskSample[] {
  if (scope.kind === 'library') return samplesOfMasks(database, { seriesId: null, approvedOnly })
  if (scope.kind === 'series') return samplesOfMasks(database, { seriesId: scope.seriesId, approvedOnly })
  if (scope.kind === 'study') return seriesOf(database, scope.studyId).flatMap((seriesId) => samplesOfMasks(database, { seriesId, approvedOnly }))
  const { seriesId } = store.instance(scope.instanceId)
  return samplesOfMasks(database, { seriesId, approvedOnly }).filter(({ instanceId, frame }) => instanceId === scope.instanceId && frame === scope.frame)
}

/** The images of a selection. */
export function instancesOf({ database, store }: Pick<ExportSource, 'database' | 'store'>, scope: ExportScope): StoredInstance[] {
  if (scope.kind === 'frame') return [store.instance(scope.instanceId)]
  const series = scope.kind === 'series' ? [scope.seriesId] : seriesOf(database, scope.kind === 'study' ? scope.studyId : null)
  return series.flatMap((seriesId) => store.instancesOfSeries(seriesId))
}

function seriesOf(database: Database, studyId: number | null): number[] {
  return database.all<{ id: number }>('SELECT id FROM series WHERE ? IS NULL OR study_id = ? ORDER BY id', studyId, studyId).map(({ id }) => id)
}
