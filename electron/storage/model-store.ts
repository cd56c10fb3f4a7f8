import type { Figures, Model } from '../ipc/contract/index'
import { ServiceError } from '../ipc/service-error'
import { writeAudit } from './audit-log'
import type { Database } from './database'

/** A registered model with what only the services need to know. */
export interface StoredModel extends Omit<Model, 'published'> {
  /** The student whose figures `currentOnSameFrames` are. */
  readonly comparedModelId: string | null
  /** Data folder and names of the validation part, to compare with another student later. */
  readonly validationData: string | null
  readonly validationNames: readonly string[]
}

interface ModelRow {
  id: string
  name: string
  role: Model['role']
  net: string
  parameters: number
  origin: Model['origin']
  run_id: number | null
  created_at: string
  threshold: number
  card: string
  validation: string | null
  compared: string | null
  compared_model_id: string | null
  validation_data: string | null
  validation_names: string | null
}

interface Publication {
  readonly sequence: number
  readonly modelId: string
  readonly beneath: number | null
}

export interface Publishing {
  readonly published: string
  /** What a rollback would return to. */
  readonly previous: string | null
}

/** The registry of models and the one pointer to the published student, with every publication there ever was. */
export class ModelStore {
  constructor(private readonly database: Database) {}

  /** Oldest first. */
  list(): StoredModel[] {
    return this.database.all<ModelRow>('SELECT * FROM model ORDER BY position').map(modelOf)
  }

  find(id: string): StoredModel | null {
    const row = this.database.get<ModelRow>('SELECT * FROM model WHERE id = ?', id)
    return row ? modelOf(row) : null
  }

  /** Fails with `not-found`. */
  get(id: string): StoredModel {
    const model = this.find(id)
    if (!model) throw new ServiceError('not-found', `There is no model ${id}.`)
    return model
  }

  add(model: StoredModel, who: string): void {
    this.database.transaction(() => {
      this.database.run(
        `INSERT INTO model (id, name, role, net, parameters, origin, run_id, created_at, threshold, card, validation, compared, compared_model_id, validation_data, validation_names)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
        model.id, model.name, model.role, model.net, model.parameters, model.origin, model.runId, model.createdAt, model.threshold, JSON.stringify(model.card),
        jsonOrNull(model.validation), jsonOrNull(model.currentOnSameFrames), model.comparedModelId, model.validationData, JSON.stringify(model.validationNames),
      )
      writeAudit(this.database, { who, act: 'model: register', subject: `model ${model.id}`, newHash: model.id, reason: model.runId === null ? model.origin : `run ${model.runId}` })
    })
  }

  setValidation(id: string, validation: Figures, where: { data: string; names: readonly string[] }): void {
    this.database.run('UPDATE model SET validation = ?, validation_data = ?, validation_names = ? WHERE id = ?', JSON.stringify(validation), where.data, JSON.stringify(where.names), id)
  }

  setComparison(id: string, compared: Figures, comparedModelId: string): void {
    this.database.run('UPDATE model SET compared = ?, compared_model_id = ? WHERE id = ?', JSON.stringify(compared), comparedModelId, id)
  }

  publishedId(): string | null {
    return this.top()?.modelId ?? null
  }

  publish(id: string, who: string, reason: string): Publishing {
    return this.database.transaction(() => {
      const beneath = this.top()
      const { lastId } = this.database.run(
        'INSERT INTO publication (model_id, beneath, at, who, reason) VALUES (?, ?, ?, ?, ?)',
        id, beneath?.sequence ?? null, new Date().toISOString(), who, reason,
      )
      this.pointTo(lastId)
      writeAudit(this.database, { who, act: 'model: publish', subject: `model ${id}`, oldHash: beneath?.modelId ?? null, newHash: id, reason })
      return { published: id, previous: beneath?.modelId ?? null }
    })
  }

  /** Back to the publication beneath; null when there is none. */
  rollback(who: string): Publishing | null {
    return this.database.transaction(() => {
      const current = this.top()
      const target = current?.beneath ? this.publication(current.beneath) : null
      if (!current || !target) return null
      this.pointTo(target.sequence)
      writeAudit(this.database, { who, act: 'model: rollback', subject: `model ${target.modelId}`, oldHash: current.modelId, newHash: target.modelId })
      return { published: target.modelId, previous: target.beneath ? (this.publication(target.beneath)?.modelId ?? null) : null }
    })
  }

  private top(): Publication | null {
    return (
      this.database.get<Publication & object>(
        'SELECT sequence, model_id AS modelId, beneath FROM publication JOIN published ON published.publication = publication.sequence',
      ) ?? null
    )
  }

  private publication(sequence: number): Publication | null {
    return this.database.get<Publication & object>('SELECT sequence, model_id AS modelId, beneath FROM publication WHERE sequence = ?', sequence) ?? null
  }

  private pointTo(publication: number): void {
    this.database.run('INSERT INTO published (slot, publication) VALUES (1, ?) ON CONFLICT (slot) DO UPDATE SET publication = excluded.publication', publication)
  }
}

function modelOf(row: ModelRow): StoredModel {
  return {
    id: row.id,
    name: row.name,
    role: row.role,
    net: row.net,
    parameters: row.parameters,
    origin: row.origin,
    runId: row.run_id,
    createdAt: row.created_at,
    threshold: row.threshold,
    card: JSON.parse(row.card) as Record<string, string>,
    validation: parsedOrNull<Figures>(row.validation),
    currentOnSameFrames: parsedOrNull<Figures>(row.compared),
    comparedModelId: row.compared_model_id,
    validationData: row.validation_data,
    validationNames: parsedOrNull<string[]>(row.validation_names) ?? [],
  }
}

function jsonOrNull(value: object | null): string | null {
  return value === null ? null : JSON.stringify(value)
}

function parsedOrNull<T>(text: string | null): T | null {
  return text === null ? null : (JSON.parse(text) as T)
}
