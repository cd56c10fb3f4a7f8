import { mkdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import { describeWeights } from '../losses/presets'
import { writeAtomically } from '../model/write-atomically'
import type { Diagnosis } from './diagnosis'
import { TrainingError } from './training-error'

const configName = 'run.json'
const metricsName = 'metrics.jsonl'

const runConfig = z.object({
  format: z.literal('lightvessel-run'),
  formatVersion: z.literal(1),
  kind: z.enum(['train', 'distill']),
  net: z.string(),
  /** Weight per loss. */
  losses: z.record(z.string(), z.number()),
  settings: z.record(z.string(), z.number()),
  /** Identity of the teacher and of the weights it started from. */
  teacher: z.string().nullable(),
  /** Whether each teacher teaches only the images that it was not trained on. */
  outOfFold: z.boolean().default(false),
  /** Images without annotation that take part, as a hash of their content; null for none. */
  unlabelled: z.string().nullable().default(null),
  start: z.string().nullable(),
  data: z.object({ folder: z.string(), fingerprint: z.string(), trainingNames: z.array(z.string()), validationNames: z.array(z.string()) }),
})

/** What defines a run; a run can be gone on with only under the same. */
export type RunConfig = z.infer<typeof runConfig>

/** One point of the live curves. */
export interface MetricPoint {
  phase: 'teacher' | 'student'
  epoch: number
  step: number
  totalSteps: number
  loss: number
  terms: Record<string, number>
  /** When it was asked for. */
  diagnosis?: Diagnosis
  validationDice: number | null
  learningRate: number
  secondsLeft: number | null
}

/** RUN/run.json, or null when the folder holds no run. */
export async function readRunConfig(folder: string): Promise<RunConfig | null> {
  const file = path.join(folder, configName)
  let text: string
  try {
    text = await readFile(file, 'utf8')
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR') return null
    throw new TrainingError(`${file} cannot be read (${code}).`)
  }
  try {
    return runConfig.parse(JSON.parse(text))
  } catch {
    throw new TrainingError(`${file} is damaged or of another version.`)
  }
}

/**
 * Makes the run folder, or checks that the run in it is the same.
 *
 * @throws TrainingError that names the first difference
 */
export async function openRun(folder: string, config: RunConfig): Promise<void> {
  await mkdir(folder, { recursive: true })
  const existing = await readRunConfig(folder)
  if (!existing) {
    await writeAtomically(path.join(folder, configName), `${JSON.stringify(config, null, 2)}\n`)
    return
  }
  const difference = firstDifference(existing, config)
  if (difference) throw new TrainingError(`${folder} holds a run that was started with ${difference}; go on with the same, or choose another folder.`)
}

function firstDifference(old: RunConfig, now: RunConfig): string | null {
  const names = new Set([...Object.keys(old.settings), ...Object.keys(now.settings)])
  return (
    differs('command', old.kind, now.kind) ??
    differs('net', old.net, now.net) ??
    [...names].map((name) => differs(`setting "${name}"`, old.settings[name], now.settings[name])).find((text) => text !== null) ??
    (JSON.stringify(old.losses) === JSON.stringify(now.losses) ? null : `other losses (${describeWeights(old.losses)} instead of ${describeWeights(now.losses)})`) ??
    differs('teacher', old.teacher, now.teacher) ??
    differs('choice of out-of-fold teaching', old.outOfFold, now.outOfFold) ??
    (old.unlabelled === now.unlabelled ? null : 'other images without annotation') ??
    differs('starting model', old.start, now.start) ??
    (old.data.fingerprint === now.data.fingerprint ? null : `other data (${old.data.folder})`)
  )
}

function differs(what: string, before: unknown, after: unknown): string | null {
  return JSON.stringify(before) === JSON.stringify(after) ? null : `another ${what} (${String(before)} instead of ${String(after)})`
}

/** Drops the points after `step` (a run that was killed had gone beyond its last checkpoint). */
export async function truncateMetrics(folder: string, step: number): Promise<void> {
  const points = (await readMetrics(folder)).filter((point) => point.step <= step)
  await writeAtomically(path.join(folder, metricsName), points.map((point) => `${JSON.stringify(point)}\n`).join(''))
}

export function metricsFile(folder: string): string {
  return path.join(folder, metricsName)
}

/** The points written so far. A last line that was cut off by a crash is left out. */
export async function readMetrics(folder: string): Promise<MetricPoint[]> {
  let text: string
  try {
    text = await readFile(metricsFile(folder), 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
  const lines = text.split('\n')
  return lines.slice(0, -1).map((line) => JSON.parse(line) as MetricPoint)
}
