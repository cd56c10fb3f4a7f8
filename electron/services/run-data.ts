import { rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { readDataFolder } from '../../ml/data/data-folder'
import { ServiceError } from '../ipc/service-error'
import type { Database } from '../storage/database'
import { hashFile, makeFolder, writeFileDurably } from '../storage/durable-file'
import { samplesOfVersions } from '../storage/mask-samples'
import type { StoredRun } from '../storage/run-store'
import { writeDataFolder, type ReadFrame } from './data-folder-writer'

export interface RunDataOptions {
  readonly database: Database
  readonly readFrame: ReadFrame
  readonly runFolder: string
  readonly signal: AbortSignal
  onMessage(message: string): void
}

/**
 * The data folder a run trains on. Approved masks are exported into the run's folder, as they were when the run was started; a folder is
 * used where it lies. Either way `hashes.json` in the run's folder says what exactly was trained on.
 */
export async function prepareRunData(run: StoredRun, options: RunDataOptions): Promise<string> {
  await makeFolder(options.runFolder)
  const { dataset } = run.config
  return dataset.kind === 'folder' ? recordFolder(dataset.path, options) : exportQueue(run.queuedVersions ?? [], options)
}

async function exportQueue(versionIds: readonly number[], { database, readFrame, runFolder, signal, onMessage }: RunDataOptions): Promise<string> {
  const samples = samplesOfVersions(database, versionIds)
  if (samples.length < versionIds.length) {
    throw new ServiceError('conflict', `${versionIds.length - samples.length} of the ${versionIds.length} approved masks of this run are no longer in the library: start a new run.`)
  }
  const data = join(runFolder, 'data')
  const partial = join(runFolder, 'data.partial')
  await rm(partial, { recursive: true, force: true })
  const hashes = await writeDataFolder(partial, samples, readFrame, { signal, onProgress: (done, total) => onMessage(`Copying approved frames: ${done} of ${total}.`) })
  await rm(data, { recursive: true, force: true })
  await rename(partial, data)
  await writeHashes(runFolder, hashes)
  return data
}

async function recordFolder(folder: string, { runFolder, signal, onMessage }: RunDataOptions): Promise<string> {
  onMessage('Recording what the data folder holds.')
  const hashes: Record<string, { image: string; mask: string; patient: string }> = {}
  for (const { name, imageFile, maskFile, patient } of (await readDataFolder(folder)).samples) {
    hashes[name] = { image: (await hashFile(imageFile, { signal })).hash, mask: (await hashFile(maskFile, { signal })).hash, patient }
  }
  await writeHashes(runFolder, hashes)
  return folder
}

async function writeHashes(runFolder: string, hashes: object): Promise<void> {
  await writeFileDurably(join(runFolder, 'hashes.json'), `${JSON.stringify(hashes, null, 2)}\n`)
}
