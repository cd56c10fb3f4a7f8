import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { countNet } from '../nets/count-layers'
import { netDefinition, UnknownNetError } from '../nets/registry'
import type { WeightValues } from '../nets/parameters'
import { ModelError, modelFile, modelFormat, modelFormatVersion, type ModelFile } from './model-file'
import { decodeWeightValues, encodeWeightValues } from './weight-data'
import { writeAtomically, writeTogether } from './write-atomically'

export type { ModelFile, ModelFigures } from './model-file'
export { ModelError } from './model-file'

const jsonName = 'model.json'
const weightsName = 'weights.bin'

/** What the writer of a model decides; the rest follows from the net and the weights. */
export type ModelDescription = Pick<ModelFile, 'name' | 'net' | 'preprocessing' | 'threshold' | 'smallestComponent' | 'seedThreshold' | 'finished' | 'validation' | 'card'>

/**
 * Reads and checks FOLDER/model.json. The weights are not opened.
 *
 * @throws ModelError when there is none, it is damaged, of another format, or its net is unknown or has changed
 */
export async function readModelFile(folder: string): Promise<ModelFile> {
  const file = path.join(folder, jsonName)
  const text = await readOrExplain(file, `${folder} is not a model: it has no ${jsonName}.`)
  let content: unknown
  try {
    content = JSON.parse(text.toString('utf8'))
  } catch {
    throw new ModelError(`${file} is damaged: it is not valid JSON.`)
  }
  if ((content as { format?: unknown } | null)?.format !== modelFormat) throw new ModelError(`${file} is not a model of this program.`)
  const parsed = modelFile.safeParse(content)
  if (!parsed.success) {
    const issue = parsed.error.issues[0]!
    throw new ModelError(`${file} is damaged or of another version: ${issue.path.join('.') || 'the file'}: ${issue.message}.`)
  }
  checkNet(file, parsed.data)
  return parsed.data
}

/**
 * Reads a model with its weights.
 *
 * @throws ModelError as `readModelFile`, and when the weights are missing, truncated or not the ones the model was saved with
 */
export async function readModel(folder: string): Promise<{ model: ModelFile; weights: WeightValues }> {
  const model = await readModelFile(folder)
  const file = path.join(folder, path.basename(model.weightsManifest[0]!.paths[0]!))
  const data = await readOrExplain(file, `${folder} is not complete: it has no ${path.basename(file)}.`)
  try {
    const weights = decodeWeightValues(model.weightsManifest[0]!.weights, data)
    if (sha256(data) !== model.weightsSha256) throw new RangeError(`its content is not that of ${jsonName}`)
    return { model, weights }
  } catch (error) {
    if (error instanceof RangeError) throw new ModelError(`${file} is damaged: ${error.message}.`)
    throw error
  }
}

/** Writes model.json and weights.bin, model.json last; a failure leaves the pair that was there. Throws a WriteError. */
export async function saveModel(folder: string, description: ModelDescription, weights: WeightValues): Promise<ModelFile> {
  const definition = netDefinition(description.net)
  const { specs, data } = encodeWeightValues(weights)
  const model: ModelFile = {
    format: modelFormat,
    formatVersion: modelFormatVersion,
    name: description.name,
    role: definition.role,
    net: description.net,
    widths: [...definition.widths],
    parameters: countNet(definition).parameters,
    preprocessing: description.preprocessing,
    threshold: description.threshold,
    smallestComponent: description.smallestComponent,
    seedThreshold: description.seedThreshold,
    weightsManifest: [{ paths: [weightsName], weights: specs }],
    weightsSha256: sha256(data),
    createdAt: new Date().toISOString(),
    finished: description.finished,
    validation: description.validation,
    card: description.card,
  }
  await writeTogether([
    { file: path.join(folder, weightsName), content: data },
    { file: path.join(folder, jsonName), content: `${JSON.stringify(model, null, 2)}\n` },
  ])
  return model
}

/** Changes what is written about a model (its card, its validation figures); the weights stay. */
export async function updateModelFile(folder: string, change: Partial<Pick<ModelFile, 'name' | 'card' | 'validation' | 'threshold' | 'finished'>>): Promise<ModelFile> {
  const model = { ...(await readModelFile(folder)), ...change }
  await writeAtomically(path.join(folder, jsonName), `${JSON.stringify(model, null, 2)}\n`)
  return model
}

function checkNet(file: string, model: ModelFile): void {
  try {
    const definition = netDefinition(model.net)
    if (definition.widths.join() !== model.widths.join()) {
      throw new ModelError(`${file} was saved for a ${model.net} with the widths ${model.widths.join('/')}; here it has ${definition.widths.join('/')}.`)
    }
  } catch (error) {
    if (error instanceof UnknownNetError) throw new ModelError(`${file} cannot be used. ${error.message}`)
    throw error
  }
}

async function readOrExplain(file: string, missing: string): Promise<Buffer> {
  try {
    return await readFile(file)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw new ModelError(code === 'ENOENT' || code === 'ENOTDIR' ? missing : `${file} cannot be read (${code}).`)
  }
}

function sha256(data: Uint8Array | string): string {
  return createHash('sha256').update(data).digest('hex')
}
