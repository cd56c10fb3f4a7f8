import path from 'node:path'
import { openTeacherMembers } from '../model/open-teacher'
import { Ensemble } from '../nets/ensemble'
import { OutOfFold } from '../nets/out-of-fold'
import type { Teaching } from './learner'
import { readRunConfig } from './run-folder'
import { TrainingError } from './training-error'

/** A teacher that is about to teach, and what its own training says about the split. */
export interface OpenTeaching {
  /** The caller's: dispose of it. */
  net: Teaching
  netNames: string[]
  id: string
  /** The images that no teacher was trained on by its own split, when they were trained on the same data folder; else null. */
  validationNames: string[] | null
  /** Which member teaches each of these images, or null when all teach together. */
  teachersOf(trainingNames: readonly string[]): { count: number; ofImage: number[] } | null
}

/**
 * Opens the teacher or teachers of a student.
 *
 * @throws ModelError; TrainingError when the teachers' own splits leave nothing to validate on, or no teacher may teach an image
 */
export async function openTeaching({ data, teacher, outOfFold = false }: { data: string; teacher: string | readonly string[]; outOfFold?: boolean }): Promise<OpenTeaching> {
  const folders = typeof teacher === 'string' ? [teacher] : teacher
  const runs = await Promise.all(folders.map(readRunConfig))
  const onSameData = runs.flatMap((run) => (run && run.data.folder === path.resolve(data) ? [run.data] : []))
  const validationNames = onSameData.length === 0 ? null : onSameData[0]!.validationNames.filter((name) => onSameData.every((each) => each.validationNames.includes(name)))
  if (validationNames?.length === 0) throw new TrainingError('The teachers were trained with different validation parts of this data; train them with the same seed and share.')
  const { members, netNames, id } = await openTeacherMembers(folders)
  try {
    const net = outOfFold ? new OutOfFold(members) : members.length === 1 ? members[0]! : new Ensemble(members)
    return { net, netNames, id, validationNames, teachersOf: (names) => (outOfFold ? assign(names, folders, runs.map((run) => run?.data ?? null), path.resolve(data)) : null) }
  } catch (error) {
    for (const member of members) member.dispose()
    throw error instanceof RangeError ? new TrainingError(error.message) : error
  }
}

type RunData = { folder: string; trainingNames: string[] } | null

function assign(names: readonly string[], folders: readonly string[], runs: readonly RunData[], data: string): { count: number; ofImage: number[] } {
  const stranger = runs.findIndex((run) => run?.folder !== data)
  if (stranger >= 0) throw new TrainingError(`${folders[stranger]} was not trained on this data folder, so that it is not known which images it has seen.`)
  const ofImage = names.map((name) => {
    const able = runs.flatMap((run, index) => (run!.trainingNames.includes(name) ? [] : [index]))
    if (able.length === 0) throw new TrainingError(`Every teacher was trained on the image "${name}"; out-of-fold teachers must each leave a part out.`)
    return able[0]!
  })
  return { count: folders.length, ofImage }
}
