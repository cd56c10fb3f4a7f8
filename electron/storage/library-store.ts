import type { ImageHeader } from '../dicom/image-header'
import type { Instance, Series, StudyFacts } from '../ipc/contract/index'
import { ServiceError } from '../ipc/service-error'
import { writeAudit } from './audit-log'
import type { Database } from './database'

/** An imported file: what its reader found and under which hash its copy lies. */
export interface StoredInstance {
  readonly id: number
  readonly seriesId: number
  readonly objectHash: string
  readonly sourceName: string
  readonly header: ImageHeader
}

interface InstanceRow {
  id: number
  series_id: number
  object_hash: string
  source_name: string
  header: string
}

interface SeriesRow {
  id: number
  study_id: number
  series_instance_uid: string
  series_number: number | null
  modality: string
  description: string
}

interface ReviewedRow {
  seriesId: number
  status: keyof Series['reviewed']
  frames: number
}

const importAct = 'library: import'
const instanceColumns = 'id, series_id, object_hash, source_name, header'
const studySql = `SELECT id, study_instance_uid AS studyInstanceUid, patient_name AS patientName, patient_id AS patientId, study_date AS studyDate,
  description, imported_at AS importedAt FROM study`
const reviewedSql = `SELECT series_id AS seriesId, status, count(*) AS frames FROM mask JOIN instance ON instance.id = mask.instance_id
  WHERE status <> 'unannotated'`

/** Rows of studies, series and instances. */
export class LibraryStore {
  constructor(private readonly database: Database) {}

  isEmpty(): boolean {
    return this.database.get('SELECT 1 FROM study LIMIT 1') === undefined
  }

  /** Fails with `not-found`. */
  instance(id: number): StoredInstance {
    const row = this.database.get<InstanceRow>(`SELECT ${instanceColumns} FROM instance WHERE id = ?`, id)
    if (!row) throw new ServiceError('not-found', `There is no image ${id} in the library (any more).`)
    return storedInstance(row)
  }

  /** Fails with `not-found`; a series without images does not exist. */
  instancesOfSeries(seriesId: number): StoredInstance[] {
    const rows = this.database.all<InstanceRow>(`SELECT ${instanceColumns} FROM instance WHERE series_id = ?`, seriesId)
    if (rows.length === 0) throw new ServiceError('not-found', `There is no series ${seriesId} in the library (any more).`)
    return rows.map(storedInstance).sort(byInstanceNumber)
  }

  findByHash(hash: string): { id: number; seriesId: number } | null {
    return this.database.get<{ id: number; seriesId: number }>('SELECT id, series_id AS seriesId FROM instance WHERE object_hash = ?', hash) ?? null
  }

  /** Whether such a file was ever imported here, also when it has been removed since: the audit log forgets nothing. */
  wasEverImported(hash: string): boolean {
    return this.database.get('SELECT 1 FROM audit WHERE act = ? AND new_hash = ? LIMIT 1', importAct, hash) !== undefined
  }

  /** Whether a file of this size could be in the library already: saves reading it twice when not. */
  holdsFileOfSize(bytes: number): boolean {
    return this.database.get('SELECT 1 FROM instance WHERE object_bytes = ? LIMIT 1', bytes) !== undefined
  }

  /** Notes that a copy is about to be added or removed. */
  markPending(hash: string): void {
    this.database.run('INSERT OR IGNORE INTO pending_object (hash) VALUES (?)', hash)
  }

  clearPending(hash: string): void {
    this.database.run('DELETE FROM pending_object WHERE hash = ?', hash)
  }

  pendingObjects(): string[] {
    return this.database.all<{ hash: string }>('SELECT hash FROM pending_object').map(({ hash }) => hash)
  }

  /** Adds the rows of one file whose copy is in the object store. */
  add(header: ImageHeader, object: { hash: string; bytes: number }, sourceName: string, who: string): { id: number; seriesId: number } {
    const { database } = this
    return database.transaction(() => {
      const now = new Date().toISOString()
      const studyId = this.studyOf(header, now)
      const seriesId = this.seriesOf(header, studyId)
      const { lastId } = database.run(
        `INSERT INTO instance (series_id, sop_instance_uid, object_hash, object_bytes, image_rows, image_columns, frames, header, source_name, imported_at)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
        seriesId, header.sopInstanceUid, object.hash, object.bytes, header.rows, header.columns, header.frames,
        JSON.stringify({ ...header, warnings: [...header.warnings, ...this.twinWarning(header)] }), sourceName, now,
      )
      this.clearPending(object.hash)
      writeAudit(database, { who, act: importAct, subject: `image ${lastId}`, newHash: object.hash })
      return { id: lastId, seriesId }
    })
  }

  /** Removes a series with its masks; the copies of its files become pending. */
  removeSeries(seriesId: number, who: string): void {
    this.database.transaction(() => {
      const removed = this.instancesOfSeries(seriesId)
      const { study_id: studyId } = this.database.get<{ study_id: number }>('SELECT study_id FROM series WHERE id = ?', seriesId)!
      this.database.run('DELETE FROM series WHERE id = ?', seriesId)
      this.database.run('DELETE FROM study WHERE id = ? AND NOT EXISTS (SELECT 1 FROM series WHERE study_id = ?)', studyId, studyId)
      for (const { id, objectHash } of removed) {
        this.markPending(objectHash)
        writeAudit(this.database, { who, act: 'library: remove', subject: `image ${id}`, oldHash: objectHash })
      }
    })
  }

  /** A series with its images and its study. Fails with `not-found`. */
  series(seriesId: number): { study: StudyFacts; series: Series } {
    const instances = this.instancesOfSeries(seriesId)
    const row = this.database.get<SeriesRow>('SELECT * FROM series WHERE id = ?', seriesId)!
    const reviewed = this.database.all<ReviewedRow>(`${reviewedSql} AND series_id = ? GROUP BY status`, seriesId)
    return { study: this.database.get<StudyFacts>(`${studySql} WHERE id = ?`, row.study_id)!, series: describedSeries(row, instances, reviewed) }
  }

  private studyOf(header: ImageHeader, now: string): number {
    const found = this.database.get<{ id: number }>('SELECT id FROM study WHERE study_instance_uid = ?', header.studyInstanceUid)
    if (found) return found.id
    return this.database.run(
      'INSERT INTO study (study_instance_uid, patient_name, patient_id, study_date, description, imported_at) VALUES (?, ?, ?, ?, ?, ?)',
      header.studyInstanceUid, header.patientName, header.patientId, header.studyDate, header.studyDescription, now,
    ).lastId
  }

  private seriesOf(header: ImageHeader, studyId: number): number {
    const found = this.database.get<{ id: number }>('SELECT id FROM series WHERE study_id = ? AND series_instance_uid = ?', studyId, header.seriesInstanceUid)
    if (found) return found.id
    return this.database.run(
      'INSERT INTO series (study_id, series_instance_uid, series_number, modality, description) VALUES (?, ?, ?, ?, ?)',
      studyId, header.seriesInstanceUid, header.seriesNumber, header.modality, header.seriesDescription,
    ).lastId
  }

  /** Re-encoded files keep their UID: both are kept, and the later one says so. */
  private twinWarning(header: ImageHeader): string[] {
    const twin = this.database.get('SELECT 1 FROM instance WHERE sop_instance_uid = ? LIMIT 1', header.sopInstanceUid)
    return twin ? ['Another file with the same SOP Instance UID and other bytes is in the library.'] : []
  }
}

/** The instance as the viewer needs it. */
export function instanceOf({ id, seriesId, sourceName, header }: StoredInstance): Instance {
  return {
    id,
    seriesId,
    sourceName,
    sopInstanceUid: header.sopInstanceUid,
    instanceNumber: header.instanceNumber,
    rows: header.rows,
    columns: header.columns,
    frames: header.frames,
    bitsAllocated: header.bitsAllocated,
    bitsStored: header.bitsStored,
    signed: header.signed,
    samplesPerPixel: header.samplesPerPixel,
    inverted: header.inverted,
    // Images that an earlier version imported have neither this nor times of their frames nor a calibrated spacing.
    pixelIntensity: header.pixelIntensity ?? null,
    rescaleSlope: header.rescaleSlope,
    rescaleIntercept: header.rescaleIntercept,
    windowCenter: header.windowCenter,
    windowWidth: header.windowWidth,
    frameTimeMs: header.frameTimeMs,
    frameTimesMs: header.frameTimesMs ? [...header.frameTimesMs] : null,
    primaryAngle: header.primaryAngle,
    secondaryAngle: header.secondaryAngle,
    imagerPixelSpacing: header.imagerPixelSpacing,
    calibratedPixelSpacing: header.calibratedPixelSpacing ?? null,
    transferSyntaxUid: header.transferSyntaxUid,
    warnings: header.warnings,
  }
}

function describedSeries(row: SeriesRow, instances: readonly StoredInstance[], reviewed: readonly ReviewedRow[]): Series {
  return {
    id: row.id,
    studyId: row.study_id,
    seriesInstanceUid: row.series_instance_uid,
    seriesNumber: row.series_number,
    modality: row.modality,
    description: row.description,
    instances: instances.map(instanceOf),
    reviewed: { predicted: 0, corrected: 0, approved: 0, returned: 0, ...Object.fromEntries(reviewed.map(({ status, frames }) => [status, frames])) },
  }
}

function storedInstance(row: InstanceRow): StoredInstance {
  return { id: row.id, seriesId: row.series_id, objectHash: row.object_hash, sourceName: row.source_name, header: JSON.parse(row.header) as ImageHeader }
}

function byInstanceNumber(one: StoredInstance, other: StoredInstance): number {
  return (one.header.instanceNumber ?? Infinity) - (other.header.instanceNumber ?? Infinity) || one.id - other.id
}
