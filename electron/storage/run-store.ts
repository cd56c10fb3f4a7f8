import type { DistillationConfig, MetricPoint, Run, RunState } from '../ipc/contract/index'
import { ServiceError } from '../ipc/service-error'
import { writeAudit } from './audit-log'
import type { Database } from './database'

/** A run with what only the services need to know. */
export interface StoredRun extends Run {
  /** Versions of approved masks to train on; null when the run uses a folder. */
  readonly queuedVersions: readonly number[] | null
  readonly dataFolder: string | null
  /** Undecided (undefined) until the run begins; null when the student starts from scratch. */
  readonly initialModelId: string | null | undefined
}

interface RunRow {
  id: number
  config: string
  state: RunState
  message: string
  created_at: string
  finished_at: string | null
  queued_versions: string | null
  data_folder: string | null
  initial_model_id: string | null
  training_samples: number | null
  validation_samples: number | null
  model_id: string | null
  started_by: string | null
  point: string | null
}

const selectRuns = `SELECT run.*, (SELECT point FROM metric WHERE run_id = run.id ORDER BY sequence DESC LIMIT 1) AS point FROM run`

/** Distillation runs: their settings, states and curves. */
export class RunStore {
  constructor(private readonly database: Database) {}

  create(config: DistillationConfig, queuedVersions: readonly number[] | null, who: string): StoredRun {
    return this.database.transaction(() => {
      const { lastId } = this.database.run(
        "INSERT INTO run (config, state, message, created_at, queued_versions, started_by) VALUES (?, 'queued', ?, ?, ?, ?)",
        JSON.stringify(config), 'Waiting for its turn.', new Date().toISOString(), queuedVersions && JSON.stringify(queuedVersions), who,
      )
      writeAudit(this.database, { who, act: 'run: start', subject: `run ${lastId}`, reason: JSON.stringify(config) })
      return this.get(lastId)
    })
  }

  /** Newest first. */
  list(): StoredRun[] {
    return this.database.all<RunRow>(`${selectRuns} ORDER BY run.id DESC`).map(runOf)
  }

  /** Fails with `not-found`. */
  get(id: number): StoredRun {
    const row = this.database.get<RunRow>(`${selectRuns} WHERE run.id = ?`, id)
    if (!row) throw new ServiceError('not-found', `There is no run ${id}.`)
    return runOf(row)
  }

  /** The run to go on with: one that was interrupted, else the one that has waited longest. */
  next(): StoredRun | null {
    const row = this.database.get<RunRow>(`${selectRuns} WHERE run.state IN ('running', 'queued') ORDER BY run.state = 'queued', run.id LIMIT 1`)
    return row ? runOf(row) : null
  }

  setState(id: number, state: RunState, message: string): void {
    const ended = state === 'finished' || state === 'cancelled' || state === 'failed'
    this.database.run('UPDATE run SET state = ?, message = ?, finished_at = ? WHERE id = ?', state, message, ended ? new Date().toISOString() : null, id)
  }

  /** What a run decided once at its beginning and keeps when it is continued. */
  setBeginning(id: number, dataFolder: string, initialModelId: string | null): void {
    this.database.run('UPDATE run SET data_folder = ?, initial_model_id = ? WHERE id = ?', dataFolder, initialModelId ?? '', id)
  }

  setSamples(id: number, training: number, validation: number): void {
    this.database.run('UPDATE run SET training_samples = ?, validation_samples = ? WHERE id = ?', training, validation, id)
  }

  /** Signed by whoever started it. */
  finish(id: number, modelId: string, message: string): void {
    this.database.transaction(() => {
      this.database.run('UPDATE run SET model_id = ? WHERE id = ?', modelId, id)
      this.setState(id, 'finished', message)
      writeAudit(this.database, { who: this.get(id).startedBy ?? 'unknown', act: 'run: finish', subject: `run ${id}`, newHash: modelId })
    })
  }

  /** Adds a point; a run that was continued from a checkpoint repeats steps, whose older points go. */
  addPoint(point: MetricPoint): void {
    this.database.transaction(() => {
      const { runId, phase, step } = point
      this.database.run('DELETE FROM metric WHERE run_id = ? AND phase = ? AND step >= ?', runId, phase, step)
      const { next } = this.database.get<{ next: number }>('SELECT coalesce(max(sequence), 0) + 1 AS next FROM metric WHERE run_id = ?', runId)!
      this.database.run('INSERT INTO metric (run_id, sequence, phase, step, point) VALUES (?, ?, ?, ?, ?)', runId, next, phase, step, JSON.stringify(point))
    })
  }

  points(runId: number): MetricPoint[] {
    return this.database.all<{ point: string }>('SELECT point FROM metric WHERE run_id = ? ORDER BY sequence', runId).map(({ point }) => JSON.parse(point) as MetricPoint)
  }
}

/** Runs of before have no factor on the weights. */
function configOf({ config }: RunRow): DistillationConfig {
  return { scale: 1, ...(JSON.parse(config) as Omit<DistillationConfig, 'scale'>) }
}

function runOf(row: RunRow): StoredRun {
  return {
    id: row.id,
    config: configOf(row),
    state: row.state,
    message: row.message,
    createdAt: row.created_at,
    finishedAt: row.finished_at,
    samples: row.training_samples === null || row.validation_samples === null ? null : { training: row.training_samples, validation: row.validation_samples },
    last: row.point === null ? null : (JSON.parse(row.point) as MetricPoint),
    modelId: row.model_id,
    startedBy: row.started_by,
    queuedVersions: row.queued_versions === null ? null : (JSON.parse(row.queued_versions) as number[]),
    dataFolder: row.data_folder,
    initialModelId: row.initial_model_id === null ? undefined : row.initial_model_id || null,
  }
}
