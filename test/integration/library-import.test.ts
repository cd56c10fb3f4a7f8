import { createHash } from 'node:crypto'
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { UnreadableFileError } from '../../electron/dicom/unreadable-file-error'
import { ExchangeService } from '../../electron/services/exchange-service'
import { LibraryService } from '../../electron/services/library-service'
import { MasksService } from '../../electron/services/masks-service'
import { openLibraryFolder, type LibraryFolder } from '../../electron/storage/library-folder'
import { DownloadStore } from '../../electron/storage/download-store'
import { UploadStore } from '../../electron/storage/upload-store'
import { encodeRuns } from '../../electron/ipc/run-length'
import { contextOf } from '../helpers/call-context'
import { headerOf, temporaryFolder } from './storage-fixtures'
import { studiesIn } from '../helpers/library-studies'

/** Reads the test's own tiny format, so that these tests are about the library alone: `image SERIES NUMBER …`. */
const readers = {
  calls: 0,
  async readHeader(file: string) {
    readers.calls++
    const [kind, series, number] = readFileSync(file, 'utf8').split(' ')
    if (kind !== 'image') throw new UnreadableFileError('not-an-image', `${basename(file)} cannot be read: it is not an image.`)
    return headerOf({ seriesInstanceUid: series!, sopInstanceUid: `${series}.${number}`, instanceNumber: Number(number), studyInstanceUid: `study ${series}` })
  },
}

let temporary: ReturnType<typeof temporaryFolder>
let source: string
let library: LibraryFolder
let service: LibraryService
let uploads: UploadStore
let changed: number[][]

beforeEach(async () => {
  temporary = temporaryFolder()
  source = join(temporary.folder, 'source')
  mkdirSync(source)
  library = await openLibraryFolder(join(temporary.folder, 'library'))
  uploads = new UploadStore(library.uploadsFolder, 1000)
  service = new LibraryService({ ...library, readers })
  changed = []
  service.events.subscribe((_name, payload) => changed.push((payload as { seriesIds: number[] }).seriesIds))
})
afterEach(() => {
  library.close()
  temporary.remove()
})

function put(name: string, content: string): string {
  const file = join(source, name)
  mkdirSync(join(file, '..'), { recursive: true })
  writeFileSync(file, content)
  return file
}

function objectFiles(): string[] {
  return readdirSync(join(library.folder, 'objects'), { recursive: true, encoding: 'utf8' }).filter((name) => statSync(join(library.folder, 'objects', name)).isFile())
}

describe('importing files', () => {
  it('copies what can be read under its hash, lists the rest with causes, and passes over hidden files and DICOMDIR', async () => {
    put('b/2.dcm', 'image 1.1 2')
    put('b/1.dcm', 'image 1.1 1')
    put('Bilder ü/3', 'image 1.2 1')
    put('notes.txt', 'text')
    put('empty', '')
    for (const name of ['.hidden', '.folder/4', 'DICOMDIR']) put(name, 'image 9 9')
    const progress: string[] = []
    const report = await service.importPaths([source, join(source, 'missing')], { who: 'tester', progress: ({ done, total, file }) => progress.push(`${done}/${total} ${file}`) })
    expect(report).toMatchObject({ imported: 3, alreadyThere: 0 })
    expect(report.rejected).toEqual([
      { file: join(source, 'missing'), code: 'missing', message: 'missing cannot be opened: it does not exist (any more).' },
      { file: join(source, 'empty'), code: 'not-an-image', message: 'empty cannot be read: it is not an image.' },
      { file: join(source, 'notes.txt'), code: 'not-an-image', message: 'notes.txt cannot be read: it is not an image.' },
    ])
    expect(progress).toEqual(['0/5 3', '1/5 1.dcm', '2/5 2.dcm', '3/5 empty', '4/5 notes.txt', '5/5 '])
    const studies = studiesIn(library.database)
    expect(studies.map(({ series }) => series.map(({ instances }) => instances.map(({ sourceName, instanceNumber }) => [sourceName, instanceNumber])))).toEqual([[[['1.dcm', 1], ['2.dcm', 2]]], [[['3', 1]]]])
    const hash = createHash('sha256').update('image 1.1 2').digest('hex')
    expect(readFileSync(join(library.folder, 'objects', hash.slice(0, 2), hash), 'utf8')).toBe('image 1.1 2')
    expect(objectFiles()).toHaveLength(3)
    expect(new Set(changed.flat())).toEqual(new Set(report.seriesIds))
  })

  it('knows a file again by its bytes, without reading it anew, and keeps another encoding of the same image beside it', async () => {
    const file = put('1.dcm', 'image 1.1 1')
    await service.importPaths([file], { who: 'tester' })
    copyFileSync(file, join(source, 'copy.dcm'))
    readers.calls = 0
    expect(await service.importPaths([source], { who: 'tester' })).toMatchObject({ imported: 0, alreadyThere: 2, rejected: [], seriesIds: [1] })
    expect(readers.calls).toBe(0)
    put('other.dcm', 'image 1.1 1 encoded otherwise')
    expect(await service.importPaths([source], { who: 'tester' })).toMatchObject({ imported: 1, alreadyThere: 2 })
    const [first, second] = studiesIn(library.database)[0]!.series[0]!.instances
    expect([first!.warnings, second!.warnings]).toEqual([[], ['Another file with the same SOP Instance UID and other bytes is in the library.']])
  })

  it('ends on loops of symbolic links, follows a link once and lists a broken one', async () => {
    put('a/1.dcm', 'image 1.1 1')
    symlinkSync(source, join(source, 'a', 'up'))
    symlinkSync(join(source, 'a'), join(source, 'again'))
    symlinkSync(join(source, 'self'), join(source, 'self'))
    symlinkSync(join(source, 'nowhere'), join(source, 'broken'))
    const report = await service.importPaths([source], { who: 'tester' })
    expect(report.imported).toBe(1)
    expect(report.rejected.map(({ message }) => message).sort()).toEqual(['broken cannot be opened: it does not exist (any more).', 'self cannot be opened: its symbolic links form a loop.'])
  })

  it('stops between files when cancelled, and what was imported stays whole', async () => {
    for (let number = 1; number <= 9; number++) put(`${number}.dcm`, `image 1.1 ${number}`)
    const controller = new AbortController()
    const running = service.importPaths([source], { who: 'tester', signal: controller.signal, progress: ({ done }) => void (done === 4 && controller.abort()) })
    await expect(running).rejects.toThrow('aborted')
    expect(service.store.instancesOfSeries(1)).toHaveLength(objectFiles().length)
    expect(objectFiles().length).toBeLessThan(6)
    expect(changed.flat()).toEqual([1])
    expect(await service.importPaths([source], { who: 'tester' })).toMatchObject({ imported: 9 - objectFiles().length + (objectFiles().length - 4), alreadyThere: 4 })
  })

  it('is ended by closing the service, after the file it is at', async () => {
    for (let number = 1; number <= 50; number++) put(`${number}.dcm`, `image 1.1 ${number}`)
    const running = service.importPaths([source], { who: 'tester' })
    const outcome = expect(running).rejects.toMatchObject({ code: 'closed' })
    await new Promise((done) => setTimeout(done, 20))
    await service.close()
    await outcome
  })

  it('leaves no row and no copy when the database cannot take the row, and lists every file that was left out', async () => {
    put('1.dcm', 'image 1.1 1')
    put('2.dcm', 'image 1.1 2')
    library.database.execute("CREATE TRIGGER full BEFORE INSERT ON instance WHEN new.sop_instance_uid = '1.1.2' BEGIN SELECT RAISE(ABORT, 'no'); END")
    await expect(service.importPaths([source], { who: 'tester' })).rejects.toThrow('no')
    expect(objectFiles()).toHaveLength(1)
    library.database.execute('DROP TRIGGER full')
    const { page_count: pages } = library.database.get<{ page_count: number }>('PRAGMA page_count')!
    library.database.execute(`PRAGMA max_page_count = ${pages}`)
    for (let number = 3; number <= 300; number++) put(`${number}.dcm`, `image 1.1 ${number}`)
    const report = await service.importPaths([source], { who: 'tester' })
    expect(report.rejected.length).toBeGreaterThan(0)
    expect(report.imported + report.alreadyThere + report.rejected.length).toBe(300)
    expect(report.rejected.at(-1)).toMatchObject({ code: 'storage', message: expect.stringMatching(/^\w+\.dcm was not imported\. .*the disk is full\.$/) })
    expect(objectFiles()).toHaveLength(report.imported + report.alreadyThere)
  })

  it('finishes what a killed program has left, and deletes nothing that it does not know to be its own', async () => {
    await service.importPaths([put('1.dcm', 'image 1.1 1')], { who: 'tester' })
    // Killed between a copy and its row.
    await library.objects.add(put('2.dcm', 'image 1.1 2'), { onHash: (hash) => service.store.markPending(hash) })
    // A copy that a database put back from an older backup knows nothing of.
    const { hash } = await library.objects.add(put('3.dcm', 'image 1.1 3'))
    expect(objectFiles()).toHaveLength(3)
    expect(await service.finishPending()).toBe(1)
    expect(objectFiles()).toHaveLength(2)
    expect(existsSync(library.objects.fileOf(hash))).toBe(true)
    // Killed between the removal of rows and that of their copies.
    service.store.removeSeries(1, 'tester')
    expect(await service.finishPending()).toBe(1)
    expect(objectFiles()).toHaveLength(1)
    expect(await service.importPaths([source], { who: 'tester' })).toMatchObject({ imported: 3, alreadyThere: 0 })
    expect(service.store.pendingObjects()).toEqual([])
  })

  it('says that the library cannot be written', async () => {
    put('1.dcm', 'image 1.1 1')
    const incoming = join(library.folder, 'objects', 'incoming')
    rmSync(incoming, { recursive: true })
    // The kernel's own folder takes no files, not even from the superuser.
    if (process.platform === 'linux') symlinkSync('/sys/kernel', incoming)
    else mkdirSync(incoming, { mode: 0o500 })
    const { imported, rejected } = await service.importPaths([source], { who: 'tester' })
    expect(imported).toBe(0)
    expect(rejected).toMatchObject([{ code: 'storage', message: expect.stringMatching(/^1\.dcm was not imported\. The library cannot take more files: (the disk is read-only|this user has no permission there)\.$/) }])
  })
})

describe('removing a series', () => {
  it('removes rows, masks and copies, tells the caches, and never gives an id out again', async () => {
    put('1.dcm', 'image 1.1 1')
    put('2.dcm', 'image 1.2 1')
    await service.importPaths([source], { who: 'tester' })
    const masks = new MasksService({ database: library.database })
    masks.store.applyPatch({ instanceId: 1, frame: 2 }, 0, { name: 'brush', author: { kind: 'human', name: 'tester' }, status: 'corrected' }, { x: 0, y: 0, width: 1, height: 1 }, encodeRuns(Uint8Array.of(1)))
    masks.review.approve({ instanceId: 1, frame: 2 }, 'tester')
    expect(studiesIn(library.database).at(-1)!.series[0]!.reviewed).toEqual({ predicted: 0, corrected: 0, approved: 1, returned: 0 })
    const context = contextOf()
    const removed: number[] = []
    const withCache = new LibraryService({ ...library, readers, onRemove: (instances) => void removed.push(...instances.map(({ id }) => id)) })
    await withCache.implementation.removeSeries({ seriesId: 1 }, context)
    expect(removed).toEqual([1])
    expect(studiesIn(library.database).map(({ id }) => id)).toEqual([2])
    expect(masks.review.queue()).toEqual([])
    expect(objectFiles()).toHaveLength(1)
    await expect(withCache.implementation.removeSeries({ seriesId: 1 }, context)).rejects.toMatchObject({ code: 'not-found' })
    await service.importPaths([source], { who: 'tester' })
    expect(service.store.instance(3).objectHash).toBe(createHash('sha256').update('image 1.1 1').digest('hex'))
    expect(() => service.store.instance(1)).toThrow('no image 1')
  })
})

async function* body(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text)
}

describe('uploads', () => {
  const upload = 'upload-0001'
  const context = contextOf()

  it('are imported and cleared away, naming files as they were sent', async () => {
    await uploads.receive(upload, 'Lauf ü.dcm', body('image 1.1 1'))
    await uploads.receive(upload, 'notes.txt', body('text'))
    await uploads.receive(upload, '.DS_Store', body('text'))
    const exchange = new ExchangeService({
      ...library, library: service, uploads, readers: readers as never, downloads: new DownloadStore(join(temporary.folder, 'exports')), softwareVersion: '1',
      readFrame: () => Promise.reject(new Error('nothing is decoded here')), onMasks: () => undefined,
    })
    const report = await exchange.implementation.importUpload({ uploadId: upload, deidentify: null }, context)
    expect(report).toMatchObject({ imported: 1, rejected: [{ file: 'notes.txt', code: 'not-an-image' }] })
    expect(service.store.instance(1).sourceName).toBe('Lauf ü.dcm')
    expect(readdirSync(library.uploadsFolder)).toEqual([])
    await expect(exchange.implementation.importUpload({ uploadId: upload, deidentify: null }, context)).rejects.toMatchObject({ code: 'not-found' })
  })

  it('stay inside their folder and inside the limit, and keep nothing of a broken transfer', async () => {
    for (const name of ['../out', '..', '.', '', 'a/../b', 'a//b', 'a/', 'a\\b', 'a\0b', 'x'.repeat(256), '/etc/passwd']) {
      await expect(uploads.receive(upload, name, body('x')), name).rejects.toMatchObject({ code: 'invalid-input' })
    }
    for (const id of ['..', 'a/../../b', 'UPPER-CASE', 'short']) await expect(uploads.receive(id, 'a', body('x')), id).rejects.toMatchObject({ code: 'invalid-input' })
    await expect(uploads.receive(upload, 'big', body('x'.repeat(1001)))).rejects.toThrow('at most')
    await expect(
      uploads.receive('upload-0002', 'cut', (async function* () {
        yield Buffer.from('half')
        throw new Error('the connection broke')
      })()),
    ).rejects.toThrow('the connection broke')
    await uploads.receive('upload-0002', 'twice', body('one'))
    await expect(uploads.receive('upload-0002', 'twice', body('two'))).rejects.toMatchObject({ code: 'conflict' })
    expect(readdirSync(library.uploadsFolder, { recursive: true }).sort()).toEqual(['upload-0001', 'upload-0002', join('upload-0002', 'twice')])
    expect(readFileSync(join(library.uploadsFolder, 'upload-0002', 'twice'), 'utf8')).toBe('one')
    expect(existsSync(join(temporary.folder, 'out'))).toBe(false)
    await uploads.clear()
    expect(readdirSync(library.uploadsFolder)).toEqual([])
  })
})
