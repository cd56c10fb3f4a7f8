import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { deflateRawSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { DeidentifyOptions } from '../../electron/dicom/deidentify/deidentify-options'
import { ReaderPool } from '../../electron/dicom/reader-pool'
import type { ExportFormat } from '../../electron/ipc/contract/index'
import { writeExport } from '../../electron/services/exchange/write-export'
import { LibraryFrames } from '../../electron/services/library-frames'
import { LibraryService } from '../../electron/services/library-service'
import { LabelStore } from '../../electron/storage/label-store'
import { openLibraryFolder, type LibraryFolder } from '../../electron/storage/library-folder'
import { librarySecret } from '../../electron/storage/library-secret'
import { samplesOfMasks } from '../../electron/storage/mask-samples'
import { MaskReview } from '../../electron/storage/mask-review'
import { MaskStore } from '../../electron/storage/mask-store'
import { writeZip } from '../../electron/storage/write-zip'
import { bundleWorker } from '../helpers/bundle-worker'
import { concatenate, dicomFile, encapsulate, imageDataSet, imageFile, type TestElement } from '../helpers/dicom-bytes'
import { transferSyntax } from '../../electron/dicom/parse/transfer-syntax'
import { textsIn, tracesIn, type PlantedWord } from '../helpers/traces'
import { temporaryFolder } from './storage-fixtures'

const side = 16
const pixels = side * side
const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values)
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text.padEnd(text.length + (Buffer.byteLength(text) % 2)))
/** Żółwińska as ISO 8859-2, and 山田 as ISO 2022 IR 87 without its escapes. */
const latin2Name = bytes(0xaf, 0xf3, 0xb3, 0x77, 0x69, 0xf1, 0x73, 0x6b, 0x61)
const jisName = bytes(0x3b, 0x33, 0x45, 0x44)
const words: PlantedWord[] = [
  { word: 'ZZPAT' }, { word: 'ZZSTAFF' }, { word: 'Żółwińska', otherBytes: [latin2Name] }, { word: '山田', otherBytes: [bytes(0x1b, 0x24, 0x42, ...jisName)] },
  { word: '19611224' }, { word: '1961-12-24' }, { word: '1.2.999.77' },
]

const identity = (number: number, name: Uint8Array, characterSet: string): TestElement[] => [
  [0x00080005, 'CS', characterSet], [0x00080018, 'UI', `1.2.999.77.3.${number}`], [0x00080020, 'DA', '19611224'], [0x00080090, 'PN', 'ZZSTAFF^Referring'], [0x00081030, 'LO', 'LCA of ZZPAT'],
  [0x0008103e, 'LO', 'RAO 30 ZZPAT'], [0x00081070, 'PN', 'ZZSTAFF^Operator'], [0x00100010, 'PN', name], [0x00100020, 'LO', 'ZZPAT1'], [0x00100030, 'DA', '19611224'],
  [0x0020000d, 'UI', '1.2.999.77.1 '], [0x0020000e, 'UI', `1.2.999.77.2.${number}`],
]
const grey = Uint8Array.from({ length: pixels * 2 }, (_, index) => index % 251)

/** One run in each way of writing names and pixels. */
function runs(): Record<string, Uint8Array> {
  const shape = { rows: side, columns: side, frames: 2, pixels: grey }
  const latin2 = identity(1, concatenate([latin2Name, bytes(0x20)]), 'ISO_IR 101')
  const japanese = identity(2, concatenate([bytes(0x1b, 0x24, 0x42), jisName, bytes(0x1b, 0x28, 0x42), utf8('^ZZPAT')]), '\\ISO 2022 IR 87')
  const deflated = imageDataSet({ ...shape, more: identity(3, utf8('Żółwińska^ZZPAT'), 'ISO_IR 192') }, transferSyntax('1.2.840.10008.1.2.1'))
  const runLengths = Uint8Array.from({ length: side * 2 * (side / 2) }, (_, at) => (at % 2 === 0 ? 0x101 - side : at % 7))
  const segment = concatenate([bytes(1, 0, 0, 0, 64), new Uint8Array(59), runLengths.slice(0, side * 2)])
  // An offset table that is none: nobody reads it, so that anything could stand there.
  const fragments = concatenate([bytes(0xfe, 0xff, 0, 0xe0, 8, 0, 0, 0), utf8('ZZPATBOT'), encapsulate([segment, segment]).subarray(8)])
  return {
    'ZZPAT latin.dcm': imageFile({ ...shape, more: latin2 }),
    'ZZPAT japanese.dcm': imageFile({ ...shape, more: japanese }),
    'ZZPAT deflated.dcm': dicomFile('1.2.840.10008.1.2.1.99', deflateRawSync(deflated)),
    'ZZPAT packed.dcm': imageFile({ ...shape, syntax: '1.2.840.10008.1.2.5', pixels: fragments, encapsulated: true, more: identity(4, utf8('ZZPAT^Zofia'), 'ISO_IR 192') }),
  }
}

let worker: Awaited<ReturnType<typeof bundleWorker>>
let readers: ReaderPool
let temporary: ReturnType<typeof temporaryFolder>
let library: LibraryFolder
let service: LibraryService

beforeAll(async () => {
  worker = await bundleWorker('electron/dicom/reader-worker.ts')
  readers = new ReaderPool({ workerFile: worker.file, size: 1 })
  temporary = temporaryFolder()
  library = await openLibraryFolder(join(temporary.folder, 'library'))
  service = new LibraryService({ ...library, readers })
  mkdirSync(join(temporary.folder, 'in'))
  for (const [name, content] of Object.entries(runs())) writeFileSync(join(temporary.folder, 'in', name), content)
  expect(await service.importPaths([join(temporary.folder, 'in')], { who: 'ZZSTAFF Importer' })).toMatchObject({ imported: 4, rejected: [] })
  annotate()
})
afterAll(async () => {
  library.close()
  temporary.remove()
  await readers.close()
  await worker.remove()
})

/** Names of staff wherever people write, and in every column of text that the tables of masks have. */
function annotate(): void {
  const { database } = library
  const masks = new MaskStore(database)
  const review = new MaskReview(database)
  const labels = new LabelStore(database)
  labels.createLabel(1, { name: 'ZZSTAFF lesion', colour: '#123456', vessel: true }, 'ZZSTAFF Label')
  labels.createScheme('Scheme of ZZSTAFF', [17], 'ZZSTAFF Label')
  const authors = [
    ['human', 'ZZSTAFF Reader'], ['model', 'Net of ZZSTAFF (0123456789abcdef)'], ['model', 'ZZSTAFF'], ['import', 'ZZSTAFF'], ['import', 'ZZSTAFF (Cardiology)'], ['import', 'ZZSTAFF (2.1)'],
    ['import', 'Slim 1 (0123456789abcdef), corrected by ZZSTAFF'], ['import', 'ZZSTAFF net (of ZZSTAFF), corrected by Żółwińska'],
  ] as const
  for (let instanceId = 1; instanceId <= 4; instanceId++) {
    for (const frame of [0, 1]) {
      for (const [index, [kind, name]] of authors.entries()) {
        masks.replace({ instanceId, frame }, { name: kind === 'import' ? 'import (semiautomatic)' : 'Brush: ZZSTAFF lesion', author: { kind, name }, status: 'corrected' }, new Uint8Array(pixels).fill(index % 2 === 0 ? 17 : 3, 10, 60 + index))
      }
    }
    review.approve({ instanceId, frame: 0 }, 'ZZSTAFF Approver')
    review.reopen({ instanceId, frame: 0 }, 'ZZSTAFF Approver')
    masks.undo({ instanceId, frame: 0 }, 'ZZSTAFF Reader')
    review.approve({ instanceId, frame: 0 }, 'ZZSTAFF Approver')
    database.run("UPDATE mask_version SET reason = 'kept for ZZSTAFF' WHERE instance_id = ? AND number = 1", instanceId)
    database.run("UPDATE mask_act SET status_before = 'ZZSTAFF', at = 'on a day of ZZSTAFF' WHERE instance_id = ? AND sequence = 1", instanceId)
    database.run("INSERT INTO review_note (instance_id, frame, at, who, act, comment, hash) VALUES (?, 0, 'then', 'ZZSTAFF', 'return', 'ZZSTAFF on ZZPAT', 'x')", instanceId)
    database.run("INSERT INTO reading (instance_id, frame, number, reader, from_act, started_at, finished_at) VALUES (?, 0, 1, 'ZZSTAFF', 1, 'then', 'then')", instanceId)
    database.run("INSERT INTO measurement (id, instance_id, frame, shape, author, created_at) VALUES (?, ?, 0, '{\"note\":\"ZZPAT\"}', 'ZZSTAFF', 'then')", `m${instanceId}`, instanceId)
  }
}

async function exported(format: ExportFormat, deidentify: DeidentifyOptions | null): Promise<string> {
  const out = join(temporary.folder, `${format}-${deidentify ? 'clean' : 'whole'}`)
  mkdirSync(out)
  const { database, objects } = library
  const frames = new LibraryFrames(library, service.store, readers)
  const order = { scope: { kind: 'library' } as const, approvedOnly: false, labelIds: null, format, deidentify }
  await writeExport(out, order, { database, objects, readers, store: service.store, readFrame: (id, frame) => frames.read(id, frame), userName: 'ZZSTAFF Exporter', softwareVersion: '1' }, 'a folder')
  return out
}

function filesOf(folder: string): { name: string; content: Buffer }[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map(({ parentPath, name }) => ({ name: join(parentPath, name).slice(folder.length + 1), content: readFileSync(join(parentPath, name)) }))
}

const options = (kept: boolean): DeidentifyOptions => ({ keepModifiedDates: kept, cleanDescriptors: true, keepPatientCharacteristics: kept, keepDeviceIdentity: kept, secret: librarySecret(library.database) })

it('what is looked for is found in files as they are', async () => {
  const whole = await exported('study', null)
  expect([...new Set(filesOf(whole).flatMap(({ content }) => tracesIn(content, words)))].sort()).toEqual(words.map(({ word }) => word).filter((word) => word !== '1961-12-24').sort())
  const packed = join(temporary.folder, 'whole.zip')
  await writeZip(whole, packed)
  expect(tracesIn(readFileSync(packed), words)).toContain('山田')
  expect(tracesIn(filesOf(await exported('nifti', null)).find(({ name }) => name.endsWith('.json'))!.content, words)).toContain('ZZSTAFF')
})

describe.each([['seg'], ['png'], ['png-indexed'], ['coco'], ['coco-counts'], ['coco-polygons'], ['nifti'], ['csv'], ['json'], ['study']] as const)('a de-identified export as %s', (format) => {
  it('names nobody, neither in its files nor in the archive that is downloaded', async () => {
    const out = await exported(format, options(format === 'study'))
    const files = filesOf(out)
    expect(files.length).toBeGreaterThan(0)
    expect(files.flatMap(({ name, content }) => tracesIn(Buffer.concat([Buffer.from(name), Buffer.from([0]), content]), words).concat(tracesIn(content, words)).map((word) => `${name}: ${word}`))).toEqual([])
    await writeZip(out, `${out}.zip`)
    expect(tracesIn(readFileSync(`${out}.zip`), words)).toEqual([])
  })
})

it('in a de-identified study folder every text is one of those that are allowed', () => {
  const allowed = [
    /^[0-9a-f]{64}$/, /^\d{4}-\d\d-\d\dT[\d:.]+Z$/, /^(unannotated|predicted|corrected|approved|returned|human|model|import)?$/, /^(patient-[0-9a-f]{12}|person-[0-9a-f]{8})$/,
    /^(model|Slim 1)( \((0123456789abcdef|2\.1|unknown)\))?(, corrected by person-[0-9a-f]{8})?$/, /^approved by person-[0-9a-f]{8}$/, /^(Brush|change|import \(semiautomatic\))$/, /^2\.25\.\d+$/, /^(images|masks)\/i\d{6}\.(dcm|json)$/, /^i\d{6}\.dcm$/,
  ]
  const folder = join(temporary.folder, 'study-clean')
  const masks = filesOf(folder).filter(({ name }) => name.startsWith('masks'))
  expect(masks).toHaveLength(4)
  for (const { content } of masks) {
    const tables = JSON.parse(content.toString()) as Record<string, Record<string, unknown>[]>
    const plain = Object.values(tables).flatMap((rows) => rows.map((row) => Object.fromEntries(Object.entries(row).filter(([, value]) => typeof value === 'string'))))
    expect(textsIn(plain).filter((text) => !allowed.some((pattern) => pattern.test(text)))).toEqual([])
  }
  const { images } = JSON.parse(readFileSync(join(folder, 'lightvessel-study.json'), 'utf8')) as { images: unknown[] }
  expect(textsIn(images).filter((text) => !allowed.some((pattern) => pattern.test(text)))).toEqual([])
})

it('one patient has one name: in de-identified images and masks, and in what is trained on', async () => {
  const named = new Set<string>()
  for (const instanceId of [1, 2, 3, 4]) {
    const { patientId, patientName } = await readers.readHeader(join(temporary.folder, 'study-clean', 'images', `i00000${instanceId}.dcm`))
    for (const name of [patientId, patientName]) named.add(name)
    const [, segmentation] = /(patient-[0-9a-f]{12})/.exec(readFileSync(join(temporary.folder, 'seg-clean', `i00000${instanceId}.seg.dcm`), 'latin1'))!
    named.add(segmentation!)
  }
  for (const { patient } of samplesOfMasks(library.database, { seriesId: null, approvedOnly: false })) named.add(patient)
  expect([...named]).toEqual([expect.stringMatching(/^patient-[0-9a-f]{12}$/) as string])
})
