import type { DistillationConfig, Model } from '../../electron/ipc/contract/index'

/** The dialog's fields; unlike a config it may be incomplete while somebody fills it in. */
export interface RunDraft {
  name: string
  datasetKind: 'queue' | 'folder'
  folder: string
  teacherKind: 'model' | 'train'
  teacherModel: string | null
  teacherNet: string | null
  teacherEpochs: number
  studentNet: string | null
  startFromPublished: boolean
  preset: DistillationConfig['preset']
  scale: number
  epochs: number
  crop: number
  batch: number
  seed: number
}

export interface NetChoice {
  readonly name: string
  readonly role: 'student' | 'teacher'
  readonly parameters: number
  readonly description: string
}

/** Sensible values for what this library holds: a trained teacher when there is one, the published student's net. */
export function defaultDraft(nets: readonly NetChoice[], models: readonly Model[], now: Date): RunDraft {
  const teacher = models.find((model) => model.role === 'teacher')
  const published = models.find((model) => model.published)
  const students = nets.filter((net) => net.role === 'student')
  const teachers = nets.filter((net) => net.role === 'teacher')
  return {
    name: `LightVessel ${now.toISOString().slice(0, 10)}`,
    datasetKind: 'queue',
    folder: '',
    teacherKind: teacher === undefined ? 'train' : 'model',
    teacherModel: teacher?.id ?? null,
    teacherNet: teachers[0]?.name ?? null,
    teacherEpochs: 30,
    studentNet: students.find((net) => net.name === published?.net)?.name ?? students[0]?.name ?? null,
    startFromPublished: published !== undefined,
    preset: 'lightvessel',
    scale: 1,
    epochs: 40,
    crop: 256,
    batch: 4,
    seed: 1,
  }
}

/** The config of a complete draft, or null. */
export function configOf(draft: RunDraft): DistillationConfig | null {
  const { name, epochs, crop, batch, seed, preset, scale, studentNet, startFromPublished } = draft
  if (name.trim() === '' || studentNet === null) return null
  if (draft.datasetKind === 'folder' && draft.folder.trim() === '') return null
  if (draft.teacherKind === 'model' ? draft.teacherModel === null : draft.teacherNet === null) return null
  return {
    name: name.trim(),
    dataset: datasetOf(draft),
    teacher: draft.teacherKind === 'model' ? { kind: 'model', modelId: draft.teacherModel! } : { kind: 'train', net: draft.teacherNet!, epochs: draft.teacherEpochs },
    student: { net: studentNet, startFromPublished },
    preset,
    scale: preset === 'none' ? 1 : scale,
    epochs,
    crop,
    batch,
    seed,
  }
}

export function datasetOf(draft: RunDraft): DistillationConfig['dataset'] {
  return draft.datasetKind === 'queue' ? { kind: 'queue' } : { kind: 'folder', path: draft.folder.trim() }
}
