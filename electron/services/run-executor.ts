import { join } from 'node:path'
import type { EngineAccess, EngineClient } from '../engine/engine-access'
import type { MetricPoint } from '../ipc/contract/index'
import { ServiceError } from '../ipc/service-error'
import type { Database } from '../storage/database'
import type { RunStore, StoredRun } from '../storage/run-store'
import type { ReadFrame } from './data-folder-writer'
import type { ModelsService } from './models-service'
import { prepareRunData } from './run-data'

type DistillInput = Parameters<EngineClient['distill']>[0]
type DistillResult = Awaited<ReturnType<EngineClient['distill']>>

export interface RunExecutorOptions {
  readonly database: Database
  readonly runs: RunStore
  readonly models: ModelsService
  readonly engine: Pick<EngineAccess, 'withTraining'>
  readonly readFrame: ReadFrame
  readonly runsFolder: string
  readonly log: (line: string) => void
}

export interface RunHooks {
  readonly signal: AbortSignal
  onMessage(message: string): void
  onPoint(point: MetricPoint): void
}

/** How often a run goes on by itself, from its last checkpoint, after the training engine has died. */
const restarts = 3

/** Carries one run from its data to a registered student. Everything it decides is stored, so that it can be called again after any interruption. */
export class RunExecutor {
  constructor(private readonly options: RunExecutorOptions) {}

  folderOf(runId: number): string {
    return join(this.options.runsFolder, String(runId))
  }

  /** Resolves with the id of the student; rejects when it fails or the signal is aborted. */
  async execute(runId: number, hooks: RunHooks): Promise<string> {
    const input = await this.begin(runId, hooks)
    for (let restart = 0; ; restart++) {
      try {
        return await this.options.engine.withTraining(async (engine) => {
          const result = await this.distill(runId, engine, input, hooks)
          return this.register(runId, engine, input.data, result, hooks)
        })
      } catch (error) {
        const hasDied = error instanceof ServiceError && error.code === 'engine-died'
        if (!hasDied || hooks.signal.aborted || restart === restarts) throw error
        this.options.log(`run ${runId}: ${error.message} Going on from the last checkpoint (${restart + 1} of ${restarts}).`)
        hooks.onMessage(`The training engine stopped unexpectedly; going on from the last checkpoint (attempt ${restart + 1} of ${restarts}).`)
      }
    }
  }

  private async begin(runId: number, hooks: RunHooks): Promise<DistillInput> {
    const { runs, models } = this.options
    let run = runs.get(runId)
    if (run.dataFolder === null) {
      const data = await prepareRunData(run, { ...this.options, runFolder: this.folderOf(runId), signal: hooks.signal, onMessage: hooks.onMessage })
      runs.setBeginning(runId, data, this.initialModel(run))
      run = runs.get(runId)
    }
    const { teacher, student, preset, scale, epochs, crop, batch, seed } = run.config
    return {
      runFolder: this.folderOf(runId),
      data: run.dataFolder!,
      teacher: teacher.kind === 'model' ? { kind: 'folder', path: models.folderOf(teacher.modelId) } : teacher,
      studentNet: student.net,
      initialModelFolder: run.initialModelId ? models.folderOf(run.initialModelId) : null,
      settings: { preset, scale, epochs, crop, batch, seed },
    }
  }

  private initialModel({ config }: StoredRun): string | null {
    const { student } = config
    if (!student.startFromPublished) return null
    const published = this.options.models.published()
    return published.net === student.net ? published.id : null
  }

  private async distill(runId: number, engine: EngineClient, input: DistillInput, { signal, onMessage, onPoint }: RunHooks): Promise<DistillResult> {
    onMessage('Preparing the networks and the data.')
    let phase: MetricPoint['phase'] | null = null
    return engine.distill(input, {
      signal,
      onProgress: (point) => {
        if (phase !== point.phase) {
          phase = point.phase
          onMessage(phase === 'teacher' ? 'Training the teacher.' : 'Training the student.')
        }
        onPoint({ ...point, runId })
      },
    })
  }

  /** Judges the student on its validation frames beside the published one, and puts both networks into the registry. */
  private async register(runId: number, engine: EngineClient, data: string, result: DistillResult, { signal, onMessage }: RunHooks): Promise<string> {
    const { runs, models } = this.options
    const { config } = runs.get(runId)
    const names = result.validationNames
    runs.setSamples(runId, result.trainingImages, names.length)
    onMessage('Judging the student on images that it was not trained on.')
    const validation = await engine.evaluate({ modelFolder: result.studentFolder, data, names }, { signal })
    const current = models.store.publishedId() === null ? null : models.published()
    if (current) onMessage('Judging the current student on the same images.')
    const compared = current && { modelId: current.id, figures: await engine.evaluate({ modelFolder: current.folder, data, names }, { signal }) }
    if (config.teacher.kind === 'train') {
      onMessage('Judging the teacher on the same images.')
      const figures = await engine.evaluate({ modelFolder: result.teacherFolder, data, names }, { signal })
      await models.register(result.teacherFolder, { origin: 'run', name: `${config.name} (teacher)`, runId, validation: figures, validationData: data, validationNames: names })
    }
    const student = await models.register(result.studentFolder, { origin: 'run', name: config.name, runId, validation, validationData: data, validationNames: names, compared })
    return student.id
  }
}
