import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest'
import { writePng } from '../../electron/dicom/picture/write-png'
import { Pseudonyms } from '../../electron/dicom/deidentify/pseudonyms'
import { ReaderPool } from '../../electron/dicom/reader-pool'
import { writePhantomDicom } from '../../electron/dicom/write-phantom-dicom'
import type { DeidentifyOptions } from '../../electron/dicom/deidentify/deidentify-options'
import { decodeRuns } from '../../electron/ipc/run-length'
import { ExchangeService } from '../../electron/services/exchange-service'
import { importFiles, type FilesImportReport } from '../../electron/services/exchange/import/import-files'
import { LabelBook } from '../../electron/services/exchange/label-book'
import { algorithmOfMask } from '../../electron/services/exchange/mask-provenance'
import { writeStudyFolder } from '../../electron/services/exchange/study/study-writer'
import { LibraryService } from '../../electron/services/library-service'
import { findAuditBreak } from '../../electron/storage/audit-log'
import { readFrameArchive } from '../../electron/storage/frame-archive'
import { LabelStore } from '../../electron/storage/label-store'
import { openLibraryFolder, type LibraryFolder } from '../../electron/storage/library-folder'
import { DownloadStore } from '../../electron/storage/download-store'
import { MaskReview } from '../../electron/storage/mask-review'
import { MaskStore, type MaskChange } from '../../electron/storage/mask-store'
import { listVersions } from '../../electron/storage/mask-versions'
import { UploadStore } from '../../electron/storage/upload-store'
import { createPhantomRun } from '../../ml/phantom/phantom-run'
import { bundleWorker } from '../helpers/bundle-worker'
import { contextOf } from '../helpers/call-context'
import { addInstanceRow, temporaryFolder } from './storage-fixtures'
import { studiesIn } from '../helpers/library-studies'

const size = 64
const pixels = size * size
const byModel: MaskChange = { name: 'segmentation', author: { kind: 'model', name: 'Slim 1 (0123456789abcdef)' }, status: 'predicted' }
const byPerson: MaskChange = { name: 'brush', author: { kind: 'human', name: 'Zofia Żółwińska' }, status: 'corrected' }
const options: DeidentifyOptions = { keepModifiedDates: false, cleanDescriptors: true, keepPatientCharacteristics: false, keepDeviceIdentity: false, secret: 'secret' }

interface TestLibrary {
  readonly folder: LibraryFolder
  readonly service: LibraryService
  readonly masks: MaskStore
  import(paths: readonly string[], deidentify?: DeidentifyOptions, mayReview?: boolean): Promise<FilesImportReport>
}

let worker: Awaited<ReturnType<typeof bundleWorker>>
let readers: ReaderPool
let temporary: ReturnType<typeof temporaryFolder>
let here: TestLibrary
let there: TestLibrary
let run: Uint8Array

beforeAll(async () => {
  worker = await bundleWorker('electron/dicom/reader-worker.ts')
  readers = new ReaderPool({ workerFile: worker.file, size: 1 })
  run = await writePhantomDicom(createPhantomRun({ seed: 5, size, frames: 4, side: 'left' }), { study: 'study', seriesNumber: 1 })
})
afterAll(async () => {
  await readers.close()
  await worker.remove()
})
beforeEach(async () => {
  temporary = temporaryFolder()
  here = await openLibrary('here')
  there = await openLibrary('there')
  const images = join(temporary.folder, 'Holiday pictures')
  mkdirSync(images)
  writeFileSync(join(temporary.folder, 'Żółwińska run.dcm'), run)
  writeFileSync(join(images, 'still 1.png'), await writePng(new Uint8Array(pixels).fill(80), size, size))
  await here.import([join(temporary.folder, 'Żółwińska run.dcm'), images])
  const { masks, folder } = here
  const review = new MaskReview(folder.database)
  masks.replace({ instanceId: 1, frame: 0 }, byModel, drawing(1))
  masks.replace({ instanceId: 1, frame: 2 }, byModel, drawing(2))
  masks.replace({ instanceId: 1, frame: 2 }, byPerson, drawing(3))
  review.approve({ instanceId: 1, frame: 2 }, 'Dr. Review')
  review.reopen({ instanceId: 1, frame: 2 }, 'Dr. Review')
  masks.replace({ instanceId: 1, frame: 2 }, byPerson, drawing(4))
  masks.undo({ instanceId: 1, frame: 2 }, 'Zofia Żółwińska')
  review.approve({ instanceId: 1, frame: 2 }, 'Dr. Review')
  masks.replace({ instanceId: 2, frame: 0 }, byPerson, drawing(5))
  const { lastId: person } = folder.database.run("INSERT INTO person (name, roles, active, created_at) VALUES ('Timed', '[]', 1, '')")
  folder.database.run('INSERT INTO frame_time (instance_id, frame, person_id, milliseconds) VALUES (1, 2, ?, 4200)', person)
  folder.database.run("INSERT INTO review_note (instance_id, frame, at, who, act, comment, hash) VALUES (1, 2, 'then', 'Dr. Review', 'return', 'ZZCOMMENT on Zofia', 'x')")
  review.approve({ instanceId: 2, frame: 0 }, 'Dr. Review')
})
afterEach(() => {
  here.folder.close()
  there.folder.close()
  temporary.remove()
})

async function openLibrary(name: string): Promise<TestLibrary> {
  const folder = await openLibraryFolder(join(temporary.folder, name))
  const { database } = folder
  const service = new LibraryService({ ...folder, readers })
  return {
    folder,
    service,
    masks: new MaskStore(database),
    import: (paths, deidentify, mayReview = true) =>
      importFiles(paths, { database, library: service, readers, who: name, mayAnnotate: true, mayReview, temporaryFolder: folder.uploadsFolder, deidentify: deidentify ?? null }, { signal: new AbortController().signal }),
  }
}

function drawing(seed: number): Uint8Array {
  return Uint8Array.from({ length: pixels }, (_, pixel) => ((pixel * (seed + 3)) % 13 < 4 ? 1 + ((pixel >> 4) % 6) : 0))
}

async function exported({ folder, service }: TestLibrary, name: string, deidentify: DeidentifyOptions | null = null): Promise<{ out: string; skipped: readonly string[] }> {
  const out = join(temporary.folder, name)
  mkdirSync(out)
  const instances = [1, 2].map((id) => service.store.instance(id))
  const { skipped } = await writeStudyFolder(out, instances, { database: folder.database, objects: folder.objects, readers, userName: 'exporter', softwareVersion: '1', deidentify })
  return { out, skipped }
}

/** The retraining queue. */
function waiting({ database }: LibraryFolder): [sourceName: string, frame: number][] {
  return new MaskReview(database).queue().map(({ sourceName, frame }) => [sourceName, frame])
}

/** Everything a library has about its images, whatever its tables are, without the numbers that it gives to its own rows. */
function everything({ folder, service }: TestLibrary): unknown {
  return studiesIn(folder.database).flatMap(({ series }) => series.flatMap(({ instances }) => instances)).map(({ id }) => {
    const { header, sourceName, objectHash } = service.store.instance(id)
    const { approval, mask_version: versions, ...rest } = readFrameArchive(folder.database, id)
    const numberOf = new Map((versions ?? []).map(({ id: version, number }) => [version, number]))
    return {
      header, sourceName, objectHash,
      ...Object.fromEntries(Object.entries(rest).map(([table, rows]) => [table, rows.map(({ id: _id, ...row }) => row)])),
      versions: (versions ?? []).map(({ id: _id, ...version }) => version),
      approvals: (approval ?? []).map(({ position: _position, version_id: version, ...given }) => ({ ...given, number: numberOf.get(version!) })),
    }
  }).sort((one, other) => one.objectHash.localeCompare(other.objectHash))
}

it('a study folder imports into another library with nothing lost: images, masks, histories, versions and approvals', async () => {
  const { out } = await exported(here, 'study')
  expect(readdirSync(out).sort()).toEqual(['audit.jsonl', 'images', 'lightvessel-study.json', 'masks'])
  expect(await there.import([out])).toMatchObject({ imported: 2, rejected: [], warnings: [], masks: { imported: 3, alreadyThere: 0 } })
  expect(everything(there)).toEqual(everything(here))
  expect(JSON.stringify(everything(there))).toMatch(/"frame_time":\[\{"frame":2,"person_id":"Timed","milliseconds":4200\}\].*ZZCOMMENT|ZZCOMMENT.*"person_id":"Timed"/)
  // The history goes on there as it would have here.
  const goneOn = [here, there].map(({ masks, folder }) => {
    const { id } = folder.database.get<{ id: number }>('SELECT id FROM instance WHERE frames = 4')!
    new MaskReview(folder.database).reopen({ instanceId: id, frame: 2 }, 'x')
    masks.redo({ instanceId: id, frame: 2 }, 'x')
    masks.undo({ instanceId: id, frame: 2 }, 'x')
    masks.undo({ instanceId: id, frame: 2 }, 'x')
    return { ...masks.get({ instanceId: id, frame: 2 }), instanceId: 0 }
  })
  expect(goneOn[1]).toEqual(goneOn[0])
  expect(await findAuditBreak(there.folder.database)).toBeNull()
})

it('frames wait for retraining in the order in which they were approved, behind those that wait already; what is the same for all is read once', async () => {
  const review = new MaskReview(here.folder.database)
  for (const frame of [3, 1, 0]) {
    if (frame !== 0) here.masks.replace({ instanceId: 1, frame }, byPerson, drawing(frame))
    review.approve({ instanceId: 1, frame }, 'Dr. Review')
  }
  const { database } = there.folder
  addInstanceRow(database)
  there.masks.replace({ instanceId: 1, frame: 1 }, byPerson, new Uint8Array(32 * 24).fill(1))
  new MaskReview(database).approve({ instanceId: 1, frame: 1 }, 'Reviewer there')
  const read = vi.spyOn(database, 'all')
  await there.import([(await exported(here, 'study')).out])
  expect(read.mock.calls.filter(([sql]) => sql.includes('sqlite_schema'))).toHaveLength(1)
  const expected = waiting(here.folder)
  expect(expected.map(([, frame]) => frame)).toEqual([2, 0, 3, 1, 0])
  expect(waiting(there.folder)).toEqual([['phantom.dcm', 1], ...expected])
  // Whoever is approved later waits behind them.
  there.masks.replace({ instanceId: 1, frame: 2 }, byPerson, new Uint8Array(32 * 24).fill(1))
  new MaskReview(database).approve({ instanceId: 1, frame: 2 }, 'Reviewer there')
  expect(waiting(there.folder).at(-1)).toEqual(['phantom.dcm', 2])
})

it('a second time nothing changes, and a mask that is there is kept', async () => {
  const { out } = await exported(here, 'study')
  await there.import([out])
  expect(await there.import([out])).toMatchObject({ imported: 0, alreadyThere: 2, masks: { imported: 0, alreadyThere: 3 }, rejected: [] })
  const { id } = there.folder.database.get<{ id: number }>('SELECT id FROM instance WHERE frames = 4')!
  there.masks.replace({ instanceId: id, frame: 0 }, byPerson, drawing(9))
  const before = there.masks.get({ instanceId: id, frame: 0 })
  const report = await there.import([out])
  expect(report.rejected.map(({ message }) => message)).toEqual(['masks/i000001.json: 1 of its frames have another mask in the library, which was left as it is.'])
  expect(there.masks.get({ instanceId: id, frame: 0 })).toEqual(before)
})

it('labels keep their meaning where they have other numbers', async () => {
  new LabelStore(here.folder.database).createLabel(1, { name: 'Collateral', colour: '#123456', vessel: true }, 'here')
  new LabelStore(there.folder.database).createLabel(1, { name: 'Other', colour: '#654321', vessel: false }, 'there')
  here.masks.replace({ instanceId: 1, frame: 3 }, byPerson, new Uint8Array(pixels).fill(17, 3, 90).fill(2, 100, 120))
  await there.import([(await exported(here, 'study')).out])
  const { id } = there.folder.database.get<{ id: number }>('SELECT id FROM instance WHERE frames = 4')!
  const mask = there.folder.database.get<{ hash: string }>('SELECT hash FROM mask WHERE instance_id = ? AND frame = 3', id)!
  there.masks.undo({ instanceId: id, frame: 3 }, 'x')
  there.masks.redo({ instanceId: id, frame: 3 }, 'x')
  // The hash was made anew for the labels as they are numbered here: doing the act again gives the same.
  expect(there.folder.database.get<{ hash: string }>('SELECT hash FROM mask WHERE instance_id = ? AND frame = 3', id)).toEqual(mask)
})

it('a file that was changed, and one that is missing, are left out by name', async () => {
  const { out } = await exported(here, 'study')
  const masks = join(out, 'masks', 'i000001.json')
  writeFileSync(masks, readFileSync(masks, 'utf8').replace('corrected', 'approved'))
  rmSync(join(out, 'images', 'i000002.png'))
  const report = await there.import([out])
  expect(report.rejected.map(({ message }) => message)).toEqual([
    'masks/i000001.json: it was changed after the study folder was written (its hash is another one), and was left out.',
    'images/i000002.png: it belongs to the study folder and is missing or cannot be opened.',
  ])
  expect(report).toMatchObject({ imported: 0, masks: { imported: 0 } })
  writeFileSync(join(out, 'lightvessel-study.json'), '{"format":"lightvessel-study","formatVersion":2}')
  expect((await there.import([out])).rejected.map(({ message }) => message)).toEqual(['lightvessel-study.json: it is no manifest of a study folder, or one of a newer program.'])
})

it('de-identified, it names neither patients nor people, leaves pictures out, and its masks still belong to its images', async () => {
  const { out, skipped } = await exported(here, 'clean', options)
  expect(skipped).toEqual([
    'Żółwińska run.dcm: Its header does not say whether text is burned into the pixels.',
    'still 1.png is a picture, whose file may name people in ways that no table knows; it was left out with its masks.',
  ])
  const files = readdirSync(out, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  expect(files.map(({ name }) => name).sort()).toEqual(['i000001.dcm', 'i000001.json', 'lightvessel-study.json'])
  const text = files.map(({ parentPath, name }) => readFileSync(join(parentPath, name), 'latin1')).join('')
  for (const word of ['PHANTOM', 'Zofia', 'Review', 'exporter', 'Holiday', 'ZZCOMMENT', 'Timed']) expect(text.includes(Buffer.from(word).toString('latin1')), word).toBe(false)
  expect(await there.import([out])).toMatchObject({ imported: 1, masks: { imported: 2 }, rejected: [] })
  expect(there.masks.get({ instanceId: 1, frame: 2 }).labels).toEqual(here.masks.get({ instanceId: 1, frame: 2 }).labels)
  expect(there.masks.get({ instanceId: 1, frame: 2 }).lastAuthor?.name).toMatch(/^person-[0-9a-f]{8}$/)
})

it('de-identified, its acts are called by what was done and never by whom, as older libraries have them', async () => {
  const byImport: MaskChange = { name: 'import (semiautomatic)', author: { kind: 'import', name: 'Slim 1 (0123456789abcdef), corrected by Dr. Miller' }, status: 'corrected' }
  const names = ['Adjudication: as read by Dr. Miller', 'Adjudication: 2 regions as Dr. Miller', 'Brush: Left of Dr. Miller', 'Scissors: outside cut away', 'as Dr. Miller likes it', 'Grow by 2 px: LAD']
  here.masks.replace({ instanceId: 1, frame: 3 }, byImport, drawing(1))
  for (const [index, name] of names.entries()) here.masks.replace({ instanceId: 1, frame: 3 }, { ...byPerson, name }, drawing(index + 2))
  const { out } = await exported(here, 'clean', options)
  expect(readFileSync(join(out, 'masks', 'i000001.json'), 'utf8')).not.toContain('Miller')
  await there.import([out])
  expect(there.masks.history({ instanceId: 1, frame: 3 }, 10, null).acts.map(({ name }) => name)).toEqual(['Grow by 2 px', 'change', 'Scissors', 'Brush', 'Adjudication', 'Adjudication', 'import (semiautomatic)'])
  expect(algorithmOfMask(there.folder.database, { instanceId: 1, frame: 3 })).toEqual({ type: 'SEMIAUTOMATIC', name: 'Slim 1', version: '0123456789abcdef' })
})

it('a de-identified import keeps nothing of the original, and refuses what it cannot check', async () => {
  const report = await there.import([join(temporary.folder, 'Żółwińska run.dcm'), join(temporary.folder, 'Holiday pictures')], options)
  expect(report).toMatchObject({ imported: 1, rejected: [{ code: 'unsupported', message: 'still 1.png is no DICOM file: only those are de-identified; import it as it is if it names nobody.' }] })
  const { header, sourceName, objectHash } = there.service.store.instance(1)
  expect([header.patientName, header.patientId]).toEqual([expect.stringMatching(/^patient-/) as string, header.patientName])
  expect(sourceName).toMatch(/^patient-[0-9a-f]{12} \d{6}\.dcm$/)
  expect(readFileSync(there.folder.objects.fileOf(objectHash)).includes('PHANTOM')).toBe(false)
  expect(readdirSync(there.folder.uploadsFolder)).toEqual([])
})

it('of somebody who may not approve, nothing is approved by being imported, and the report says so', async () => {
  const { out } = await exported(here, 'study')
  const report = await there.import([out], undefined, false)
  expect(report).toMatchObject({ masks: { imported: 3 }, rejected: [] })
  expect(report.warnings.map(({ code, message }) => [code, message])).toEqual([
    ['not-approved', 'masks/i000001.json: 1 of its frames are approved where they come from; there may not approve masks, so that here they wait for a reviewer.'],
    ['not-approved', 'masks/i000002.json: 1 of its frames are approved where they come from; there may not approve masks, so that here they wait for a reviewer.'],
  ])
  const { database } = there.folder
  expect(new MaskReview(database).queue()).toEqual([])
  expect(database.all('SELECT instance_id FROM approval')).toEqual([])
  expect(database.all<{ status: string }>('SELECT status FROM mask WHERE author_kind IS NOT NULL ORDER BY instance_id, frame').map(({ status }) => status).sort()).toEqual(['corrected', 'corrected', 'predicted'])
  // Who approved them where they come from stays known, and a reviewer here can approve them.
  const { id } = database.get<{ id: number }>('SELECT id FROM instance WHERE frames = 4')!
  expect(listVersions(database, { instanceId: id, frame: 2 }).map(({ reason }) => reason)).toEqual(['approved by Dr. Review', 'approved by Dr. Review'])
  expect(new MaskReview(database).approve({ instanceId: id, frame: 2 }, 'Reviewer there').number).toBe(3)
})

it.each([['annotator', 0], ['researcher', 0], ['reviewer', 2], ['admin', 2]] as const)('by somebody who is %s, %i frames are approved when it is imported', async (role, approved) => {
  const { out } = await exported(here, 'study')
  const { folder, service } = there
  const [uploads, downloads] = [new UploadStore(folder.uploadsFolder), new DownloadStore(folder.uploadsFolder)]
  const { implementation } = new ExchangeService({ ...folder, library: service, uploads, downloads, readers, readFrame: () => Promise.reject(new Error('not read')), softwareVersion: '1', onMasks: () => undefined })
  await implementation.importPaths({ paths: [out], deidentify: null }, contextOf('Somebody', { roles: [role] }))
  expect(new MaskReview(folder.database).queue()).toHaveLength(approved)
})

it('its excerpt of the audit log is known by its hash like every other file', async () => {
  const { out } = await exported(here, 'study')
  const audit = join(out, 'audit.jsonl')
  writeFileSync(audit, readFileSync(audit, 'utf8').replace('Dr. Review', 'Dr. Nobody'))
  const changed = await there.import([out])
  expect(changed).toMatchObject({ imported: 2, masks: { imported: 3 } })
  expect(changed.rejected.map(({ message }) => message)).toEqual(['audit.jsonl: it was changed after the study folder was written (its hash is another one), and was left out.'])
  rmSync(audit)
  expect((await there.import([out])).rejected.map(({ message }) => message)).toEqual(['audit.jsonl: it belongs to the study folder and is missing or cannot be opened.'])
  // Folders of older programs say nothing about it.
  const manifest = JSON.parse(readFileSync(join(out, 'lightvessel-study.json'), 'utf8')) as Record<string, unknown>
  delete manifest['audit']
  writeFileSync(join(out, 'lightvessel-study.json'), JSON.stringify(manifest))
  expect((await there.import([out])).rejected).toEqual([])
})

it('a frame that cannot be restored leaves neither labels behind nor the other frames out', async () => {
  new LabelStore(here.folder.database).createLabel(1, { name: 'Collateral', colour: '#123456', vessel: true }, 'here')
  for (const frame of [1, 3]) here.masks.replace({ instanceId: 1, frame }, byPerson, new Uint8Array(pixels).fill(17, 3, 90))
  const { out } = await exported(here, 'study')
  const file = join(out, 'masks', 'i000001.json')
  const archive = JSON.parse(readFileSync(file, 'utf8')) as { mask: { frame: number; status: string }[] }
  archive.mask.find(({ frame }) => frame === 1)!.status = 'no status at all'
  const text = JSON.stringify(archive)
  writeFileSync(file, text)
  const manifest = readFileSync(join(out, 'lightvessel-study.json'), 'utf8')
  const { images } = JSON.parse(manifest) as { images: { masks: { sha256: string } }[] }
  writeFileSync(join(out, 'lightvessel-study.json'), manifest.replace(images[0]!.masks.sha256, createHash('sha256').update(text).digest('hex')))
  const report = await there.import([out])
  expect(report.rejected.map(({ message }) => message)).toEqual([expect.stringMatching(/^masks\/i000001\.json: the mask of frame 2 cannot be restored: /) as string])
  const { id } = there.folder.database.get<{ id: number }>('SELECT id FROM instance WHERE frames = 4')!
  expect(there.masks.get({ instanceId: id, frame: 1 }).status).toBe('unannotated')
  const restored = new Set(decodeRuns(there.masks.get({ instanceId: id, frame: 3 }).labels, pixels))
  restored.delete(0)
  const known = new LabelStore(there.folder.database).labels()
  expect([...restored].map((label) => known.find((each) => each.id === label)?.name)).toEqual(['Collateral'])
})

it('de-identified when it is imported, it brings no names of people along', async () => {
  const { out } = await exported(here, 'study')
  expect(await there.import([out], options)).toMatchObject({ imported: 1, masks: { imported: 2 } })
  const archive = JSON.stringify(readFrameArchive(there.folder.database, 1))
  for (const word of ['Zofia', 'Review', 'ZZCOMMENT', 'Timed']) expect(archive, word).not.toContain(word)
  expect(there.folder.database.all<{ reason: string }>("SELECT reason FROM audit WHERE act = 'masks: import'")).toEqual([{ reason: 'de-identified' }])
})

it('de-identified when it is imported, it brings no labels under names that may be somebody’s, whatever kind of file names them', async () => {
  const labels = new LabelStore(here.folder.database)
  for (const name of ['Lesion of Dr. Review', 'Collateral', 'Żółwińska', 'Aorta']) labels.createLabel(1, { name, colour: '#123456', vessel: true }, 'here')
  here.masks.replace({ instanceId: 1, frame: 1 }, byPerson, Uint8Array.from({ length: pixels }, (_, pixel) => (pixel < 100 ? 17 + (pixel % 4) : 0)))
  await there.import([(await exported(here, 'study')).out], options)
  const { database } = there.folder
  const added = new LabelStore(database).labels().slice(16)
  expect(added.map(({ name }) => name)).toEqual([expect.stringMatching(/^label-[0-9a-f]{8}$/), 'Collateral', expect.stringMatching(/^label-[0-9a-f]{8}$/), 'Aorta'])
  expect([...new Set(decodeRuns(there.masks.get({ instanceId: 1, frame: 1 }).labels, pixels))].sort()).toEqual([0, 17, 18, 19, 20])
  for (const word of ['Review', 'Żółwińska']) expect(JSON.stringify([database.all('SELECT * FROM audit'), database.all('SELECT * FROM label')]), word).not.toContain(word)
  // Another file that calls a label so means the same; one that is here by that name already is that one.
  const book = new LabelBook(database, 'there', new Pseudonyms(options.secret))
  const foreign = (name: string): number => book.valueFor({ name, code: null, colour: null })
  expect(['lesion of DR. REVIEW', 'Żółwińska', 'Lesion of somebody else'].map(foreign)).toEqual([17, 19, 21])
  new LabelStore(database).createLabel(1, { name: 'Known to us', colour: '#123456', vessel: true }, 'there')
  expect(foreign('Known to us')).toBe(22)
})
