import type { Calibration, FrameKey, InstanceMeasurements, MeasuredShape, Measurement } from '../ipc/contract/index'
import { ServiceError } from '../ipc/service-error'
import { writeAudit } from './audit-log'
import type { Database } from './database'

interface MeasurementRow {
  id: string
  instance_id: number
  frame: number
  shape: string
  author: string
  created_at: string
}

interface CalibrationRow {
  instance_id: number
  frame: number
  line: string
  known: string
  author: string
  created_at: string
}

/** Rows of measurements and calibrations. A calibration changes every figure of its image, so it is in the audit log. */
export class MeasurementStore {
  constructor(private readonly database: Database) {}

  /** An entry for each of the images; measurements by frame and in the order in which they were drawn. */
  ofInstances(instanceIds: readonly number[]): InstanceMeasurements[] {
    const entries = new Map(instanceIds.map((instanceId): [number, InstanceMeasurements] => [instanceId, { instanceId, measurements: [], calibration: null }]))
    const ids = JSON.stringify(instanceIds)
    for (const row of this.database.all<MeasurementRow>('SELECT * FROM measurement WHERE instance_id IN (SELECT value FROM json_each(?)) ORDER BY frame, created_at, id', ids)) {
      entries.get(row.instance_id)!.measurements.push(measurementOf(row))
    }
    for (const row of this.database.all<CalibrationRow>('SELECT * FROM calibration WHERE instance_id IN (SELECT value FROM json_each(?))', ids)) {
      entries.get(row.instance_id)!.calibration = calibrationOf(row)
    }
    return [...entries.values()]
  }

  /** Fails with `not-found` when there is no such frame. */
  put(id: string, key: FrameKey, shape: MeasuredShape, author: string): Measurement {
    return this.database.transaction(() => {
      this.expectFrame(key)
      this.database.run(
        `INSERT INTO measurement (id, instance_id, frame, shape, author, created_at) VALUES (?, ?, ?, ?, ?, ?)
         ON CONFLICT (id) DO UPDATE SET shape = excluded.shape, author = excluded.author`,
        id, key.instanceId, key.frame, JSON.stringify(shape), author, new Date().toISOString(),
      )
      return measurementOf(this.database.get<MeasurementRow>('SELECT * FROM measurement WHERE id = ?', id)!)
    })
  }

  /** Returns the image it was on. Fails with `not-found`. */
  remove(id: string): number {
    return this.database.transaction(() => {
      const row = this.database.get<{ instanceId: number }>('SELECT instance_id AS instanceId FROM measurement WHERE id = ?', id)
      if (!row) throw new ServiceError('not-found', 'This measurement is not there any more.')
      this.database.run('DELETE FROM measurement WHERE id = ?', id)
      return row.instanceId
    })
  }

  calibration(instanceId: number): Calibration | null {
    const row = this.database.get<CalibrationRow>('SELECT * FROM calibration WHERE instance_id = ?', instanceId)
    return row ? calibrationOf(row) : null
  }

  calibrate({ instanceId, frame, line, known }: Pick<Calibration, 'instanceId' | 'frame' | 'line' | 'known'>, author: string): Calibration {
    return this.database.transaction(() => {
      this.expectFrame({ instanceId, frame })
      this.database.run(
        'INSERT OR REPLACE INTO calibration (instance_id, frame, line, known, author, created_at) VALUES (?, ?, ?, ?, ?, ?)',
        instanceId, frame, JSON.stringify(line), JSON.stringify(known), author, new Date().toISOString(),
      )
      writeAudit(this.database, { who: author, act: 'calibration: set', subject: `image ${instanceId}`, reason: JSON.stringify({ line, known }) })
      return this.calibration(instanceId)!
    })
  }

  removeCalibration(instanceId: number, who: string): void {
    this.database.transaction(() => {
      if (this.calibration(instanceId) === null) return
      this.database.run('DELETE FROM calibration WHERE instance_id = ?', instanceId)
      writeAudit(this.database, { who, act: 'calibration: remove', subject: `image ${instanceId}` })
    })
  }

  private expectFrame({ instanceId, frame }: FrameKey): void {
    const row = this.database.get<{ frames: number }>('SELECT frames FROM instance WHERE id = ?', instanceId)
    if (!row) throw new ServiceError('not-found', `There is no image ${instanceId} in the library (any more).`)
    if (frame >= row.frames) throw new ServiceError('invalid-input', `Image ${instanceId} has no frame ${frame + 1}.`)
  }
}

function measurementOf(row: MeasurementRow): Measurement {
  return { id: row.id, instanceId: row.instance_id, frame: row.frame, shape: JSON.parse(row.shape) as MeasuredShape, author: row.author, createdAt: row.created_at }
}

function calibrationOf(row: CalibrationRow): Calibration {
  return {
    instanceId: row.instance_id,
    frame: row.frame,
    line: JSON.parse(row.line) as Calibration['line'],
    known: JSON.parse(row.known) as Calibration['known'],
    author: row.author,
    createdAt: row.created_at,
  }
}
