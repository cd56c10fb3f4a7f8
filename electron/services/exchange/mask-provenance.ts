import type { SegmentAlgorithm, SegmentAlgorithmType } from '../../dicom/seg/segmentation'
import type { Author, FrameKey } from '../../ipc/contract/index'
import type { Database } from '../../storage/database'

interface ActRow {
  name: string
  before_kind: Author['kind'] | null
  before_name: string | null
  kind: Author['kind']
  author: string
}

/** Between the model of an imported mask and the person who corrected it. */
export const correctedBy = ', corrected by '
const manual: SegmentAlgorithm = { type: 'MANUAL', name: null, version: null }

/** Name of the act by which a mask came from a file: tells, as long as the history is kept, how it had been made. */
export function importActName(type: SegmentAlgorithmType): string {
  return `import (${type.toLowerCase()})`
}

/** As an imported mask is signed: `MODEL (ID)`, `MODEL (ID), corrected by PERSON` or `PERSON`. */
export function importAuthor({ type, name, version }: SegmentAlgorithm, creator: string): string {
  const person = creator === '' ? 'unknown' : creator
  if (name === null) return person
  const model = version === null ? name : `${name} (${version})`
  return type === 'SEMIAUTOMATIC' ? `${model}${correctedBy}${person}` : model
}

/** The person who had a part in a mask, or null. */
export function personOf({ kind, name }: Author, { type }: SegmentAlgorithm): string | null {
  if (kind === 'human') return name
  if (kind === 'model' || type === 'AUTOMATIC') return null
  return name.split(correctedBy)[1] ?? (type === 'MANUAL' ? name : null)
}

/** How the mask of a frame came about, by the acts of its history that are applied: by a model, by a person, or by a person on a model's. */
export function algorithmOfMask(database: Database, { instanceId, frame }: FrameKey): SegmentAlgorithm {
  const acts = database.all<ActRow>(
    `SELECT mask_act.name, author_before_kind AS before_kind, author_before_name AS before_name, author_after_kind AS kind, author_after_name AS author
     FROM mask_act JOIN mask USING (instance_id, frame) WHERE instance_id = ? AND frame = ? AND sequence <= act ORDER BY sequence`,
    instanceId, frame,
  )
  const [first] = acts
  // The beginning of a very long history is forgotten, but not who was at it before.
  const start = first?.before_kind ? afterAct(manual, { name: '', kind: first.before_kind, author: first.before_name ?? '' }) : null
  return acts.reduce<SegmentAlgorithm | null>(afterAct, start) ?? manual
}

function afterAct(before: SegmentAlgorithm | null, { name, kind, author }: Pick<ActRow, 'name' | 'kind' | 'author'>): SegmentAlgorithm {
  if (kind === 'model') return { type: 'AUTOMATIC', ...modelOf(author) }
  if (kind === 'import') {
    const type = (['AUTOMATIC', 'SEMIAUTOMATIC'] as const).find((known) => name === importActName(known))
    return type ? { type, ...modelOf(author) } : manual
  }
  return before === null || before.type === 'MANUAL' ? manual : { ...before, type: 'SEMIAUTOMATIC' }
}

/** The model that signed: models sign as `NAME (ID)`. */
export function modelOf(author: string): Pick<SegmentAlgorithm, 'name' | 'version'> {
  const model = author.split(correctedBy)[0]!
  const match = /^(.+) \(([^()]+)\)$/.exec(model)
  return match ? { name: match[1]!, version: match[2]! } : { name: model, version: null }
}
