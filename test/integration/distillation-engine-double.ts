import { join } from 'node:path'
import type { EngineAccess, EngineClient } from '../../electron/engine/engine-access'
import { withDeclaredErrors } from '../../electron/engine/declared-errors'
import { inspectData } from '../../electron/engine/inspect-data'
import type { CallOptions } from '../../electron/ipc/contract'
import { ServiceError } from '../../electron/ipc/service-error'
import { readDataFolder } from '../../ml/data/data-folder'
import { figuresOf, writeModelFolder } from './storage-fixtures'

type DistillInput = Parameters<EngineClient['distill']>[0]
type Progress = Parameters<NonNullable<NonNullable<Parameters<EngineClient['distill']>[1]>['onProgress']>>[0]

/** What a run of the double does at each step; `at` counts the steps of this attempt from its checkpoint. */
export type StepHook = (step: number, attempt: number) => void | Promise<void>

const net = (name: string, role: 'student' | 'teacher') => ({ name, role, parameters: 10, description: '' })

/**
 * Stands for the engine process where the state machine of runs is tested, and nowhere else: it trains nothing, but it keeps a checkpoint
 * between attempts, reports points, obeys cancellation and dies as the real one does.
 */
export class EngineDouble implements Pick<EngineAccess, 'client' | 'withTraining'> {
  readonly calls: DistillInput[] = []
  readonly evaluated: { modelFolder: string; names: string[] | undefined }[] = []
  readonly checkpoints = new Map<string, number>()
  attempts = 0
  steps = 6
  onStep: StepHook = () => undefined
  dice = 0.9
  readonly client: EngineClient

  constructor() {
    this.client = {
      nets: async () => [net('slim', 'student'), net('heavy', 'teacher')],
      distill: (input: DistillInput, options: CallOptions<Progress> = {}) => this.distill(input, options),
      inspectData: ({ data }: { data: string }) => withDeclaredErrors(() => inspectData(data)),
      evaluate: async ({ modelFolder, names }: { modelFolder: string; names?: string[] }) => {
        this.evaluated.push({ modelFolder, names })
        return figuresOf(this.dice, names?.length)
      },
    } as unknown as EngineClient
  }

  withTraining<T>(use: (client: EngineClient) => Promise<T>): Promise<T> {
    return use(this.client)
  }

  private async distill(input: DistillInput, { signal, onProgress }: CallOptions<Progress>) {
    this.calls.push(input)
    const attempt = ++this.attempts
    const { samples } = await readDataFolder(input.data)
    for (let step = this.checkpoints.get(input.runFolder) ?? 0; step < this.steps; step++) {
      await new Promise((done) => setTimeout(done, 5))
      if (signal?.aborted) throw new ServiceError('cancelled', 'engine.distill was cancelled')
      onProgress?.({ phase: step < 2 ? 'teacher' : 'student', epoch: 0, step, totalSteps: this.steps, loss: 1 / (step + 1), terms: { segmentation: 1 }, validationDice: null, learningRate: 0.1, secondsLeft: null })
      // Dying loses what came after the last checkpoint, as it does in earnest.
      await this.onStep(step, attempt)
      this.checkpoints.set(input.runFolder, step)
    }
    const name = `${input.runFolder} ${this.attempts}`
    return {
      teacherFolder: input.teacher.kind === 'folder' ? input.teacher.path : writeModelFolder(join(input.runFolder, 'teacher'), { name: `teacher ${name}`, role: 'teacher', net: 'heavy' }),
      studentFolder: writeModelFolder(join(input.runFolder, 'student'), { name: `student ${name}` }),
      validationNames: samples.slice(0, 1).map((sample) => sample.name),
      trainingImages: samples.length - 1,
    }
  }
}
