import type { FrozenNet } from '../nets/net'
import { buildNet } from '../nets/registry'
import { modelId } from './model-file'
import { ModelError, readModel } from './model-folder'

/** The nets of a teacher. */
export interface TeacherMembers {
  /** In the order of the folders; the caller's. */
  members: FrozenNet[]
  /** Names of their nets. */
  netNames: string[]
  /** Identity of the model, or of the members joined by `+`. */
  id: string
}

/**
 * Opens the nets of a teacher.
 *
 * @param folders one model folder, or several
 * @throws ModelError when there is none, one is not a sound model, is named twice or its training is not finished
 */
export async function openTeacherMembers(folders: readonly string[]): Promise<TeacherMembers> {
  if (folders.length === 0) throw new ModelError('A teacher needs at least one model folder.')
  const opened = await Promise.all(folders.map((folder) => readModel(folder)))
  const ids = opened.map(({ model }) => modelId(model))
  for (const [index, { model }] of opened.entries()) {
    if (!model.finished) throw new ModelError(`The training of the teacher in ${folders[index]} is not finished; run its command again to finish it.`)
    if (ids.indexOf(ids[index]!) !== index) throw new ModelError(`${folders[index]} is the same model as ${folders[ids.indexOf(ids[index]!)]}; an ensemble needs different ones.`)
  }
  const members = opened.map(({ model, weights }) => {
    const net = buildNet(model.net, { weights })
    const frozen = net.freeze()
    net.dispose()
    return frozen
  })
  return { members, netNames: opened.map(({ model }) => model.net), id: ids.join('+') }
}
