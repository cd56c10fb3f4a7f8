import { mkdirSync, writeFileSync } from 'node:fs'
import { readFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import dicomParser from 'dicom-parser'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { ReaderPool } from '../../electron/dicom/reader-pool'
import { isSegmentationFile } from '../../electron/dicom/seg/is-segmentation-file'
import { readSegmentation } from '../../electron/dicom/seg/read-segmentation'
import { writePhantomDicom } from '../../electron/dicom/write-phantom-dicom'
import { decodeRuns } from '../../electron/ipc/run-length'
import { exchangeLibrary } from '../../electron/services/exchange/exchange-library'
import { MaskImporter, type MaskImportReport } from '../../electron/services/exchange/import/mask-importer'
import { SegmentationImporter } from '../../electron/services/exchange/import/segmentation-importer'
import { TargetFinder } from '../../electron/services/exchange/import/target-finder'
import { LabelBook } from '../../electron/services/exchange/label-book'
import { writeSegmentations } from '../../electron/services/exchange/seg-writer'
import { LibraryService } from '../../electron/services/library-service'
import { findAuditBreak } from '../../electron/storage/audit-log'
import { openLibraryFolder, type LibraryFolder } from '../../electron/storage/library-folder'
import { MaskReview } from '../../electron/storage/mask-review'
import { samplesOfMasks } from '../../electron/storage/mask-samples'
import { MaskStore, type MaskChange } from '../../electron/storage/mask-store'
import { createPhantomRun } from '../../ml/phantom/phantom-run'
import { bundleWorker } from '../helpers/bundle-worker'
import { dciodvfy, dciodvfyMissing, errorsIn } from '../helpers/dciodvfy'
import { addInstanceRow, headerOf, temporaryFolder } from './storage-fixtures'

/** An odd side: a frame ends inside a byte. */
const size = 65
const pixels = size * size
const byModel: MaskChange = { name: 'segmentation', author: { kind: 'model', name: 'Slim 1 (0123456789abcdef)' }, status: 'predicted' }
const byPerson: MaskChange = { name: 'brush', author: { kind: 'human', name: 'Ännchen' }, status: 'corrected' }

interface TestLibrary {
  folder: LibraryFolder
  service: LibraryService
  masks: MaskStore
  importFiles(files: readonly string[]): Promise<MaskImportReport>
  id: number
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
  const run = createPhantomRun({ seed: 5, size, frames: 9, side: 'left' })
  writeFileSync(join(images.folder, 'run.dcm'), await writePhantomDicom(run, { study: 'exchange', seriesNumber: 3 }))
  const still = createPhantomRun({ seed: 6, size, frames: 1, side: 'right' })
  writeFileSync(join(images.folder, 'still.dcm'), await writePhantomDicom(still, { study: 'exchange', seriesNumber: 4, uncompressed: true }))
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

async function openLibrary(name: string, withImages = true): Promise<TestLibrary> {
  const folder = await openLibraryFolder(join(temporary.folder, name))
  const service = new LibraryService({ ...folder, readers })
  if (withImages) await service.importPaths([join(images.folder, 'run.dcm'), join(images.folder, 'still.dcm')], { who: 'tester' })
  const masks = new MaskStore(folder.database)
  return { folder, service, masks, importFiles: importerOf(folder, masks, name), id: 1 }
}

function importerOf({ database }: LibraryFolder, masks: MaskStore, who: string): TestLibrary['importFiles'] {
  return async (files) => {
    const importer = new MaskImporter({ database, masks, who, pseudonyms: null })
    const segmentations = new SegmentationImporter({ targets: new TargetFinder(database), importer, labels: new LabelBook(database, who), readers })
    for (const file of files) await segmentations.importFile(file)
    return importer.report
  }
}

/** Labels that are different in every frame, with the first and the last pixel set. */
function labelsOf(frame: number, labels = 1): Uint8Array {
  const made = new Uint8Array(pixels)
  for (let pixel = 0; pixel < pixels; pixel++) if ((pixel * (frame + 3)) % 7 < 2) made[pixel] = 1 + (pixel % labels)
  made[0] = made[pixels - 1] = 1
  return made
}

const maskOf = ({ masks }: TestLibrary, instanceId: number, frame: number) => {
  const state = masks.get({ instanceId, frame })
  return { ...state, labels: decodeRuns(state.labels, pixels) }
}

async function exported(from: TestLibrary, name = 'out'): Promise<string[]> {
  const out = join(temporary.folder, name)
  mkdirSync(out, { recursive: true })
  const samples = samplesOfMasks(from.folder.database, { seriesId: null, approvedOnly: false })
  const { written, skipped } = await writeSegmentations(
    out, samples,
    exchangeLibrary({ database: from.folder.database, library: from.service.store, labels: new LabelBook(from.folder.database, 'exporter'), readFrame: () => Promise.reject(new Error('no pixels are needed')), userName: 'exporter', softwareVersion: '1.2.3' }),
  )
  expect([written, skipped]).toEqual([samples.length, []])
  return (await readdir(out)).sort().map((file) => join(out, file))
}

/** Sparse frames of the run: one by a model, one corrected, one drawn, one looked at and found empty; and the still. */
function drawMasks({ masks }: TestLibrary): Map<string, Uint8Array> {
  const drawn = new Map<string, Uint8Array>()
  const draw = (instanceId: number, frame: number, change: MaskChange, labels: Uint8Array): void => {
    masks.replace({ instanceId, frame }, change, labels)
    drawn.set(`${instanceId}/${frame}`, labels)
  }
  draw(1, 1, byModel, labelsOf(1))
  draw(1, 2, byModel, labelsOf(0))
  draw(1, 2, byPerson, labelsOf(2, 3))
  draw(1, 5, byPerson, labelsOf(5))
  draw(1, 8, byPerson, new Uint8Array(pixels))
  draw(2, 0, byPerson, labelsOf(9))
  return drawn
}

describe('DICOM segmentations', () => {
  it('carry every label to the same frame of another library, sparse and empty frames too', async () => {
    const drawn = drawMasks(here)
    const files = await exported(here)
    expect(files).toHaveLength(2)
    expect(await there.importFiles(files)).toMatchObject({ imported: 5, alreadyThere: 0, rejected: [] })
    for (const [instanceId, frames] of [[1, 9], [2, 1]] as const) {
      for (let frame = 0; frame < frames; frame++) {
        const labels = drawn.get(`${instanceId}/${frame}`)
        const mask = maskOf(there, instanceId, frame)
        expect(Buffer.compare(mask.labels, labels ?? new Uint8Array(pixels)), `${instanceId}/${frame}`).toBe(0)
        expect(mask.lastAuthor?.kind ?? null).toBe(labels ? 'import' : null)
      }
    }
    expect(await there.importFiles(files)).toMatchObject({ imported: 0, alreadyThere: 5, rejected: [] })
    expect(await findAuditBreak(there.folder.database)).toBeNull()
  })

  it('tell how a mask was made, over two round trips', async () => {
    drawMasks(here)
    await there.importFiles(await exported(here))
    const expected = [
      [1, 'predicted', 'Slim 1 (0123456789abcdef)'],
      [2, 'corrected', 'Slim 1 (0123456789abcdef), corrected by Ännchen'],
      [5, 'corrected', 'Ännchen'],
    ] as const
    for (const [frame, status, name] of expected) expect(maskOf(there, 1, frame)).toMatchObject({ status, lastAuthor: { kind: 'import', name } })
    const [again] = await exported(there, 'again')
    const { frames, contentCreator } = readSegmentation(again!)
    expect(contentCreator).toBe('Ännchen')
    const model = { name: 'Slim 1', version: '0123456789abcdef' }
    const manual = { type: 'MANUAL', name: null, version: null }
    expect(frames.map(({ frame, algorithm }) => [frame, algorithm]).sort()).toEqual([
      [1, { type: 'AUTOMATIC', ...model }], [2, { type: 'SEMIAUTOMATIC', ...model }], [5, manual], [8, manual],
    ])
  })

  it('become one act per frame that can be taken back and done again', async () => {
    drawMasks(here)
    const key = { instanceId: 1, frame: 1 }
    there.masks.replace(key, byPerson, labelsOf(7))
    await there.importFiles(await exported(here))
    expect(maskOf(there, 1, 1).history).toMatchObject({ undoable: 2, undoName: 'import (automatic)' })
    there.masks.undo(key, 'there')
    expect(maskOf(there, 1, 1)).toMatchObject({ labels: labelsOf(7), status: 'corrected', lastAuthor: byPerson.author })
    there.masks.redo(key, 'there')
    expect(maskOf(there, 1, 1)).toMatchObject({ labels: labelsOf(1), status: 'predicted' })
  })

  it('never change an approved mask', async () => {
    drawMasks(here)
    const [file] = await exported(here)
    const key = { instanceId: 1, frame: 5 }
    there.masks.replace(key, byPerson, labelsOf(7))
    new MaskReview(there.folder.database).approve(key, 'there')
    const before = there.masks.get(key)
    const message = 'i000001.seg.dcm: the mask of frame 6 of run.dcm is approved and was left as it is; reopen it before importing another one.'
    expect(await there.importFiles([file!])).toMatchObject({ imported: 3, alreadyThere: 0, rejected: [{ file, code: 'conflict', message }] })
    expect(there.masks.get(key)).toEqual(before)
  })

  it('of unknown images, damaged and cut ones are rejected with the cause', async () => {
    drawMasks(here)
    const [file] = await exported(here)
    const stranger = await openLibrary('stranger', false)
    try {
      const { imported, rejected } = await stranger.importFiles([file!])
      expect(imported).toBe(0)
      expect(rejected).toEqual([{ file, code: 'not-found', message: expect.stringMatching(/^i000001\.seg\.dcm: the image that it refers to is not in the library \(SOP Instance UID 2\.25\.\d+\); import that image first\.$/) as string }])
    } finally {
      stranger.folder.close()
    }
    const bytes = await readFile(file!)
    const cut = join(temporary.folder, 'cut.dcm')
    writeFileSync(cut, bytes.subarray(0, bytes.length - 300))
    const { imported, rejected } = await there.importFiles([cut, join(images.folder, 'run.dcm')])
    expect(imported).toBe(0)
    expect(rejected.map(({ message }) => message)).toEqual([expect.stringContaining('cut.dcm cannot be read: '), 'run.dcm cannot be read: it is no DICOM segmentation.'])
  })

  it.each([
    ['of another size', [{ rows: size, columns: size + 1, frames: 9 }], 'its masks have 65×65 pixels, but phantom.dcm has 66×65.', 0],
    ['of too few frames', [{ rows: size, columns: size, frames: 6 }], 'it has a mask for frame 9, but phantom.dcm has 6 frames.', 3],
    ['there twice', [{ rows: size, columns: size, frames: 9 }, { rows: size, columns: size, frames: 9 }], 'it is not clear which one is meant.', 0],
  ])('of an image %s are rejected', async (_case, found, cause, taken) => {
    drawMasks(here)
    const [file] = await exported(here)
    const stranger = await openLibrary('stranger', false)
    try {
      for (const [index, shape] of found.entries()) {
        const id = addInstanceRow(stranger.folder.database, headerOf({ ...shape, sopInstanceUid: `1.2.${index}` }))
        stranger.folder.database.run('UPDATE instance SET sop_instance_uid = ? WHERE id = ?', readSegmentation(file!).frames[0]!.sopInstanceUid, id)
      }
      const { imported, rejected } = await stranger.importFiles([file!])
      expect(imported).toBe(taken)
      expect(rejected).toHaveLength(1)
      expect(rejected[0]!.message).toContain(cause)
    } finally {
      stranger.folder.close()
    }
  })

  it('are told apart from images by their first bytes', async () => {
    drawMasks(here)
    const [file] = await exported(here)
    expect(await Promise.all([file!, join(images.folder, 'run.dcm'), worker.file, join(images.folder, 'none')].map(isSegmentationFile))).toEqual([true, false, false, false])
  })

  it('are read by another parser as what they are', async () => {
    const drawn = drawMasks(here)
    const [file] = await exported(here)
    const data = dicomParser.parseDicom(await readFile(file!))
    const segments = data.elements.x00620002!.items!.map(({ dataSet }) => dataSet!)
    expect(segments.map((segment) => [segment.uint16('x00620004'), segment.string('x00620005'), segment.string('x00620008')])).toEqual([
      [1, 'Vessel', 'AUTOMATIC'], [2, 'Vessel', 'SEMIAUTOMATIC'], [3, 'Vessel', 'MANUAL'], [4, 'LM', 'SEMIAUTOMATIC'], [5, 'LAD', 'SEMIAUTOMATIC'],
    ])
    expect(segments[0]!.elements.x0062000f!.items![0]!.dataSet!.string('x00080100')).toBe('41801008')
    const frames = data.elements.x52009230!.items!.map(({ dataSet }) => dataSet!)
    const { dataOffset } = data.elements.x7fe00010!
    for (const [index, group] of frames.entries()) {
      const segment = group.elements.x0062000a!.items![0]!.dataSet!.uint16('x0062000b')!
      const image = group.elements.x00089124!.items![0]!.dataSet!.elements.x00082112!.items![0]!.dataSet!
      const labels = drawn.get(`1/${Number(image.string('x00081160')) - 1}`)!
      const bits = Uint8Array.from(labels, (_, pixel) => (data.byteArray[dataOffset + ((index * pixels + pixel) >> 3)]! >> ((index * pixels + pixel) % 8)) & 1)
      const label = [1, 1, 1, 2, 3][segment - 1]
      expect(bits, `frame ${index + 1}`).toEqual(labels.map((found) => (found === label ? 1 : 0)))
    }
    expect(frames).toHaveLength(6)
  })

  it('are valid for dciodvfy', async ({ skip }) => {
    drawMasks(here)
    for (const file of await exported(here)) {
      const report = await dciodvfy(file)
      if (report === null) return skip(dciodvfyMissing)
      expect(report.join('\n')).toContain('Segmentation')
      expect(errorsIn(report)).toEqual([])
    }
  })
})
