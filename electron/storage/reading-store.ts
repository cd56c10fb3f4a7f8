import type { Author, FrameKey, FrameReadings, Reading } from '../ipc/contract/index'
import { ServiceError } from '../ipc/service-error'
import { writeAudit } from './audit-log'
import type { Database } from './database'
import { readAct } from './mask-acts'
import { labelsAfterAct } from './mask-history'
import { auditSubject, readFrameSize, readMask, type MaskRow } from './mask-rows'
import type { MaskChange, MaskStore } from './mask-store'
import { keepVersion } from './mask-versions'
import { openReading, readAdjudication, requireNoOpenReading } from './open-reading'

/** A finished reading with its labels, run-length coded. */
export interface KeptReading extends Reading {
  readonly labels: Uint8Array
  readonly hash: string
}

/** A frame that was read at least twice. */
export interface ReadFrame extends FrameKey {
  readonly rows: number
  readonly columns: number
  readonly seriesId: number
  readonly patientId: string
  readonly sourceName: string
}

const readingColumns = 'reading.id, reading.number, reader, started_at AS startedAt, finished_at AS finishedAt, mask_version.number AS version'
const readingTables = 'reading LEFT JOIN mask_version ON mask_version.id = version_id'

/**
 * Independent readings. A frame has one working mask and one history; a reading is a version of it that one person finished without
 * seeing the others. Every method that changes something is one transaction.
 */
export class ReadingStore {
  constructor(
    private readonly database: Database,
    private readonly masks: MaskStore,
  ) {}

  list(key: FrameKey, who: string): FrameReadings {
    const { database } = this
    readFrameSize(database, key)
    const readings = database.all<Reading>(`SELECT ${readingColumns} FROM ${readingTables} WHERE reading.instance_id = ? AND reading.frame = ? ORDER BY reading.number`, key.instanceId, key.frame)
    const found = readAdjudication(database, key)
    return { readings, blind: openReading(database, key)?.reader === who, adjudicated: found && { first: found.first, second: found.second, by: found.by } }
  }

  /** Fails with `not-found` when there is no finished reading of this number. */
  kept(key: FrameKey, number: number): KeptReading {
    const found = this.database.get<KeptReading>(
      `SELECT ${readingColumns}, labels, hash FROM ${readingTables} WHERE reading.instance_id = ? AND reading.frame = ? AND reading.number = ? AND finished_at IS NOT NULL`,
      key.instanceId, key.frame, number,
    )
    if (!found) throw new ServiceError('not-found', `This frame has no finished reading ${number}.`)
    return found
  }

  /** All finished readings of a frame, in order. */
  finished(key: FrameKey): KeptReading[] {
    return this.database.all<KeptReading>(
      `SELECT ${readingColumns}, labels, hash FROM ${readingTables} WHERE reading.instance_id = ? AND reading.frame = ? AND finished_at IS NOT NULL ORDER BY reading.number`,
      key.instanceId, key.frame,
    )
  }

  /** Frames with two finished readings or more, without those that `who` is reading now. */
  readTwice(who: string): ReadFrame[] {
    return this.database.all<ReadFrame>(
      `SELECT reading.instance_id AS instanceId, reading.frame, image_rows AS rows, image_columns AS columns, series.id AS seriesId, study.patient_id AS patientId, source_name AS sourceName
       FROM reading JOIN instance ON instance.id = reading.instance_id JOIN series ON series.id = instance.series_id JOIN study ON study.id = series.study_id
       GROUP BY reading.instance_id, reading.frame HAVING count(finished_at) >= 2 AND max(finished_at IS NULL AND reader = ?) = 0 ORDER BY reading.instance_id, reading.frame`,
      who,
    )
  }

  /** Keeps the present mask as its author's reading and puts `begin` in its place, for `who` to read the frame afresh. */
  start(key: FrameKey, who: string, begin: { labels: Uint8Array; change: MaskChange }): ReturnType<MaskStore['replace']> {
    const { database } = this
    return database.transaction(() => {
      requireNoOpenReading(database, key, 'another one begins')
      const before = readMask(database, key)
      if (before?.author && before.author.kind !== 'model') this.keepPresent(key, before, before.author)
      const changed = this.masks.replace(key, begin.change, begin.labels)
      const { act } = readMask(database, key)!
      database.run(
        'INSERT INTO reading (instance_id, frame, number, reader, from_act, started_at) VALUES (?, ?, ?, ?, ?, ?)',
        key.instanceId, key.frame, this.nextNumber(key), who, act, new Date().toISOString(),
      )
      writeAudit(database, { who, act: 'reading: start', subject: auditSubject(key) })
      return { ...changed, history: this.masks.get(key).history }
    })
  }

  finish(key: FrameKey, who: string): Reading {
    const { database } = this
    return database.transaction(() => {
      const { id } = this.own(key, who)
      const mask = readMask(database, key)!
      const at = new Date().toISOString()
      const version = keepVersion(database, key, mask, { author: { kind: 'human', name: who }, reason: `independent reading by ${who}`, at })
      database.run('UPDATE reading SET finished_at = ?, version_id = ? WHERE id = ?', at, version.id, id)
      writeAudit(database, { who, act: 'reading: finish', subject: auditSubject(key), oldHash: mask.hash, newHash: mask.hash, reason: `version ${version.number}` })
      return database.get<Reading>(`SELECT ${readingColumns} FROM ${readingTables} WHERE reading.id = ?`, id)!
    })
  }

  /** Gives an open reading up: the mask is that of before it, by one more act. */
  discard(key: FrameKey, who: string): ReturnType<MaskStore['replace']> {
    const { database } = this
    return database.transaction(() => {
      const { id, fromAct } = this.own(key, who)
      const mask = readMask(database, key)!
      const began = readAct(database, key, fromAct)
      const labels = began && labelsAfterAct(database, key, mask, readFrameSize(database, key), fromAct - 1)
      if (!labels) throw new ServiceError('conflict', 'So many acts followed the start of this reading that the mask from before is no longer in the history; finish the reading instead.')
      database.run('DELETE FROM reading WHERE id = ?', id)
      writeAudit(database, { who, act: 'reading: discard', subject: auditSubject(key) })
      return this.masks.replace(key, { name: 'Reading discarded', author: began.authorBefore ?? { kind: 'human', name: who }, status: began.statusBefore }, labels)
    })
  }

  /** Records labels that were decided between two readings, as one undoable act. */
  adjudicate(key: FrameKey, who: string, name: string, readings: { first: Reading; second: Reading }, labels: Uint8Array): ReturnType<MaskStore['replace']> {
    const { database } = this
    return database.transaction(() => {
      requireNoOpenReading(database, key, 'deciding between the others')
      const changed = this.masks.replace(key, { name, author: { kind: 'human', name: who }, status: 'corrected' }, labels)
      const { act } = readMask(database, key)!
      database.run(
        'INSERT INTO adjudication (instance_id, frame, act, first_reading, second_reading, decided_by) VALUES (?, ?, ?, ?, ?, ?)',
        key.instanceId, key.frame, act, readings.first.id, readings.second.id, who,
      )
      return changed
    })
  }

  /** A mask that is already its author's last reading, or that was decided between readings, is not counted as one more. */
  private keepPresent(key: FrameKey, mask: MaskRow, author: Author): void {
    const { database } = this
    if (readAdjudication(database, key) !== null || this.finished(key).at(-1)?.hash === mask.hash) return
    const at = new Date().toISOString()
    const version = keepVersion(database, key, mask, { author, reason: `reading by ${author.name}`, at })
    database.run(
      'INSERT INTO reading (instance_id, frame, number, reader, from_act, started_at, finished_at, version_id) VALUES (?, ?, ?, ?, 0, ?, ?, ?)',
      key.instanceId, key.frame, this.nextNumber(key), author.name, at, at, version.id,
    )
  }

  private own(key: FrameKey, who: string): { id: number; fromAct: number } {
    readFrameSize(this.database, key)
    const reading = openReading(this.database, key)
    if (reading === null) throw new ServiceError('conflict', 'No independent reading of this frame is going on.')
    if (reading.reader !== who) throw new ServiceError('conflict', `The open reading of this frame is that of ${reading.reader}.`)
    return reading
  }

  private nextNumber(key: FrameKey): number {
    return this.database.get<{ next: number }>('SELECT coalesce(max(number), 0) + 1 AS next FROM reading WHERE instance_id = ? AND frame = ?', key.instanceId, key.frame)!.next
  }
}
