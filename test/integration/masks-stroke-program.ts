import { encodeRuns } from '../../electron/ipc/run-length'
import { openLibraryFolder } from '../../electron/storage/library-folder'
import { MaskStore } from '../../electron/storage/mask-store'
import { strokeLabels, strokeRectangle } from './masks-strokes'

/** Applies stroke after stroke until it is killed, and prints the number of each only after the store has acknowledged it. */
async function main(): Promise<void> {
  const [folder, instanceId] = process.argv.slice(2)
  const { database } = await openLibraryFolder(folder!)
  const masks = new MaskStore(database)
  const key = { instanceId: Number(instanceId), frame: 0 }
  for (let revision = masks.get(key).history.revision; ; revision++) {
    const rect = strokeRectangle(revision)
    masks.applyPatch(key, revision, { name: 'brush', author: { kind: 'human', name: 'tester' }, status: 'corrected' }, rect, encodeRuns(strokeLabels(revision, rect)))
    await new Promise<void>((done) => process.stdout.write(`${revision + 1}\n`, () => done()))
  }
}

void main()
