import { createHash, randomUUID } from 'node:crypto'
import { mkdir, readFile, rename, rm } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { modelFile, modelId, type ModelFile } from '../../ml/model/model-file'
import { ServiceError } from '../ipc/service-error'
import { copyAndHash, makeFolder, renameDurably } from './durable-file'
import { explainStorageError } from './storage-error'

/** A model folder that was read whole and whose weights are the ones it was saved with. */
export interface VerifiedModel {
  readonly id: string
  readonly file: ModelFile
  readonly weightsName: string
}

const configurationName = 'model.json'

/**
 * Reads a model folder and checks its weights against the hash in its model.json. Fails with `unreadable-file` naming the folder and the cause.
 */
export async function verifyModelFolder(folder: string): Promise<VerifiedModel> {
  const file = modelFile.safeParse(parsedOrNull(await read(join(folder, configurationName))))
  if (!file.success) throw new ServiceError('unreadable-file', `${join(folder, configurationName)} is damaged or of another version: ${file.error.issues[0]?.message}.`)
  const weightsName = basename(file.data.weightsManifest[0]!.paths[0]!)
  const weights = await read(join(folder, weightsName))
  if (createHash('sha256').update(weights).digest('hex') !== file.data.weightsSha256) {
    throw new ServiceError('unreadable-file', `${join(folder, weightsName)} is damaged: its content is not the one the model was saved with.`)
  }
  return { id: modelId(file.data), file: file.data, weightsName }
}

/** The library's own copies of models, `models/ID/`: never changed once they are there. */
export class ModelFolders {
  constructor(private readonly folder: string) {}

  pathOf(id: string): string {
    return join(this.folder, id)
  }

  /** Copies a model in, reads the copy back and gives it its final name only then. */
  async add(source: string): Promise<VerifiedModel> {
    const model = await verifyModelFolder(source)
    const target = this.pathOf(model.id)
    if (await isWhole(target)) return model
    const incoming = join(this.folder, `incoming-${randomUUID()}`)
    try {
      await makeFolder(incoming)
      for (const name of [configurationName, model.weightsName]) await copyAndHash(join(source, name), join(incoming, name))
      const copy = await verifyModelFolder(incoming)
      if (copy.id !== model.id) throw new ServiceError('conflict', `The model ${source} was changed while it was copied.`)
      // A damaged copy is put aside, not deleted.
      await rename(target, `${target}.damaged-${Date.now()}`).catch(ignoreMissing)
      await renameDurably(incoming, target)
      return model
    } catch (error) {
      await rm(incoming, { recursive: true, force: true })
      throw explainStorageError(error, `The model ${source} could not be copied into the library`)
    }
  }

  /** Removes copies that an earlier program did not finish. */
  async clearIncoming(names: readonly string[]): Promise<void> {
    for (const name of names) if (name.startsWith('incoming-')) await rm(join(this.folder, name), { recursive: true, force: true })
    await mkdir(this.folder, { recursive: true })
  }
}

async function isWhole(folder: string): Promise<boolean> {
  try {
    await verifyModelFolder(folder)
    return true
  } catch (error) {
    if (error instanceof ServiceError) return false
    throw error
  }
}

async function read(file: string): Promise<Buffer> {
  try {
    return await readFile(file)
  } catch (error) {
    const explained = explainStorageError(error, `${file} cannot be read`)
    throw explained instanceof ServiceError ? new ServiceError('unreadable-file', explained.message) : explained
  }
}

function parsedOrNull(text: Buffer): unknown {
  try {
    return JSON.parse(text.toString('utf8'))
  } catch {
    return null
  }
}

function ignoreMissing(error: unknown): void {
  if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error
}
