import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { writeIndexedPng, writePng } from '../../electron/dicom/picture/write-png'
import type { DeidentifyOptions } from '../../electron/dicom/deidentify/deidentify-options'
import { ReaderPool } from '../../electron/dicom/reader-pool'
import { writeSegmentation } from '../../electron/dicom/seg/write-segmentation'
import { writePhantomDicom } from '../../electron/dicom/write-phantom-dicom'
import { decodeRuns, encodeRuns } from '../../electron/ipc/run-length'
import { exchangeLibrary } from '../../electron/services/exchange/exchange-library'
import { exportMasks, type MaskFormat } from '../../electron/services/exchange/export-masks'
import { importFiles, type FilesImportReport } from '../../electron/services/exchange/import/import-files'
import { LabelBook } from '../../electron/services/exchange/label-book'
import { writeStudyFolder } from '../../electron/services/exchange/study/study-writer'
import { LibraryFrames } from '../../electron/services/library-frames'
import { LibraryService } from '../../electron/services/library-service'
import { LabelStore } from '../../electron/storage/label-store'
import { openLibraryFolder, type LibraryFolder } from '../../electron/storage/library-folder'
import { MaskReview } from '../../electron/storage/mask-review'
import { samplesOfMasks } from '../../electron/storage/mask-samples'
import { MaskStore, type MaskChange } from '../../electron/storage/mask-store'
import { listVersions } from '../../electron/storage/mask-versions'
import { createPhantomRun } from '../../ml/phantom/phantom-run'
import { bundleWorker } from '../helpers/bundle-worker'
import { contextOf } from '../helpers/call-context'
import { temporaryFolder } from './storage-fixtures'

const size = 64
const pixels = size * size
const byModel: MaskChange = { name: 'segmentation', author: { kind: 'model', name: 'Slim 1 (0123456789abcdef)' }, status: 'predicted' }
const byPerson: MaskChange = { name: 'brush', author: { kind: 'human', name: 'Ännchen' }, status: 'corrected' }

interface TestLibrary {
  readonly folder: LibraryFolder
  readonly service: LibraryService
  readonly masks: MaskStore
  readonly frames: LibraryFrames
  import(...paths: string[]): Promise<FilesImportReport>
  importWith(paths: readonly string[], options: { deidentify?: DeidentifyOptions; signal?: AbortSignal; readers?: ReaderPool }): Promise<FilesImportReport>
  export(format: MaskFormat, name: string): Promise<string>
  mask(frame: number, instanceId?: number): { labels: Uint8Array; status: string; author: string | undefined }
}

let worker: Awaited<ReturnType<typeof bundleWorker>>
let readers: ReaderPool
let images: ReturnType<typeof temporaryFolder>
let temporary: ReturnType<typeof temporaryFolder>
let here: TestLibrary
let there: TestLibrary

beforeAll(async () => {
  worker = await bundleWorker('electron/dicom/reader-worker.ts')
  readers = new ReaderPool({ workerFile: worker.file, size: 1 })
  images = temporaryFolder()
  writeFileSync(join(images.folder, 'run.dcm'), await writePhantomDicom(createPhantomRun({ seed: 5, size, frames: 4, side: 'left' }), { study: 'import', seriesNumber: 1 }))
})
afterAll(async () => {
  await readers.close()
  await worker.remove()
  images.remove()
})
beforeEach(async () => {
  temporary = temporaryFolder()
  here = await openLibrary('here')
  there = await openLibrary('there')
})
afterEach(() => {
  here.folder.close()
  there.folder.close()
  temporary.remove()
})

async function openLibrary(name: string, mayAnnotate = true, withImages = true): Promise<TestLibrary> {
  const folder = await openLibraryFolder(join(temporary.folder, name))
  const { database } = folder
  const service = new LibraryService({ ...folder, readers })
  if (withImages) await service.importPaths([join(images.folder, 'run.dcm')], { who: name })
  const frames = new LibraryFrames(folder, service.store, readers)
  const masks = new MaskStore(database)
  const importWith: TestLibrary['importWith'] = (paths, { deidentify = null, signal = new AbortController().signal, readers: own = readers }) =>
    importFiles(paths, { database, library: service, readers: own, who: name, mayAnnotate, mayReview: true, temporaryFolder: folder.uploadsFolder, deidentify }, { signal })
  return {
    folder, service, masks, frames, importWith,
    import: (...paths) => importWith(paths, {}),
    export: async (format, out) => {
      const target = join(temporary.folder, out)
      mkdirSync(target)
      const source = exchangeLibrary({ database, library: service.store, labels: new LabelBook(database, name), readFrame: (id, frame) => frames.read(id, frame), userName: name, softwareVersion: '1' })
      await exportMasks(target, samplesOfMasks(database, { seriesId: null, approvedOnly: false }), source, format)
      return target
    },
    mask: (frame, instanceId = 1) => {
      const { labels: runs, status, lastAuthor } = masks.get({ instanceId, frame })
      return { labels: decodeRuns(runs, pixels), status, author: lastAuthor?.name }
    },
  }
}

/** Several labels with holes and islands. */
function drawing(seed: number, highest = 5): Uint8Array {
  const labels = new Uint8Array(pixels)
  for (let pixel = 0; pixel < pixels; pixel++) if ((pixel * (seed + 3)) % 11 < 4) labels[pixel] = 1 + ((pixel >> 3) % highest)
  for (let row = 10; row < 30; row++) labels.fill(3, row * size + 8, row * size + 40)
  labels.fill(0, 15 * size + 12, 15 * size + 20)
  return labels
}

function draw({ masks, folder }: TestLibrary): void {
  masks.replace({ instanceId: 1, frame: 0 }, byModel, drawing(0, 1))
  masks.replace({ instanceId: 1, frame: 1 }, byModel, drawing(1, 1))
  masks.replace({ instanceId: 1, frame: 1 }, byPerson, drawing(1))
  masks.replace({ instanceId: 1, frame: 3 }, byPerson, drawing(2))
  new MaskReview(folder.database).approve({ instanceId: 1, frame: 3 }, 'Dr. Review')
}

/** A segmentation of the second frame of the run, each segment by an algorithm of its own: what is this program's own never overlaps. */
function writeSegments(segments: readonly (readonly [name: string, labels: Uint8Array])[]): string {
  const { header } = here.service.store.instance(1)
  const frames = segments.map(([name, labels], index) => ({ frame: 1, runs: encodeRuns(labels.map((label) => (label === 0 ? 0 : index + 1))), algorithm: { type: 'AUTOMATIC', name, version: '1' } as const }))
  const file = join(temporary.folder, 'foreign.dcm')
  writeFileSync(file, writeSegmentation({ image: header, frames, lookOf: (label) => ({ name: segments[label - 1]![0], colour: [10, 200, 30] }), contentCreator: 'Somebody^Else', softwareVersion: '1', now: new Date(0) }))
  return file
}

function writeNotes(content: unknown): string {
  const file = join(temporary.folder, 'notes.json')
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content))
  return file
}

/** Counts how often others get their turn. */
async function turnsDuring(work: () => Promise<unknown>): Promise<number> {
  let turns = 0
  let running = true
  const count = (): void => {
    turns++
    if (running) setImmediate(count)
  }
  setImmediate(count)
  await work().finally(() => (running = false))
  return turns
}

async function writeMany(format: 'seg' | 'coco' | 'study'): Promise<{ path: string; frames: number }> {
  const frames = 4
  for (let frame = 0; frame < frames; frame++) here.masks.replace({ instanceId: 1, frame }, byPerson, drawing(frame))
  if (format !== 'study') return { path: await here.export(format, format), frames }
  const out = join(temporary.folder, 'study')
  mkdirSync(out)
  const { database, objects } = here.folder
  await writeStudyFolder(out, [here.service.store.instance(1)], { database, objects, readers, userName: 'x', softwareVersion: '1', deidentify: null })
  return { path: out, frames }
}

describe('masks of another library', () => {
  it.each([['seg'], ['png-indexed'], ['coco'], ['coco-counts'], ['coco-polygons']] as const)('come back from %s pixel by pixel, with how they were made and who approved them', async (format) => {
    draw(here)
    const report = await there.import(await here.export(format, format))
    expect(report).toMatchObject({ imported: 0, rejected: [], warnings: [], masks: { imported: 3, alreadyThere: 0 } })
    for (const frame of [0, 1, 3]) expect(Buffer.compare(there.mask(frame).labels, here.mask(frame).labels), `frame ${frame}`).toBe(0)
    expect([0, 1, 3].map((frame) => [there.mask(frame).status, there.mask(frame).author])).toEqual([
      ['predicted', 'Slim 1 (0123456789abcdef)'], ['corrected', 'Slim 1 (0123456789abcdef), corrected by Ännchen'], ['corrected', 'Ännchen'],
    ])
    const [approved] = listVersions(there.folder.database, { instanceId: 1, frame: 3 })
    const [original] = listVersions(here.folder.database, { instanceId: 1, frame: 3 })
    expect(approved).toMatchObject({ reason: 'approved by Dr. Review', createdAt: original!.createdAt, hash: original!.hash })
    // Once more: everything is there, and the approval goes on with the mask.
    expect(await here.import(await there.export(format, 'back'))).toMatchObject({ masks: { imported: 0, alreadyThere: 3 } })
    const third = await openLibrary('third')
    await third.import(join(temporary.folder, 'back'))
    expect(listVersions(third.folder.database, { instanceId: 1, frame: 3 })[0]).toMatchObject({ reason: 'approved by Dr. Review', createdAt: original!.createdAt })
    third.folder.close()
  })

  it('keep their meaning where labels have other numbers', async () => {
    const store = new LabelStore(here.folder.database)
    store.createLabel(1, { name: 'Collateral', colour: '#123456', vessel: true }, 'here')
    new LabelStore(there.folder.database).createLabel(1, { name: 'Something else', colour: '#654321', vessel: false }, 'there')
    here.masks.replace({ instanceId: 1, frame: 2 }, byPerson, new Uint8Array(pixels).fill(17, 5, 80).fill(3, 200, 300))
    await there.import(await here.export('seg', 'seg'))
    expect([...new Set(there.mask(2).labels)].sort((one, other) => one - other)).toEqual([0, 3, 18])
    expect(new LabelStore(there.folder.database).labels().find(({ id }) => id === 18)).toMatchObject({ name: 'Collateral', colour: '#123456', vessel: false })
  })
})

it('of somebody who may not change masks are left out by name', async () => {
  draw(here)
  const seg = await here.export('seg', 'seg')
  const reader = await openLibrary('reader', false)
  expect(await reader.import(seg)).toMatchObject({ masks: { imported: 0 }, rejected: [{ code: 'forbidden', message: 'i000001.seg.dcm: masks are changed by annotators, reviewers and admins; ask one of them to import it.' }] })
  reader.folder.close()
})

describe('segmentations of others', () => {
  it('that overlap: the later segment wins, and a warning names both', async () => {
    const file = writeSegments([['LAD', new Uint8Array(pixels).fill(1, 0, 100)], ['Thrombus', new Uint8Array(pixels).fill(1, 50, 150)]])
    const report = await there.import(file)
    expect(report.warnings.map(({ message }) => message)).toEqual(['foreign.dcm: its segments “LAD” and “Thrombus” overlap in frame 2 of run.dcm; “Thrombus” was kept there, because a pixel has one label.'])
    const { labels } = there.mask(1)
    expect([labels[10], labels[60], labels[120], labels[160]]).toEqual([3, 17, 17, 0])
    const [red, green, blue] = [1, 3, 5].map((at) => Number.parseInt(new LabelStore(there.folder.database).labels().find(({ id }) => id === 17)!.colour.slice(at, at + 2), 16))
    for (const [value, wanted] of [[red!, 10], [green!, 200], [blue!, 30]] as const) expect(Math.abs(value - wanted)).toBeLessThanOrEqual(1)
  })

  it('find their label by concept where the name is another one', async () => {
    await there.import(writeSegments([['Left anterior descending', new Uint8Array(pixels).fill(1, 0, 9)]]))
    expect(there.mask(1).labels[3]).toBe(3)
    expect(new LabelStore(there.folder.database).labels()).toHaveLength(16)
  })
})

describe('PNG masks', () => {
  const mask = new Uint8Array(pixels).fill(255, 70, 200)
  const picture = async (name: string, value = 90): Promise<void> => writeFileSync(join(temporary.folder, 'in', name), await writePng(new Uint8Array(pixels).fill(value), size, size))
  const labelled = async (name: string, labels: Uint8Array = mask): Promise<void> => writeFileSync(join(temporary.folder, 'in', name), await writePng(labels, size, labels.length / size))
  beforeEach(() => mkdirSync(join(temporary.folder, 'in')))

  it('come with their images: NAME_mask.png, and a data folder of others', async () => {
    await picture('a.png')
    await labelled('a_mask.png')
    for (const folder of ['images', 'masks']) mkdirSync(join(temporary.folder, 'in', folder))
    await picture('images/b.png', 91)
    await labelled('masks/b.png', mask.map((value) => (value === 0 ? 0 : 7)))
    const report = await there.import(join(temporary.folder, 'in'))
    expect(report).toMatchObject({ imported: 2, rejected: [], masks: { imported: 2 } })
    const ids = there.folder.database.all<{ id: number; name: string }>('SELECT id, source_name AS name FROM instance ORDER BY id')
    const maskOf = (name: string) => there.mask(0, ids.find((each) => each.name === name)!.id).labels
    expect(maskOf('a.png')).toEqual(mask.map((value) => (value === 0 ? 0 : 1)))
    expect(maskOf('b.png')[100]).toBe(7)
  })

  it('are found by the name of an image that is there already, frames by their number', async () => {
    await labelled('run-f0003_mask.png')
    expect(await there.import(join(temporary.folder, 'in'))).toMatchObject({ masks: { imported: 1 }, rejected: [], imported: 0 })
    expect(there.mask(2).labels[100]).toBe(1)
  })

  it('are found by it also when the same image comes along under another name', async () => {
    copyFileSync(join(images.folder, 'run.dcm'), join(temporary.folder, 'in', 'copy.dcm'))
    await labelled('run-f0003_mask.png')
    await labelled('copy-f0002_mask.png')
    expect(await there.import(join(temporary.folder, 'in'))).toMatchObject({ masks: { imported: 2 }, rejected: [], imported: 0 })
    expect([there.mask(2).labels[100], there.mask(1).labels[100]]).toEqual([1, 1])
  })

  it.each([
    ['of no image', 'nobody_mask.png', pixels, 'nobody_mask.png: no image in the library has the name nobody; import it together with its image, or name it after that.'],
    ['of another size', 'run_mask.png', pixels / 2, 'run_mask.png: its masks have 64×32 pixels, but run.dcm has 64×64.'],
    ['of a frame too many', 'run-f0009_mask.png', pixels, 'run-f0009_mask.png: it has a mask for frame 9, but run.dcm has 4 frames.'],
  ])('%s are refused in one sentence', async (_case, name, count, message) => {
    await labelled(name, mask.subarray(0, count))
    expect((await there.import(join(temporary.folder, 'in'))).rejected.map((each) => each.message)).toEqual([message])
  })

  it('in colour, cut off or empty are refused in one sentence', async () => {
    const file = join(temporary.folder, 'in', 'run_mask.png')
    const causes: string[] = []
    const colours = await writePng(new Uint8Array(pixels * 3).fill(200, 0, 1), size, size, 3)
    for (const bytes of [colours, (await writePng(mask, size, size)).subarray(0, 60), Buffer.from('no picture')]) {
      writeFileSync(file, bytes)
      const { rejected, masks } = await there.import(file)
      expect(masks.imported).toBe(0)
      causes.push(...rejected.map(({ message }) => message))
    }
    expect(causes).toEqual([
      'run_mask.png cannot be read: it is a coloured picture; masks are grey PNG files or such with a palette, whose values are the labels.',
      expect.stringMatching(/^run_mask\.png cannot be read: its .+ (is cut off|are damaged)\.$/) as string,
      'run_mask.png cannot be read: masks are read from PNG files only.',
    ])
  })

  it('with a palette keep their values', async () => {
    writeFileSync(join(temporary.folder, 'in', 'run-f0001_mask.png'), await writeIndexedPng(drawing(4), size, size, new Uint8Array(256 * 3)))
    await there.import(join(temporary.folder, 'in'))
    expect(there.mask(0).labels).toEqual(drawing(4))
  })
})

describe('COCO files', () => {
  const image = { id: 1, file_name: 'run.png', width: size, height: size }
  const category = { id: 9, name: 'RCA' }

  it('of others: by file name, polygons with categories as labels', async () => {
    const file = writeNotes({ images: [image], categories: [category], annotations: [{ id: 1, image_id: 1, category_id: 9, segmentation: [[2, 2, 12, 2, 12, 8, 2, 8]] }] })
    expect(await there.import(file)).toMatchObject({ masks: { imported: 1 }, rejected: [] })
    const { labels } = there.mask(0)
    expect([labels[2 * size + 2], labels[7 * size + 11], labels[8 * size + 5], labels[2 * size + 12]]).toEqual([5, 5, 0, 0])
  })

  it('that would take for ever to draw fail alone, and nobody waits for the host meanwhile', async () => {
    const whole = Array.from({ length: 2000 }, () => ({ image_id: 1, category_id: 9, segmentation: [[0, 0, 8000, 0, 8000, 8000, 0, 8000]] }))
    const file = writeNotes({ images: [{ ...image, width: 8000, height: 8000 }], categories: [category], annotations: whole })
    const hasty = new ReaderPool({ workerFile: worker.file, size: 1, timeoutMs: 20 })
    const report = await there.importWith([file, join(images.folder, 'run.dcm')], { readers: hasty })
    expect(report).toMatchObject({ alreadyThere: 1, masks: { imported: 0 }, rejected: [{ code: 'timeout' }] })
    await hasty.close()
  })

  it.each([
    ['no COCO file', { some: 'settings' }, 'notes.json: it is neither an image nor a file with masks.'],
    ['damaged', '{"images": [', 'notes.json: it is not valid JSON.'],
    ['without a category', { images: [image], categories: [], annotations: [{ image_id: 1, category_id: 9, segmentation: [[0, 0, 4, 0, 4, 4]] }] }, 'notes.json: an annotation of run.png has the category 9, which the file does not name.'],
    ['with broken runs', { images: [image], categories: [category], annotations: [{ image_id: 1, category_id: 9, segmentation: { size: [size, size], counts: 'a§' } }] }, 'notes.json: an annotation of run.png cannot be used: its packed run lengths are damaged.'],
    ['of another size', { images: [{ ...image, width: 65 }], categories: [category], annotations: [{ image_id: 1, category_id: 9, segmentation: [[0, 0, 4, 0, 4, 4]] }] }, 'notes.json: its masks have 65×64 pixels, but run.dcm has 64×64.'],
    ['with points instead of outlines', { images: [image], categories: [category], annotations: [{ image_id: 1, category_id: 9, segmentation: [[0, 1]] }] }, 'notes.json: it is no COCO file of instances: annotations.0.segmentation.0 is not as it should be.'],
  ])('%s are refused in one sentence', async (_case, content, message) => {
    expect((await there.import(writeNotes(content))).rejected.map((each) => each.message)).toEqual([message])
  })
})

it('a data folder with images of its own is imported with them, a second time nothing changes', async () => {
  draw(here)
  const out = await here.export('png', 'png')
  const apart = await openLibrary('apart')
  await apart.service.implementation.removeSeries({ seriesId: 1 }, contextOf('apart'))
  expect(await apart.import(out)).toMatchObject({ imported: 3, masks: { imported: 3 }, rejected: [] })
  expect(await apart.import(out)).toMatchObject({ imported: 0, alreadyThere: 3, masks: { imported: 0, alreadyThere: 3 }, rejected: [] })
  expect(readdirSync(join(out, 'images'))).toHaveLength(3)
  apart.folder.close()
})

describe('a de-identified import', () => {
  const deidentify: DeidentifyOptions = { keepModifiedDates: false, cleanDescriptors: true, keepPatientCharacteristics: false, keepDeviceIdentity: false, secret: 'secret' }

  it.each([['seg'], ['png'], ['png-indexed'], ['coco']] as const)('finds the images of masks of originals as %s, whose frames are there already', async (format) => {
    draw(here)
    const masks = await here.export(format, format)
    const clean = await openLibrary('clean', true, false)
    await clean.importWith([join(images.folder, 'run.dcm')], { deidentify })
    expect(await clean.importWith([masks], { deidentify })).toMatchObject({ imported: 0, rejected: [], masks: { imported: 3 } })
    for (const frame of [0, 1, 3]) {
      const [there, original] = [clean.mask(frame).labels, here.mask(frame).labels]
      expect(format === 'png' ? there.map((label) => Math.min(1, label)) : there, `frame ${frame}`).toEqual(format === 'png' ? original.map((label) => Number(label !== 0 && label !== 6)) : original)
    }
    // Neither who drew and approved nor what the files were called is in the library.
    const text = JSON.stringify([clean.folder.database.all('SELECT * FROM audit'), clean.folder.database.all('SELECT author_name FROM mask'), clean.folder.database.all('SELECT reason FROM mask_version')])
    for (const word of ['Ännchen', 'Review', 'i000001', 'manifest.csv', 'annotations.json', 'f0001']) expect(text, word).not.toContain(word)
    clean.folder.close()
  })

  it('finds them by the names that their files had, also when they come together', async () => {
    const folder = join(temporary.folder, 'in')
    mkdirSync(folder)
    writeFileSync(join(folder, 'Smith.dcm'), readFileSync(join(images.folder, 'run.dcm')))
    writeFileSync(join(folder, 'Smith-f0003_mask.png'), await writePng(new Uint8Array(pixels).fill(255, 70, 200), size, size))
    mkdirSync(join(folder, 'notes'))
    writeFileSync(join(folder, 'notes', 'coco.json'), JSON.stringify({ images: [{ id: 1, file_name: 'Smith.png', width: size, height: size }], categories: [{ id: 9, name: 'RCA' }], annotations: [{ image_id: 1, category_id: 9, segmentation: [[2, 2, 12, 2, 12, 8, 2, 8]] }] }))
    const clean = await openLibrary('clean', true, false)
    expect(await clean.importWith([folder], { deidentify })).toMatchObject({ imported: 1, rejected: [], masks: { imported: 2 } })
    expect([clean.mask(0).labels[2 * size + 2], clean.mask(2).labels[100]]).toEqual([5, 1])
    clean.folder.close()
  })

  it('finds them by the UIDs of copies as well', async () => {
    const clean = await openLibrary('clean', true, false)
    await clean.importWith([join(images.folder, 'run.dcm')], { deidentify })
    draw(clean)
    const masks = await clean.export('seg', 'seg-of-copies')
    const other = await openLibrary('other', true, false)
    await other.importWith([join(images.folder, 'run.dcm')], { deidentify })
    expect(await other.importWith([masks], { deidentify })).toMatchObject({ rejected: [], masks: { imported: 3 } })
    clean.folder.close()
    other.folder.close()
  })
})

describe('a large import', () => {
  it.each([['seg'], ['coco'], ['study']] as const)('of %s lets others in between frames, and ends where it is cancelled', async (format) => {
    const { path, frames } = await writeMany(format)
    const taken: number[] = []
    const { database } = there.folder
    const count = (): number => database.get<{ count: number }>('SELECT count(*) AS count FROM mask WHERE author_kind IS NOT NULL')!.count
    const cancel = new AbortController()
    const watch = (): void => {
      taken.push(count())
      // Cancelled by somebody else, in the middle of it.
      if (taken.at(-1)! >= 2) cancel.abort()
      else if (!cancel.signal.aborted) setImmediate(watch)
    }
    setImmediate(watch)
    await expect(there.importWith([path], { signal: cancel.signal })).rejects.toThrow('abort')
    expect(count()).toBe(2)
    expect(await turnsDuring(() => there.importWith([path], {}))).toBeGreaterThan(frames)
    expect(count()).toBe(frames)
  })
})
