import { createHash } from 'node:crypto'
import { readFile, rename } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import { decodeWeightValues, encodeWeightValues } from '../model/weight-data'
import { writeAtomically } from '../model/write-atomically'
import type { WeightValues } from '../nets/parameters'
import { TrainingError } from './training-error'

const fileName = 'checkpoint.bin'
const previousName = 'checkpoint.previous.bin'
const magic = 'LVCKPT01'

const header = z.object({
  /** Steps done. */
  step: z.number().int().nonnegative(),
  optimiserSteps: z.number().int(),
  criticSteps: z.number().int(),
  /** The best validation so far. */
  best: z.object({ epoch: z.number().int(), dice: z.number(), threshold: z.number() }).nullable(),
  validationsWithoutProgress: z.number().int(),
  /** True once the model was saved for good. */
  finished: z.boolean(),
  specs: z.array(z.object({ name: z.string(), shape: z.array(z.number().int()), dtype: z.literal('float32') })),
  sha256: z.string(),
})

/** Everything a training needs to go on as if it had never stopped. Random numbers follow from seed and step. */
export interface Checkpoint extends Omit<z.infer<typeof header>, 'specs' | 'sha256'> {
  /** Weights, optimiser, critic, average and best weights by prefixed name. */
  values: WeightValues
}

/** Writes RUN/checkpoint.bin atomically; the one before is kept as checkpoint.previous.bin. */
export async function saveCheckpoint(folder: string, { values, ...rest }: Checkpoint): Promise<void> {
  const { specs, data } = encodeWeightValues(values)
  const text = Buffer.from(JSON.stringify({ ...rest, specs, sha256: createHash('sha256').update(data).digest('hex') }), 'utf8')
  const lead = Buffer.alloc(12)
  lead.write(magic, 0, 'latin1')
  lead.writeUInt32LE(text.length, 8)
  try {
    await rename(path.join(folder, fileName), path.join(folder, previousName))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
  }
  await writeAtomically(path.join(folder, fileName), Buffer.concat([lead, text, data]))
}

/**
 * The newest sound checkpoint of a run, or null when there is none yet.
 *
 * @throws TrainingError when checkpoints exist but none of them is sound
 */
export async function loadCheckpoint(folder: string): Promise<Checkpoint | null> {
  let damaged: string | null = null
  for (const name of [fileName, previousName]) {
    const file = path.join(folder, name)
    let content: Buffer
    try {
      content = await readFile(file)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') continue
      throw error
    }
    const checkpoint = decode(content)
    if (checkpoint) return checkpoint
    damaged ??= file
  }
  if (damaged) throw new TrainingError(`${damaged} is damaged and there is no sound earlier checkpoint; choose another folder for a new run.`)
  return null
}

function decode(content: Buffer): Checkpoint | null {
  try {
    if (content.toString('latin1', 0, 8) !== magic) return null
    const end = 12 + content.readUInt32LE(8)
    const { specs, sha256, ...rest } = header.parse(JSON.parse(content.toString('utf8', 12, end)))
    const data = content.subarray(end)
    if (createHash('sha256').update(data).digest('hex') !== sha256) return null
    return { ...rest, values: decodeWeightValues(specs, data) }
  } catch {
    return null
  }
}

/** Puts `prefix` before every name. */
export function withPrefix(prefix: string, values: WeightValues): WeightValues {
  return new Map([...values].map(([name, value]) => [prefix + name, value]))
}

/** The values whose names start with `prefix`, without it. */
export function underPrefix(prefix: string, values: WeightValues): WeightValues {
  return new Map([...values].filter(([name]) => name.startsWith(prefix)).map(([name, value]) => [name.slice(prefix.length), value]))
}
