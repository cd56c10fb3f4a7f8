import { readdir } from 'node:fs/promises'
import type { Implementation } from '../ipc/contract'
import type { Figures, Model, modelsContract } from '../ipc/contract/index'
import { ServiceEvents } from '../ipc/emitter'
import { ServiceError } from '../ipc/service-error'
import type { Database } from '../storage/database'
import { ModelFolders } from '../storage/model-folders'
import { ModelStore, type StoredModel } from '../storage/model-store'
import { OneAtATime } from './one-at-a-time'
import { gateReasons } from './publish-gate'

/** Figures of a model on the named images of a data folder, by the engine. */
export type Evaluate = (input: { modelFolder: string; data: string; names: string[] }, signal?: AbortSignal) => Promise<Figures>

export interface ModelsServiceOptions {
  readonly database: Database
  readonly modelsFolder: string
  /** Signs what the program does by itself: registering the model it came with, and those of runs. */
  readonly userName: string
  readonly evaluate: Evaluate
}

/** What is known of a new model besides what its folder says. */
export interface Registration {
  readonly origin: Model['origin']
  readonly name?: string
  readonly runId?: number
  readonly validation?: Figures
  readonly validationData?: string
  readonly validationNames?: readonly string[]
  readonly compared?: { readonly modelId: string; readonly figures: Figures } | null
}

/** The models of this library, and which student is the one used. */
export class ModelsService {
  readonly events = new ServiceEvents<typeof modelsContract>()
  readonly store: ModelStore
  private readonly folders: ModelFolders
  private readonly publishing = new OneAtATime()

  constructor(private readonly options: ModelsServiceOptions) {
    this.store = new ModelStore(options.database)
    this.folders = new ModelFolders(options.modelsFolder)
  }

  readonly implementation: Implementation<typeof modelsContract> = {
    list: () => {
      const published = this.store.publishedId()
      return this.store.list().map((model) => contractModel(model, published))
    },
    publish: ({ modelId, override }, { signal, person }) => this.publishing.run(() => this.publish(modelId, { override, signal, who: person.name })),
    rollback: (_input, { person }) =>
      this.publishing.run(async () => {
        const result = this.store.rollback(person.name)
        if (!result) throw new ServiceError('conflict', 'No student was published before the current one, so there is nothing to return to.')
        this.announce()
        return result
      }),
  }

  /** The student that segments. Fails with `not-found` when none was ever published. */
  published(): { id: string; name: string; net: string; folder: string; threshold: number } {
    const id = this.store.publishedId()
    if (id === null) throw new ServiceError('not-found', 'No student is published, so nothing can be segmented: train one, or restore the shipped model.')
    const { name, net, threshold } = this.store.get(id)
    return { id, name, net, folder: this.folders.pathOf(id), threshold }
  }

  folderOf(modelId: string): string {
    return this.folders.pathOf(this.store.get(modelId).id)
  }

  /** Copies a model folder into the library and registers it; a model that is registered already keeps its entry. */
  async register(folder: string, { origin, name, runId, validation, validationData, validationNames, compared }: Registration): Promise<StoredModel> {
    const { id, file } = await this.folders.add(folder)
    const known = this.store.find(id)
    if (known) {
      if (validation && validationData) this.store.setValidation(id, validation, { data: validationData, names: validationNames ?? [] })
      if (compared) this.store.setComparison(id, compared.figures, compared.modelId)
    } else {
      this.store.add(
        {
          id,
          name: name ?? file.name,
          role: file.role,
          net: file.net,
          parameters: file.parameters,
          origin,
          runId: runId ?? null,
          createdAt: file.createdAt,
          threshold: file.threshold,
          card: file.card,
          validation: validation ?? file.validation,
          currentOnSameFrames: compared?.figures ?? null,
          comparedModelId: compared?.modelId ?? null,
          validationData: validationData ?? null,
          validationNames: validationNames ?? [],
        },
        this.options.userName,
      )
    }
    this.announce()
    return this.store.get(id)
  }

  /** Registers the model that came with the program. It is published when nobody has published another one. */
  async registerShipped(folder: string): Promise<void> {
    await this.folders.clearIncoming(await readdir(this.options.modelsFolder))
    const model = await this.register(folder, { origin: 'shipped' })
    const current = this.store.publishedId()
    if (current === model.id) return
    if (current === null || this.store.get(current).origin === 'shipped') {
      this.store.publish(model.id, this.options.userName, 'shipped with the program')
      this.announce()
    }
  }

  private async publish(modelId: string, { override, signal, who }: { override: string | undefined; signal: AbortSignal; who: string }): Promise<{ published: string; previous: string | null }> {
    const model = this.store.get(modelId)
    if (model.role !== 'student') throw new ServiceError('invalid-input', `${model.name} is a teacher: only students are light enough to be published.`)
    const currentId = this.store.publishedId()
    if (currentId === modelId) throw new ServiceError('conflict', `${model.name} is published already.`, { reasons: ['It is published already.'] })
    // Read back before it is used: a damaged copy must never take the place of a whole one.
    await this.folders.add(this.folders.pathOf(modelId))
    const reasons = override === undefined ? await this.reasonsAgainst(model, currentId, signal) : []
    if (reasons.length > 0) throw new ServiceError('conflict', `${model.name} was not published. ${reasons.join(' ')}`, { reasons })
    const result = this.store.publish(modelId, who, override === undefined ? 'passed the gate' : `override: ${override}`)
    this.announce()
    return result
  }

  private async reasonsAgainst(model: StoredModel, currentId: string | null, signal: AbortSignal): Promise<string[]> {
    if (currentId !== null && model.comparedModelId !== currentId && model.validationData !== null && model.validationNames.length > 0) {
      // Another student has been published since this one was compared: compare again, on the same frames.
      try {
        const figures = await this.options.evaluate({ modelFolder: this.folders.pathOf(currentId), data: model.validationData, names: [...model.validationNames] }, signal)
        this.store.setComparison(model.id, figures, currentId)
      } catch (error) {
        // The images may have been moved away since; that is a reason against publishing, which a person may overrule.
        if (error instanceof ServiceError && error.code === 'invalid-input') return [`It could not be compared with the current student: ${error.message}`]
        throw error
      }
    }
    const { validation, currentOnSameFrames, comparedModelId } = this.store.get(model.id)
    return gateReasons({ candidate: validation, current: comparedModelId === currentId ? currentOnSameFrames : null, hasCurrent: currentId !== null })
  }

  private announce(): void {
    this.events.emit('changed', { published: this.store.publishedId() ?? '' })
  }
}

function contractModel({ comparedModelId: _compared, validationData: _data, validationNames: _names, ...model }: StoredModel, published: string | null): Model {
  return { ...model, published: model.id === published }
}
