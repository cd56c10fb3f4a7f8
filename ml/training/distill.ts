import path from 'node:path'
import type { PresetName } from '../losses/presets'
import { distillStudent } from './distill-student'
import type { TrainingHooks } from './hooks'
import { trainNet } from './train-net'

export interface DistillOptions {
  runFolder: string
  data: string
  /** A trained teacher, or a net to train first on the same data. */
  teacher: { kind: 'folder'; path: string } | { kind: 'train'; net: string; epochs: number }
  studentNet: string
  /** Model folder of the student's net to start from. */
  initialModelFolder: string | null
  settings: { preset: PresetName; scale: number; epochs: number; crop: number; batch: number; seed: number }
}

export interface DistillResult {
  teacherFolder: string
  studentFolder: string
  validationNames: string[]
  trainingImages: number
}

/** Before the student's first step its pace is unknown: a student's step takes about this share of its teacher's. */
const studentPace = 0.9

/**
 * A whole distillation: the teacher first when asked (RUN/teacher), then the student (RUN/student). Each goes on from its
 * last checkpoint; a finished teacher is not trained again. `secondsLeft` of the points covers the whole run.
 */
export async function distill(options: DistillOptions, hooks: TrainingHooks = {}): Promise<DistillResult> {
  const { runFolder, data, teacher, studentNet, initialModelFolder, settings } = options
  const { preset, scale, epochs, crop, batch, seed } = settings
  let teacherFolder: string
  if (teacher.kind === 'train') {
    teacherFolder = path.join(runFolder, 'teacher')
    hooks.onMessage?.(`Training the teacher (${teacher.net}).`)
    const share = (studentPace * epochs) / teacher.epochs
    await trainNet({ data, net: teacher.net, out: teacherFolder, epochs: teacher.epochs, crop, batch, seed, phase: 'teacher' }, { ...hooks, onPoint: (point) => hooks.onPoint?.(withStudentAhead(point, share)) })
  } else {
    teacherFolder = teacher.path
  }
  hooks.onMessage?.(`Distilling the student (${studentNet}, ${preset}).`)
  const studentFolder = path.join(runFolder, 'student')
  const { validationNames, trainingImages } = await distillStudent({ data, teacher: teacherFolder, student: studentNet, preset, scale, out: studentFolder, initialModel: initialModelFolder, epochs, crop, batch, seed }, hooks)
  return { teacherFolder, studentFolder, validationNames, trainingImages }
}

/** The student still has `share` of the teacher's whole time ahead of it. */
function withStudentAhead<P extends { step: number; totalSteps: number; secondsLeft: number | null }>(point: P, share: number): P {
  if (point.secondsLeft === null || point.step >= point.totalSteps) return point
  const whole = (point.secondsLeft * point.totalSteps) / (point.totalSteps - point.step)
  return { ...point, secondsLeft: Math.round(point.secondsLeft + share * whole) }
}
