import { rm } from 'node:fs/promises'
import { setTimeout as wait } from 'node:timers/promises'
import type { EngineAccess } from '../engine/engine-access'
import type { Implementation } from '../ipc/contract'
import type { DistillationConfig, distillationContract, Run, RunState } from '../ipc/contract/index'
import { ServiceEvents } from '../ipc/emitter'
import { ServiceError } from '../ipc/service-error'
import { writeAudit } from '../storage/audit-log'
import { queuedVersionIds, samplesOfVersions } from '../storage/mask-samples'
import { RunStore, type StoredRun } from '../storage/run-store'
import { inspectFolder, inspectQueue, type DatasetInspection } from './dataset-inspection'
import { explainFailure } from './explain-failure'
import { RunExecutor, type RunExecutorOptions } from './run-executor'

export interface DistillationServiceOptions extends Omit<RunExecutorOptions, 'runs' | 'engine'> {
  readonly engine: Pick<EngineAccess, 'client' | 'withTraining'>
}

/** How long the end of the program waits for the engine to write a checkpoint. */
const closePatienceMs = 15_000

/** Why a run that is being executed is told to stop. */
type Stop = 'pause' | 'cancel' | 'close'

interface ActiveRun {
  readonly id: number
  readonly controller: AbortController
  stop: Stop | null
  settled: Promise<void>
}

/**
 * Distillation runs: one at a time, in the order in which they were started. The state of each is in the database before anybody is told,
 * and a run that the end of the program interrupted is continued from its last checkpoint when the program starts again.
 */
export class DistillationService {
  readonly events = new ServiceEvents<typeof distillationContract>()
  private readonly runs: RunStore
  private readonly executor: RunExecutor
  private active: ActiveRun | null = null
  private closed = false

  constructor(private readonly options: DistillationServiceOptions) {
    this.runs = new RunStore(options.database)
    this.executor = new RunExecutor({ ...options, runs: this.runs })
  }

  readonly implementation: Implementation<typeof distillationContract> = {
    nets: (_input, { signal }) => this.options.engine.client.nets({}, { signal }),
    inspectDataset: (dataset, { signal }) => this.inspect(dataset, signal),
    start: async (config, { signal, person }) => ({ runId: await this.start(config, person.name, signal) }),
    pause: async ({ runId }, { person }) => {
      if (!(await this.stopActive(runId, 'pause'))) this.move(runId, ['queued'], 'paused', 'Paused before it began.', 'paused')
      this.audit('run: pause', runId, person.name)
      this.runNext()
      return {}
    },
    resume: ({ runId }, { person }) => {
      this.move(runId, ['paused', 'failed'], 'queued', 'Waiting for its turn.', 'continued')
      this.audit('run: resume', runId, person.name)
      this.runNext()
      return {}
    },
    cancel: async ({ runId }, { person }) => {
      if (!(await this.stopActive(runId, 'cancel'))) this.move(runId, ['queued', 'paused', 'failed'], 'cancelled', 'Cancelled.', 'cancelled')
      if (this.runs.get(runId).state !== 'cancelled') throw new ServiceError('conflict', `Run ${runId} has ended before it could be cancelled.`)
      this.audit('run: cancel', runId, person.name)
      await rm(this.executor.folderOf(runId), { recursive: true, force: true })
      this.runNext()
      return {}
    },
    list: () => this.runs.list().map(contractRun),
    metrics: ({ runId }) => this.runs.points(this.runs.get(runId).id),
  }

  /** Goes on with an interrupted run, or begins with the one that waits. Call once, when the program has started. */
  begin(): void {
    const interrupted = this.runs.next()
    if (interrupted?.state === 'running') this.options.log(`run ${interrupted.id} was interrupted and is continued from its last checkpoint`)
    this.runNext()
  }

  /** Stops the run that is going on at a checkpoint; it is continued by the next program. */
  async close(): Promise<void> {
    this.closed = true
    if (!this.active) return
    // An engine that does not answer must not keep the program from ending: the run's last checkpoint is on disk anyway.
    const patience = new AbortController()
    await Promise.race([this.stopActive(this.active.id, 'close').finally(() => patience.abort()), wait(closePatienceMs, undefined, { signal: patience.signal }).catch(() => undefined)])
  }

  private async inspect(dataset: DistillationConfig['dataset'], signal?: AbortSignal): Promise<DatasetInspection> {
    if (dataset.kind === 'folder') return inspectFolder(this.options.engine.client, dataset.path, signal)
    return inspectQueue(samplesOfVersions(this.options.database, queuedVersionIds(this.options.database)))
  }

  private async start(config: DistillationConfig, who: string, signal: AbortSignal): Promise<number> {
    const problems = [...this.modelProblems(config), ...(await this.netProblems(config, signal)), ...(await this.inspect(config.dataset, signal)).problems]
    if (problems.length > 0) throw new ServiceError('invalid-input', `The run was not started. ${problems.join(' ')}`, { problems })
    const run = this.runs.create(config, config.dataset.kind === 'queue' ? queuedVersionIds(this.options.database) : null, who)
    this.announce(run.id)
    this.runNext()
    return run.id
  }

  private modelProblems({ teacher, student }: DistillationConfig): string[] {
    const { models } = this.options
    const problems: string[] = []
    if (teacher.kind === 'model') {
      const model = models.store.find(teacher.modelId)
      if (!model) problems.push(`There is no model ${teacher.modelId} to teach.`)
      else if (model.role !== 'teacher') problems.push(`${model.name} is a student; choose a teacher to teach.`)
    }
    if (student.startFromPublished && models.store.publishedId() === null) problems.push('No student is published, so the new one cannot start from its weights.')
    return problems
  }

  private async netProblems({ teacher, student }: DistillationConfig, signal: AbortSignal): Promise<string[]> {
    const nets = await this.options.engine.client.nets({}, { signal })
    const known = (name: string, role: 'student' | 'teacher') => nets.some((net) => net.name === name && net.role === role)
    const problems: string[] = []
    if (!known(student.net, 'student')) problems.push(`There is no student net named ${student.net}.`)
    if (teacher.kind === 'train' && !known(teacher.net, 'teacher')) problems.push(`There is no teacher net named ${teacher.net}.`)
    return problems
  }

  private runNext(): void {
    if (this.active || this.closed) return
    const next = this.runs.next()
    if (!next) return
    const active: ActiveRun = { id: next.id, controller: new AbortController(), stop: null, settled: Promise.resolve() }
    this.active = active
    active.settled = this.execute(next, active).then(
      () => this.afterRun(),
      (error: unknown) => {
        // Not even its state could be stored: going on would only fail again, so the queue waits for the next command or start.
        this.active = null
        this.options.log(`the state of run ${next.id} could not be stored: ${String(error)}`)
      },
    )
  }

  private afterRun(): void {
    this.active = null
    this.runNext()
  }

  /** Whatever happens becomes the state of the run; rejects only when that cannot be stored. */
  private async execute(run: StoredRun, active: ActiveRun): Promise<void> {
    this.setState(run.id, 'running', run.state === 'running' ? 'Continuing from the last checkpoint after the program was closed.' : 'Preparing the data.')
    try {
      const studentId = await this.executor.execute(run.id, {
        signal: active.controller.signal,
        onMessage: (message) => this.setState(run.id, 'running', message),
        onPoint: (point) => {
          this.runs.addPoint(point)
          this.events.emit('metric', point)
        },
      })
      this.runs.finish(run.id, studentId, 'Finished: the student is in Models.')
      this.announce(run.id)
    } catch (error) {
      this.settleFailure(run.id, error, active.stop)
    }
  }

  private settleFailure(runId: number, error: unknown, stop: Stop | null): void {
    if (stop === 'pause') this.setState(runId, 'paused', 'Paused at its last checkpoint.')
    else if (stop === 'cancel') this.setState(runId, 'cancelled', 'Cancelled.')
    else if (stop === 'close') this.setState(runId, 'running', 'Interrupted because the program was closed; it goes on when the program starts.')
    else {
      const explained = explainFailure(error, 'The run could not go on')
      this.options.log(`run ${runId} failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`)
      this.setState(runId, 'failed', explained instanceof ServiceError ? explained.message : `The run failed unexpectedly: ${error instanceof Error ? error.message : String(error)}`)
    }
  }

  /** Whether this run was the one that is going on; resolves when it has stopped. A run that finished first stays finished. */
  private async stopActive(runId: number, stop: Stop): Promise<boolean> {
    const { active } = this
    if (active?.id !== runId) return false
    // The end of the program waits for a pause or cancellation that is under way; anything else would contradict it.
    if (active.stop !== null && active.stop !== stop && stop !== 'close') throw new ServiceError('conflict', `Run ${runId} is being stopped already.`)
    active.stop ??= stop
    active.controller.abort(new ServiceError('cancelled', 'The run was told to stop.'))
    await active.settled
    return true
  }

  private move(runId: number, from: readonly RunState[], to: RunState, message: string, participle: string): void {
    const { state } = this.runs.get(runId)
    if (!from.includes(state)) throw new ServiceError('conflict', `Run ${runId} is ${state}, so it cannot be ${participle}.`)
    this.setState(runId, to, message)
  }

  private audit(act: string, runId: number, who: string): void {
    writeAudit(this.options.database, { who, act, subject: `run ${runId}` })
  }

  private setState(runId: number, state: RunState, message: string): void {
    this.runs.setState(runId, state, message)
    this.announce(runId)
  }

  private announce(runId: number): void {
    const { state, message } = this.runs.get(runId)
    this.events.emit('changed', { runId, state, message })
  }
}

function contractRun({ queuedVersions: _versions, dataFolder: _data, initialModelId: _initial, ...run }: StoredRun): Run {
  return run
}
