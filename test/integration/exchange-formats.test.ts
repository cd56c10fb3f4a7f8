import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import sharp from 'sharp'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { RawFrame } from '../../electron/ipc/contract/engine'
import { writeCoco } from '../../electron/services/exchange/coco/coco-writer'
import { DeidentifiedLibrary } from '../../electron/services/exchange/deidentified-library'
import { writePictures } from '../../electron/services/exchange/picture-writer'
import { writeFigures } from '../../electron/services/exchange/csv-writer'
import { writeNiftiSeries } from '../../electron/services/exchange/nifti-writer'
import { exchangeLibrary } from '../../electron/services/exchange/exchange-library'
import { LabelBook } from '../../electron/services/exchange/label-book'
import { writeSegmentations } from '../../electron/services/exchange/seg-writer'
import { compareMasks } from '../../ml/metrics/compare-masks'
import { openLibraryFolder, type LibraryFolder } from '../../electron/storage/library-folder'
import { LibraryStore } from '../../electron/storage/library-store'
import { MaskReview } from '../../electron/storage/mask-review'
import { samplesOfMasks } from '../../electron/storage/mask-samples'
import { MaskStore, type MaskChange } from '../../electron/storage/mask-store'
import { addInstanceRow, headerOf, temporaryFolder } from './storage-fixtures'

const { rows, columns } = headerOf()
const pixels = rows * columns
const brush: MaskChange = { name: 'brush', author: { kind: 'human', name: '=SUM(1), "x"' }, status: 'corrected' }
const labels = { first: new Uint8Array(pixels), third: new Uint8Array(pixels), still: new Uint8Array(pixels) }
labels.first.fill(1, 0, 3)
labels.first[pixels - 1] = 2
labels.third.fill(1, 40, 200)

let temporary: ReturnType<typeof temporaryFolder>
let library: LibraryFolder
let out: string
beforeEach(async () => {
  temporary = temporaryFolder()
  out = temporary.folder
  library = await openLibraryFolder(join(temporary.folder, 'library'))
  addInstanceRow(library.database, headerOf({ imagerPixelSpacing: [0.3, 0.25], frameTimeMs: 66.5 }))
  addInstanceRow(library.database, headerOf({ kind: 'picture', modality: 'OT', sopInstanceUid: '1.2.3.4.6', frames: 1 }))
  const masks = new MaskStore(library.database)
  masks.replace({ instanceId: 1, frame: 0 }, brush, labels.first)
  masks.replace({ instanceId: 1, frame: 2 }, brush, labels.third)
  masks.replace({ instanceId: 2, frame: 0 }, brush, labels.still)
  new MaskReview(library.database).approve({ instanceId: 1, frame: 2 }, 'reviewer')
})
afterEach(() => {
  library.close()
  temporary.remove()
})

const samples = () => samplesOfMasks(library.database, { seriesId: null, approvedOnly: false })
const readFrame = async (_id: number, frame: number): Promise<RawFrame> => ({ rows, columns, bitsAllocated: 8, signed: false, samplesPerPixel: 1, inverted: false, pixels: new Uint8Array(pixels).fill(10 + frame) })
const source = () => exchangeLibrary({ database: library.database, library: new LibraryStore(library.database), labels: new LabelBook(library.database, 'exporter'), readFrame, userName: 'exporter', softwareVersion: '1' })

it('COCO: each label of each frame as runs down the columns, with area, box and provenance', async () => {
  await writeCoco(out, samples(), source(), 'counts')
  const file = JSON.parse(readFileSync(join(out, 'annotations.json'), 'utf8')) as {
    categories: { id: number; name: string }[]
    images: { id: number; file_name: string; width: number; height: number; provenance: unknown }[]
    annotations: { image_id: number; category_id: number; area: number; bbox: number[]; segmentation: { size: number[]; counts: number[] } }[]
  }
  expect(file.categories.map(({ id, name }) => [id, name])).toEqual([[1, 'Vessel'], [2, 'LM']])
  expect(file.images).toHaveLength(3)
  expect(file.images[1]).toMatchObject({ id: 2, width: columns, height: rows, provenance: { frameNumber: 3, sopInstanceUid: '1.2.3.4.5', status: 'approved', author: brush.author, version: 1, approval: { approvedBy: 'reviewer' } } })
  expect((await sharp(join(out, file.images[1]!.file_name)).raw().toBuffer())[0]).toBe(12)
  expect(file.annotations.map(({ image_id, category_id, area, bbox }) => [image_id, category_id, area, bbox])).toEqual([
    [1, 1, 3, [0, 0, 3, 1]], [1, 2, 1, [columns - 1, rows - 1, 1, 1]], [2, 1, 160, [0, 1, 32, 6]],
  ])
  expect(file.annotations[0]!.segmentation).toEqual({ size: [rows, columns], counts: [0, 1, rows - 1, 1, rows - 1, 1, pixels - 2 * rows - 1] })
  const downColumns = file.annotations[2]!.segmentation.counts.flatMap((count, index) => Array.from({ length: count }, () => index % 2))
  const decoded = labels.third.map((_, pixel) => downColumns[(pixel % columns) * rows + Math.floor(pixel / columns)]!)
  expect(decoded).toEqual(labels.third)
})

it('NIfTI: a run is a series in time whose units are those of the file, or none', async () => {
  expect(await writeNiftiSeries(out, samples(), source())).toEqual({ written: 3, skipped: [] })
  const run = gunzipSync(readFileSync(join(out, 'i000001.nii.gz')))
  expect(run.length).toBe(352 + 4 * pixels)
  expect(run.readInt32LE(0)).toBe(348)
  expect(Array.from({ length: 5 }, (_, index) => run.readInt16LE(40 + 2 * index))).toEqual([4, columns, rows, 1, 4])
  expect([run.readInt16LE(70), run.readInt16LE(72), run.readFloatLE(108), run[123], run.toString('latin1', 344, 348)]).toEqual([2, 8, 352, 2 | 16, 'n+1\0'])
  expect([1, 2, 3, 4].map((index) => run.readFloatLE(76 + 4 * index))).toEqual([0.25, 0.3, 1, 66.5].map(Math.fround))
  const frames = [0, 1, 2, 3].map((frame) => new Uint8Array(run.subarray(352 + frame * pixels, 352 + (frame + 1) * pixels)))
  expect(frames).toEqual([labels.first, new Uint8Array(pixels), labels.third, new Uint8Array(pixels)])
  expect(JSON.parse(readFileSync(join(out, 'i000001.json'), 'utf8'))).toMatchObject({ frames: 4, masks: [{ frameNumber: 1, status: 'corrected' }, { frameNumber: 3, status: 'approved' }] })
  const still = gunzipSync(readFileSync(join(out, 'i000002.nii.gz')))
  expect([still[123], ...[1, 2, 3, 4].map((index) => still.readFloatLE(76 + 4 * index))]).toEqual([0, 1, 1, 1, 1])
})

it('CSV: figures of each frame, harmless in a spreadsheet', async () => {
  await writeFigures(out, samples(), source())
  const [head, first, third, still, end] = readFileSync(join(out, 'frames.csv'), 'utf8').split('\n')
  expect(head).toMatch(/^name,patient,series,instance,sop_instance_uid,frame,status,author_kind,author,algorithm,model,model_version,labelled_pixels,area_fraction,components,vessel_length,mask_sha256,version,approved_by,approved_at,seconds_spent,area Vessel,area LM$/)
  expect(first).toMatch(/^i000001-f0001,patient-[0-9a-f]{12},1,1,1\.2\.3\.4\.5,1,corrected,human,"'=SUM\(1\), ""x""",MANUAL,,,4,0\.005208,2,3,[0-9a-f]{64},,,,0,3,1$/)
  expect(third).toMatch(/,3,approved,human,.*,160,0\.208333,1,[\d.]+,[0-9a-f]{64},1,reviewer,\d{4}-[^,]*,0,160,0$/)
  expect(still).toMatch(/,1,corrected,human,.*,0,0,0,0,[0-9a-f]{64},,,,0,0,0$/)
  expect(end).toBe('')
  // The length is the one that comparisons give, and no catheter adds to it.
  const { lengthA } = compareMasks(labels.third, labels.third, rows, columns)
  expect(third!.split(',')[16]).toBe(String(Number(lengthA.toFixed(2))))
  new MaskReview(library.database).reopen({ instanceId: 1, frame: 2 }, 'reviewer')
  const withCatheter = labels.third.slice().fill(6, 22 * columns, 23 * columns)
  new MaskStore(library.database).replace({ instanceId: 1, frame: 2 }, brush, withCatheter)
  await writeFigures(out, samples(), source())
  expect(readFileSync(join(out, 'frames.csv'), 'utf8').split('\n')[2]!.split(',')[16]).toBe(third!.split(',')[16])
})

it('figures and pictures of a de-identified library name nobody', async () => {
  const hidden = new DeidentifiedLibrary(source(), { keepModifiedDates: false, cleanDescriptors: false, keepPatientCharacteristics: false, keepDeviceIdentity: false, secret: 'a secret' })
  const clean = samples().map((sample) => hidden.sampleOf(sample))
  await writeFigures(out, clean, hidden)
  await writePictures(out, clean, hidden, false)
  expect(readFileSync(join(out, 'frames.csv'), 'utf8')).not.toContain('reviewer')
  expect(readFileSync(join(out, 'manifest.csv'), 'utf8')).not.toContain('reviewer')
})

it('DICOM SEG: pictures are left out by name', async () => {
  const { written, skipped } = await writeSegmentations(join(out), samples(), source())
  expect([written, skipped.length]).toEqual([0, 2])
  expect(skipped[1]).toBe('phantom.dcm is not a DICOM image, so that no DICOM segmentation can refer to it; its masks (1) were left out.')
})

it('labels and patients are looked up once for all frames', () => {
  const asked: string[] = []
  let headers = 0
  const watched = new Proxy(library.database, {
    get: (database, method: 'all' | 'get' | 'run') => {
      const call = database[method] as unknown
      if (typeof call !== 'function') return call
      return (...input: unknown[]) => {
        if (typeof input[0] === 'string') asked.push(input[0])
        const found = (call as (...values: unknown[]) => unknown).apply(database, input)
        for (const row of [found].flat() as ({ header?: string | null } | null | undefined)[]) if (row?.header) headers++
        return found
      }
    },
  })
  const book = new LabelBook(watched, 'exporter')
  for (let value = 1; value < 200; value++) book.lookOf(value)
  for (let round = 0; round < 50; round++) book.valueFor({ name: 'LAD', code: null, colour: null })
  expect(asked.filter((sql) => sql.includes('FROM label'))).toHaveLength(1)
  asked.length = 0
  expect(samplesOfMasks(watched, { seriesId: null, approvedOnly: false })).toHaveLength(3)
  // The masks, the labels, and the secret, which is made when it is first needed.
  expect(asked.filter((sql) => sql.startsWith('SELECT'))).toHaveLength(3)
  // Of each image once.
  expect(headers).toBe(2)
})
