import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { encodeRuns } from '../../electron/ipc/run-length'
import { FileImporter } from '../../electron/services/file-importer'
import { MasksService } from '../../electron/services/masks-service'
import { OneAtATime } from '../../electron/services/one-at-a-time'
import { findAuditBreak } from '../../electron/storage/audit-log'
import { openLibraryFolder, type LibraryFolder } from '../../electron/storage/library-folder'
import { LibraryStore } from '../../electron/storage/library-store'
import { listVersions } from '../../electron/storage/mask-versions'
import { createRandom } from '../../ml/data/random'
import { bundleForNode } from '../support/bundle-for-node'
import { mountSmallDisk, type SmallDisk } from '../support/small-disk'
import { addInstanceRow, headerOf, temporaryFolder } from './storage-fixtures'

const image = headerOf({ rows: 256, columns: 256, frames: 3 })
const random = createRandom(5)
let temporary: ReturnType<typeof temporaryFolder>
let library: LibraryFolder
let masks: MasksService
let instanceId: number

beforeEach(() => {
  temporary = temporaryFolder()
})
afterEach(() => {
  vi.useRealTimers()
  temporary.remove()
})

async function open(folder: string): Promise<void> {
  library = await openLibraryFolder(folder)
  masks = new MasksService({ database: library.database })
}

async function openWithImage(folder: string): Promise<void> {
  await open(folder)
  instanceId = addInstanceRow(library.database, image)
}

/** A stroke that does not compress, so that a small disk fills soon. */
function stroke(frame = 0): void {
  const labels = encodeRuns(new Uint8Array(128 * 128).map(() => random.integer(3)))
  const baseRevision = masks.store.get({ instanceId, frame }).history.revision
  masks.store.applyPatch({ instanceId, frame }, baseRevision, { name: 'brush', author: { kind: 'human', name: 'tester' }, status: 'corrected' }, { x: 20, y: 30, width: 128, height: 128 }, labels)
}

const state = (frame = 0) => masks.store.get({ instanceId, frame })

function failureOf(work: () => unknown): unknown {
  try {
    work()
  } catch (error) {
    return error
  }
  return null
}

async function importFile(file: string) {
  const importer = new FileImporter({ library: new LibraryStore(library.database), objects: library.objects, readers: { readHeader: async () => headerOf({ sopInstanceUid: '1.9' }) }, changes: new OneAtATime() })
  return importer.importPaths([file], { who: 'tester' })
}

describe('a full disk', () => {
  let disk: SmallDisk | null
  beforeEach(() => {
    disk = mountSmallDisk(4)
  })
  afterEach(() => disk?.remove())

  it('refuses a stroke in plain words, keeps all before it, and goes on when there is room again', async (context) => {
    if (!disk) return context.skip()
    const folder = join(disk.folder, 'library')
    await openWithImage(folder)
    let failure: unknown = null
    let before = state()
    for (let strokes = 0; failure === null && strokes < 1000; strokes++) {
      before = state()
      failure = failureOf(() => stroke())
    }
    expect(failure).toMatchObject({ code: 'storage', message: expect.stringMatching(/: the disk is full\.$/) as string })
    expect(before.history.revision).toBeGreaterThan(5)
    expect(state()).toEqual(before)

    const picture = join(temporary.folder, 'picture.png')
    writeFileSync(picture, new Uint8Array(2_000_000))
    const report = await importFile(picture)
    expect(report).toMatchObject({ imported: 0, rejected: [{ code: 'storage', message: 'picture.png was not imported. The library cannot take more files: the disk is full.' }] })

    disk.resize(64)
    stroke()
    expect((await importFile(picture)).imported).toBe(1)
    expect(state().history.revision).toBe(before.history.revision + 1)
    library.close()
    await open(folder)
    expect(state().history.revision).toBe(before.history.revision + 1)
    expect(await findAuditBreak(library.database)).toBeNull()
    library.close()
  })

  it('does not keep a library from being closed, nor from being opened again', async (context) => {
    if (!disk) return context.skip()
    const folder = join(disk.folder, 'library')
    await openWithImage(folder)
    while (failureOf(() => stroke()) === null) continue
    const before = state()
    library.close()
    await open(folder)
    expect(state()).toEqual(before)
    library.close()
    expect(existsSync(join(folder, 'in-use.json'))).toBe(false)
  })
})

it('a file that may not grow further (ulimit) loses no acknowledged stroke', async () => {
  await openWithImage(temporary.folder)
  library.close()
  const program = await bundleForNode('test/integration/masks-stroke-program.ts')
  try {
    const child = spawn('bash', ['-c', 'ulimit -f 700; exec "$0" "$@"', process.execPath, program, temporary.folder, String(instanceId)], { stdio: ['ignore', 'pipe', 'ignore'] })
    const ended = once(child, 'exit')
    let acknowledged = 0
    for await (const line of createInterface({ input: child.stdout })) acknowledged = Number(line)
    await ended
    expect(acknowledged).toBeGreaterThan(5)
    await open(temporary.folder)
    expect(state().history.revision).toBe(acknowledged)
    expect(await findAuditBreak(library.database)).toBeNull()
    library.close()
  } finally {
    rmSync(dirname(program), { recursive: true, force: true })
  }
})

describe('a library that cannot be written', () => {
  it('is refused in plain words when its disk is read-only, and is unharmed', async (context) => {
    const disk = mountSmallDisk(8)
    if (!disk) return context.skip()
    try {
      const folder = join(disk.folder, 'library')
      await openWithImage(join(temporary.folder, 'made'))
      stroke()
      library.close()
      cpSync(join(temporary.folder, 'made'), folder, { recursive: true })
      disk.setReadOnly()
      await expect(openLibraryFolder(folder)).rejects.toMatchObject({ code: 'storage', message: expect.stringMatching(/may be written|read-only/) as string })
      const copy = join(temporary.folder, 'copy')
      cpSync(folder, copy, { recursive: true })
      await open(copy)
      expect(state().history.revision).toBe(1)
      library.close()
    } finally {
      disk.remove()
    }
  })

  it('says so when its folder vanishes while it is open, and goes on when it is back', async () => {
    const folder = join(temporary.folder, 'drive')
    const elsewhere = join(temporary.folder, 'elsewhere')
    await openWithImage(folder)
    stroke()
    const before = state()
    renameSync(folder, elsewhere)
    expect(failureOf(() => stroke())).toMatchObject({ code: 'storage', message: `The library ${folder} is not there any more: it was moved, renamed or deleted, or its drive was removed. Nothing was written; put it back to go on.` })
    const picture = join(temporary.folder, 'picture.png')
    writeFileSync(picture, 'image')
    const { rejected, imported } = await importFile(picture)
    expect(imported).toBe(0)
    expect(rejected[0]!.message).toMatch(/^picture\.png was not imported\. The library cannot take more files: /)
    renameSync(elsewhere, folder)
    expect(state()).toEqual(before)
    stroke()
    library.close()
    await open(folder)
    expect(state().history.revision).toBe(2)
    expect(await findAuditBreak(library.database)).toBeNull()
    library.close()
  })

  it('is refused to a second program, which is told who has it', async () => {
    await openWithImage(temporary.folder)
    await expect(openLibraryFolder(temporary.folder)).rejects.toMatchObject({ code: 'conflict', message: expect.stringContaining(`is in use by another LightVessel program (process ${process.pid} on `) as string })
    stroke()
    library.close()
  })
})

it('a clock that goes backwards breaks neither the order of acts, versions and the queue nor the audit log', async () => {
  await openWithImage(temporary.folder)
  vi.useFakeTimers({ toFake: ['Date'] })
  for (const [step, frame] of [0, 1, 0, 2].entries()) {
    vi.setSystemTime(new Date(Date.UTC(2030 - 3 * step, 5, 1)))
    if (state(frame).status === 'approved') masks.review.reopen({ instanceId, frame }, 'tester')
    stroke(frame)
    masks.review.approve({ instanceId, frame }, 'tester')
  }
  library.close()
  await open(temporary.folder)
  expect(listVersions(library.database, { instanceId, frame: 0 }).map(({ number }) => number)).toEqual([1, 2])
  expect(masks.review.queue().map(({ frame }) => frame)).toEqual([1, 0, 2])
  masks.review.reopen({ instanceId, frame: 0 }, 'tester')
  masks.store.undo({ instanceId, frame: 0 }, 'tester')
  expect(state().history).toMatchObject({ undoable: 1, redoable: 1 })
  expect(await findAuditBreak(library.database)).toBeNull()
  library.close()
})

it('a folder that is no library is left as it is', async () => {
  const folder = join(temporary.folder, 'file')
  mkdirSync(folder)
  writeFileSync(join(folder, 'library.db'), 'this is a letter')
  await expect(openLibraryFolder(folder)).rejects.toMatchObject({ code: 'storage', message: expect.stringContaining('is damaged') as string })
})
