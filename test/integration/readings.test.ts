import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { EngineClient } from '../../electron/engine/engine-access'
import type { ActingPerson } from '../../electron/ipc/caller'
import { createVesselImplementation } from '../../electron/engine/vessel-implementation'
import type { VesselClient } from '../../electron/engine/vessel-process'
import type { RawFrame } from '../../electron/ipc/contract/engine'
import { vesselEngineContract } from '../../electron/ipc/contract/vessel-engine'
import { createClients } from '../../electron/ipc/rpc-client'
import { RpcServer } from '../../electron/ipc/rpc-server'
import { createPortPair } from '../../electron/ipc/transports/in-memory-port'
import type { FrameKey, MaskSource } from '../../electron/ipc/contract/index'
import { decodeRuns, encodeRuns } from '../../electron/ipc/run-length'
import { ComparisonService } from '../../electron/services/comparison-service'
import { approvalOf } from '../../electron/services/exchange/import/keep-approval'
import { MaskImporter } from '../../electron/services/exchange/import/mask-importer'
import { deidentifyArchive } from '../../electron/services/exchange/study/deidentify-archive'
import { MaskComparer } from '../../electron/services/mask-comparer'
import { MaskSources } from '../../electron/services/mask-sources'
import { MasksService } from '../../electron/services/masks-service'
import { ReadingsService } from '../../electron/services/readings-service'
import { findAuditBreak } from '../../electron/storage/audit-log'
import { readFrameArchive, restoreFrameArchive } from '../../electron/storage/frame-archive'
import { frameTables } from '../../electron/storage/frame-tables'
import { openLibraryFolder, type LibraryFolder } from '../../electron/storage/library-folder'
import { vesselLabelsOf } from '../../electron/storage/label-store'
import { LibraryStore } from '../../electron/storage/library-store'
import { listVersions } from '../../electron/storage/mask-versions'
import { MeasurementStore } from '../../electron/storage/measurement-store'
import { ReadingStore } from '../../electron/storage/reading-store'
import { ReviewStore } from '../../electron/storage/review-store'
import { compareMasks } from '../../ml/metrics/compare-masks'
import { addInstanceRow, headerOf, temporaryFolder } from './storage-fixtures'

/** Calls are made by whoever sits at the workstation. */
const context = {
  signal: new AbortController().signal,
  progress: () => undefined as never,
  caller: { personId: 1 },
  get person(): ActingPerson {
    return { id: 1, name: user, roles: ['annotator', 'reviewer'] }
  },
}
const { rows, columns } = headerOf()
const size = rows * columns
/** What the model of each folder says; the published student's is the first. */
const predictions: Record<string, Uint8Array> = { student: bar(2, 2, 20), teacher: bar(2, 3, 24) }

/** Horizontal bar from column 4. */
function bar(top: number, height: number, width: number): Uint8Array {
  const labels = new Uint8Array(size)
  for (let row = top; row < top + height; row++) labels.fill(1, row * columns + 4, row * columns + 4 + width)
  return labels
}

let temporary: ReturnType<typeof temporaryFolder>
let library: LibraryFolder
let key: FrameKey
let user: string
let segmented: string[]
let compared: number
let analysed: number
let vesselClient: VesselClient
/** Services of whoever sits at the workstation. */
let masks: MasksService
let readings: ReadingsService
let comparison: ComparisonService

/** The vessel engine's program behind its contract, in this process. */
function connectedVesselClient(): VesselClient {
  const [port, other] = createPortPair()
  const server = new RpcServer({ log: () => undefined })
  server.register(vesselEngineContract, createVesselImplementation())
  server.connect(other)
  return createClients(port, { vesselEngine: vesselEngineContract }).vesselEngine
}

function sitDown(name: string): void {
  user = name
  const { database } = library
  const frame: RawFrame = { rows, columns, pixels: new Uint8Array(size), bitsAllocated: 8, signed: false, samplesPerPixel: 1, inverted: false }
  const client = {
    segment: async ({ modelFolder }: { modelFolder: string }) => {
      segmented.push(modelFolder)
      return { mask: predictions[modelFolder]!, probability: new Uint8Array(size), inferenceMs: 1, postprocessMs: 1 }
    },
    compare: async ({ a, b }: { a: Uint8Array; b: Uint8Array }) => {
      compared++
      return compareMasks(a, b, rows, columns)
    },
  } as unknown as EngineClient
  masks = new MasksService({ database })
  const store = new ReadingStore(database, masks.store)
  const models = { folderOf: (modelId: string) => modelId, published: () => ({ id: 'student', name: 'Slim', net: 'slim', folder: 'student', threshold: 0.5 }) }
  const sources = new MaskSources({ database, readings: store, models, engine: { client }, readFrame: async () => frame })
  const comparer = new MaskComparer({ client }, () => vesselLabelsOf(database))
  comparison = new ComparisonService({ database, library: new LibraryStore(database), review: masks.review, readings: store, sources, comparer })
  readings = new ReadingsService({ database, masks, models, store, sources, comparer, engine: { vessel: (act) => (analysed++, act(vesselClient)) } })
}

beforeEach(async () => {
  temporary = temporaryFolder()
  library = await openLibraryFolder(temporary.folder)
  key = { instanceId: addInstanceRow(library.database, headerOf({ frames: 3, patientId: 'P9' })), frame: 0 }
  segmented = []
  compared = 0
  analysed = 0
  vesselClient = connectedVesselClient()
  sitDown('Anna')
})
afterEach(() => {
  library.close()
  temporary.remove()
})

const draw = (labels: Uint8Array, name = 'Brush stroke') => masks.store.replace(key, { name, author: { kind: 'human', name: user }, status: 'corrected' }, labels)
const predictFor = (askedBy?: string) => masks.store.replace(key, { name: 'segmentation', author: { kind: 'model', name: 'Slim (student)' }, status: 'predicted', ...(askedBy && { askedBy }) }, predictions['student']!)
const predict = () => predictFor()
const now = (): Uint8Array => decodeRuns(masks.store.get(key).labels, size)
const side = async (source: MaskSource): Promise<Uint8Array | null> => {
  const { labels } = await comparison.implementation.mask({ ...key, source }, context)
  return labels && decodeRuns(labels, size)
}
const refused = async (act: () => unknown): Promise<unknown> => {
  try {
    await act()
  } catch (error) {
    return error
  }
  return null
}
const importerOf = (who: string) => new MaskImporter({ database: library.database, masks: masks.store, who, pseudonyms: null })
const drawn = { anna: bar(2, 3, 20), ben: bar(3, 3, 16) }

/** Anna corrects a prediction, Ben reads the frame afresh and finishes. */
async function readTwice(from: 'prediction' | 'empty' = 'prediction'): Promise<void> {
  predict()
  draw(drawn.anna)
  sitDown('Ben')
  await readings.implementation.start({ ...key, from }, context)
  draw(drawn.ben)
  await readings.implementation.finish(key, context)
}

describe('an independent reading', () => {
  it('keeps the first, begins from the prediction and hides what lies before until it is finished', async () => {
    predict()
    draw(drawn.anna)
    sitDown('Ben')
    expect(await readings.implementation.start({ ...key, from: 'prediction' }, context)).toMatchObject({ status: 'predicted', history: { undoable: 0, undoName: null } })
    expect(now()).toEqual(predictions['student'])
    const { readings: found, blind } = await readings.implementation.list(key, context)
    expect(blind).toBe(true)
    expect(found).toMatchObject([{ number: 1, reader: 'Anna', version: 1, finishedAt: expect.any(String) }, { number: 2, reader: 'Ben', version: null, finishedAt: null }])

    expect(await refused(() => masks.implementation.undo(key, context))).toMatchObject({ code: 'conflict', message: expect.stringContaining('Your independent reading begins here') })
    for (const source of [{ kind: 'version', number: 1 }, { kind: 'reading', number: 1 }, { kind: 'act', sequence: 2 }] as const) expect(await refused(() => side(source))).toMatchObject({ code: 'forbidden' })
    expect(await comparison.implementation.choices(key, context)).toMatchObject({ versions: [], readings: [], acts: [{ sequence: 3 }] })
    expect(await side({ kind: 'predicted' })).toEqual(predictions['student'])
    expect(await refused(() => readings.implementation.adjudicate({ ...key, first: 1, second: 2, take: 'union' }, context))).toMatchObject({ code: 'forbidden' })
    expect(await refused(() => masks.implementation.approve(key, context))).toMatchObject({ code: 'conflict' })

    draw(drawn.ben)
    expect(masks.store.get(key).history).toMatchObject({ undoable: 1, undoName: 'Brush stroke' })
    expect(await readings.implementation.finish(key, context)).toMatchObject({ number: 2, reader: 'Ben', version: 2 })
    expect(await side({ kind: 'reading', number: 1 })).toEqual(drawn.anna)
    expect(await side({ kind: 'reading', number: 2 })).toEqual(drawn.ben)
    expect(listVersions(library.database, key).map(({ author, reason }) => [author.name, reason])).toEqual([['Anna', 'reading by Anna'], ['Ben', 'independent reading by Ben']])
    // Now the whole history is there again, down to Anna's.
    expect(masks.store.get(key).history.undoable).toBe(4)
    expect(await findAuditBreak(library.database)).toBeNull()
  })

  it('belongs to its reader: nobody else paints, finishes or gives it up', async () => {
    predict()
    draw(drawn.anna)
    sitDown('Ben')
    await readings.implementation.start({ ...key, from: 'empty' }, context)
    expect(now()).toEqual(new Uint8Array(size))
    sitDown('Carla')
    for (const act of [() => draw(drawn.ben), () => masks.implementation.undo(key, context), () => readings.implementation.finish(key, context), () => readings.implementation.discard(key, context), () => readings.implementation.start({ ...key, from: 'empty' }, context)]) {
      expect(await refused(act)).toMatchObject({ code: 'conflict', message: expect.stringContaining('Ben') })
    }
    // Carla may look at the first reading: it is Ben's eyes that must be fresh.
    expect(await side({ kind: 'reading', number: 1 })).toEqual(drawn.anna)
  })

  it('is kept from every other writer: a student that others ask, masks in files, handing in and returning', async () => {
    predict()
    draw(drawn.anna)
    sitDown('Ben')
    await readings.implementation.start({ ...key, from: 'empty' }, context)
    draw(drawn.ben)
    const before = masks.store.get(key)
    const reviews = new ReviewStore(library.database)
    const others = [
      () => predictFor('Carla'), () => predict(),
      () => reviews.submit(key, 'Carla', ''), () => reviews.return(key, 'Carla', 'too wide'), () => reviews.submit(key, 'Ben', ''),
    ]
    for (const act of others) expect(await refused(act)).toMatchObject({ code: 'conflict', message: expect.stringMatching(/^Ben is reading this frame independently; .+ that reading (is finished|before)/) })
    // Whoever imports it, and whoever is said to have made it: it would be another one's mask before the reader's eyes.
    const target = { id: key.instanceId, rows, columns, frames: 3, sourceName: 'run.dcm' }
    const mask = { frame: 0, labels: drawn.anna, algorithm: { type: 'MANUAL', name: null, version: null }, creator: 'Ben', approval: null } as const
    for (const who of ['Ben', 'Carla']) {
      expect(importerOf(who).take(target, mask)).toEqual({ code: 'conflict', cause: 'frame 1 of run.dcm was left as it is: Ben is reading this frame independently; masks can be imported into it when that reading is finished.' })
    }
    expect(masks.store.get(key)).toEqual(before)
    // The reader may have the student predict; that is part of the reading.
    predictFor('Ben')
    expect(now()).toEqual(predictions['student'])
    await readings.implementation.finish(key, context)
    expect(reviews.submit(key, 'Ben', '')).toBe('predicted')
    expect(importerOf('Carla').take(target, mask)).toBeNull()
  })

  it('is given up by bringing the mask of before back, byte for byte, status and author with it', async () => {
    predict()
    draw(drawn.anna)
    const before = masks.store.get(key)
    sitDown('Ben')
    await readings.implementation.start({ ...key, from: 'empty' }, context)
    draw(drawn.ben)
    expect(await readings.implementation.discard(key, context)).toMatchObject({ status: 'corrected' })
    expect(masks.store.get(key)).toMatchObject({ labels: before.labels, status: before.status, lastAuthor: before.lastAuthor })
    expect((await readings.implementation.list(key, context)).readings.map(({ reader }) => reader)).toEqual(['Anna'])
  })

  it('of a frame that only a student has seen is the first one; an approved frame is reopened before', async () => {
    predict()
    await readings.implementation.start({ ...key, from: 'prediction' }, context)
    await readings.implementation.finish(key, context)
    expect((await readings.implementation.list(key, context)).readings).toMatchObject([{ number: 1, reader: 'Anna', version: 1 }])
    // The same mask is not kept as a reading twice.
    sitDown('Ben')
    await readings.implementation.start({ ...key, from: 'empty' }, context)
    await readings.implementation.finish(key, context)
    expect((await readings.implementation.list(key, context)).readings.map(({ reader }) => reader)).toEqual(['Anna', 'Ben'])
    await masks.implementation.approve(key, context)
    expect(await refused(() => readings.implementation.start({ ...key, from: 'empty' }, context))).toMatchObject({ code: 'conflict' })
  })
})

describe('deciding between readings', () => {
  it('takes one, what both agree on or what either found, each undoable, and says so in version and audit when approved', async () => {
    await readTwice()
    sitDown('Carla')
    const pair = { ...key, first: 1, second: 2 }
    const both = drawn.anna.map((label, i) => label & drawn.ben[i]!)
    const either = drawn.anna.map((label, i) => label | drawn.ben[i]!)
    for (const [take, expected] of [['first', drawn.anna], ['second', drawn.ben], ['union', either], ['agreement', both]] as const) {
      expect(await readings.implementation.adjudicate({ ...pair, take }, context)).toMatchObject({ status: 'corrected', history: { undoName: expect.stringMatching(/^Adjudication: /) } })
      expect(now()).toEqual(expected)
    }
    const differences = await readings.implementation.differences(pair, context)
    expect(differences.map(({ side: whose, pixels }) => [whose, pixels])).toEqual([['a', 28], ['b', 16]])
    // Found by the engine, not by the host.
    expect(analysed).toBe(1)
    await readings.implementation.decide({ ...pair, where: { regions: [1] }, take: 'second' }, context)
    expect(now()).toEqual(drawn.ben)
    await readings.implementation.decide({ ...pair, where: { regions: [0, 1] }, take: 'first' }, context)
    expect(now()).toEqual(drawn.anna)
    await masks.implementation.undo(key, context)
    expect(now()).toEqual(drawn.ben)
    await readings.implementation.decide({ ...pair, where: { x: differences[0]!.x, y: differences[0]!.y }, take: 'first' }, context)
    expect(now()).toEqual(either)
    expect(await refused(() => readings.implementation.decide({ ...pair, where: { x: 0, y: 0 }, take: 'first' }, context))).toMatchObject({ code: 'invalid-input' })
    expect(await refused(() => readings.implementation.decide({ ...pair, where: { regions: [2] }, take: 'first' }, context))).toMatchObject({ code: 'invalid-input' })
    expect(await refused(() => readings.implementation.decide({ ...pair, second: 5, where: { regions: [0] }, take: 'first' }, context))).toMatchObject({ code: 'not-found' })

    expect((await readings.implementation.list(key, context)).adjudicated).toEqual({ first: 1, second: 2, by: 'Carla' })
    const { version } = await masks.implementation.approve(key, context)
    const reason = 'adjudicated by Carla from reading 1 by Anna and reading 2 by Ben'
    expect(version.reason).toBe(`approved by Carla, ${reason}`)
    expect(library.database.get<{ reason: string }>("SELECT reason FROM audit WHERE act = 'mask: approve'")!.reason).toContain(reason)
    expect(await findAuditBreak(library.database)).toBeNull()
  })

  it('names its readers in no act, and nobody when it is de-identified; only who approved it counts as its approver', async () => {
    await readTwice()
    sitDown('Carla')
    const pair = { ...key, first: 1, second: 2 }
    await readings.implementation.adjudicate({ ...pair, take: 'first' }, context)
    await readings.implementation.decide({ ...pair, where: { regions: [0] }, take: 'second' }, context)
    expect((await masks.implementation.history({ ...key, limit: 2 }, context)).acts.map(({ name }) => name)).toEqual(['Adjudication: a region as in reading 2', 'Adjudication: as read in reading 1'])
    const { version } = await masks.implementation.approve(key, context)
    expect(approvalOf(library.database, key, version.hash)).toEqual({ approvedBy: 'Carla', approvedAt: version.createdAt })
    const archive = deidentifyArchive(readFrameArchive(library.database, key.instanceId), { keepModifiedDates: false, cleanDescriptors: true, keepPatientCharacteristics: false, keepDeviceIdentity: false, secret: 'secret' })
    for (const name of ['Anna', 'Ben', 'Carla']) expect(JSON.stringify(archive)).not.toContain(name)
    const [approval] = archive['approval']!
    expect(archive['mask_version']!.at(-1)).toMatchObject({ reason: `approved by ${String(approval!['approved_by'])}` })
    expect(archive['mask_act']!.at(-1)).toMatchObject({ name: 'Adjudication: a region as in reading 2' })
  })

  it('goes along with a frame that is taken to another library', async () => {
    await readTwice()
    sitDown('Carla')
    await readings.implementation.adjudicate({ ...key, first: 1, second: 2, take: 'union' }, context)
    const before = await readings.implementation.list(key, context)
    const archive = readFrameArchive(library.database, key.instanceId)
    const instanceId = addInstanceRow(library.database, headerOf({ frames: 3, patientId: 'P9', sopInstanceUid: '1.2.3.9' }))
    library.database.transaction(() => restoreFrameArchive(library.database, archive, { tables: frameTables(library.database), instanceId, labelFor: (label) => label, pixels: size }))
    const after = await readings.implementation.list({ instanceId, frame: 0 }, context)
    expect(after).toEqual({ ...before, readings: before.readings.map((reading, index) => ({ ...reading, id: after.readings[index]!.id })) })
    expect(after.adjudicated).toEqual({ first: 1, second: 2, by: 'Carla' })
  })

  it('that was undone and drawn over is no longer what the mask rests on', async () => {
    await readTwice()
    sitDown('Carla')
    await readings.implementation.adjudicate({ ...key, first: 1, second: 2, take: 'union' }, context)
    await masks.implementation.undo(key, context)
    expect((await readings.implementation.list(key, context)).adjudicated).toBeNull()
    draw(bar(9, 2, 9))
    expect((await readings.implementation.list(key, context)).adjudicated).toBeNull()
    const { version } = await masks.implementation.approve(key, context)
    expect(version.reason).toBe('approved by Carla')
  })

  it('is reported over all frames that were read twice', async () => {
    expect(await readings.implementation.agreement({}, context)).toEqual({ pairs: [], summary: null })
    await readTwice()
    key = { ...key, frame: 1 }
    sitDown('Anna')
    await readTwice('empty')
    new MeasurementStore(library.database).calibrate({ ...key, line: [{ x: 0, y: 0 }, { x: 10, y: 0 }], known: { kind: 'catheter', french: 6 } }, 'Anna')
    const { pairs, summary } = await readings.implementation.agreement({}, context)
    expect(pairs).toMatchObject([0, 1].map((frame) => ({ frame, first: { reader: 'Anna' }, second: { reader: 'Ben' }, patientId: 'P9', calibration: { known: { french: 6 } }, imagerPixelSpacing: null, calibratedPixelSpacing: null })))
    expect(summary).toMatchObject({ dice: { mean: (2 * 32) / (60 + 48), deviation: 0 }, area: { bias: 12, lower: 12, upper: 12 } })
  })
})

describe('comparison', () => {
  it('knows every source, rebuilds points of the history and stores nothing', async () => {
    predict()
    draw(drawn.anna)
    draw(drawn.ben)
    await masks.implementation.undo(key, context)
    const before = masks.store.get(key)
    expect(await side({ kind: 'current' })).toEqual(drawn.anna)
    expect(await side({ kind: 'act', sequence: 0 })).toEqual(new Uint8Array(size))
    expect(await side({ kind: 'act', sequence: 3 })).toEqual(drawn.ben)
    expect(await side({ kind: 'act', sequence: 4 })).toBeNull()
    expect(await side({ kind: 'predicted' })).toEqual(predictions['student'])
    expect(await side({ kind: 'model', modelId: 'teacher' })).toEqual(predictions['teacher'])
    await side({ kind: 'model', modelId: 'teacher' })
    expect(segmented).toEqual(['teacher'])
    expect(await side({ kind: 'version', number: 1 })).toBeNull()
    expect(masks.store.get(key)).toEqual(before)
    key = { ...key, frame: 2 }
    expect(await side({ kind: 'current' })).toBeNull()
  })

  it('knows the mask as a reviewer returned it, whatever it became', async () => {
    predict()
    draw(drawn.anna)
    expect(await side({ kind: 'returned' })).toBeNull()
    new ReviewStore(library.database).return(key, 'Carla', 'too wide')
    draw(drawn.ben)
    expect(await side({ kind: 'returned' })).toEqual(drawn.anna)
    expect(await comparison.implementation.choices(key, context)).toMatchObject({ returned: true, versions: [{ number: 1, reason: 'returned by Carla' }] })
  })

  it('judges one frame, each pair of contents once, by label too', async () => {
    predict()
    const labelled = drawn.anna.map((label, i) => (label !== 0 && i % columns > 12 ? 2 : label))
    draw(labelled)
    const sides = { a: { kind: 'predicted' }, b: { kind: 'current' }, basis: 'vessel' } as const
    const found = await comparison.implementation.frame({ ...key, ...sides }, context)
    expect(found.figures).toEqual(compareMasks(predictions['student']!, drawn.anna, rows, columns))
    expect(found.byLabel).toMatchObject([{ label: 1, pixelsA: 40, pixelsB: 27 }, { label: 2, pixelsA: 0, pixelsB: 33, dice: 0 }])
    await comparison.implementation.frame({ ...key, ...sides }, context)
    expect(compared).toBe(1)
    const second = await comparison.implementation.frame({ ...key, ...sides, basis: 2 }, context)
    expect(second.figures).toMatchObject({ onlyA: 0, onlyB: 33, agreement: 0 })
  })

  it('goes along a series, naming the sides that are missing, and over the approved frames', async () => {
    predict()
    draw(drawn.anna)
    const rowsSeen: number[] = []
    const watching = { signal: context.signal, caller: context.caller, person: context.person, progress: ({ row }: { row: FrameKey }) => void rowsSeen.push(row.frame) }
    const table = await comparison.implementation.series({ seriesId: 1, a: { kind: 'model', modelId: 'student' }, b: { kind: 'current' }, basis: 'vessel' }, watching)
    expect(table.map(({ frame, missing, figures }) => [frame, missing, figures?.dice])).toEqual([[0, [], 80 / 100], [1, ['b'], undefined], [2, ['b'], undefined]])
    expect(rowsSeen).toEqual([0, 1, 2])

    await masks.implementation.approve(key, context)
    const { cases, images } = await comparison.implementation.cases({ modelIds: ['student', 'teacher'] }, context)
    expect(cases).toMatchObject([{ ...key, version: 1, approvedBy: 'Anna', patientId: 'P9', models: [{ modelId: 'student', figures: { dice: 0.8 } }, { modelId: 'teacher' }] }])
    // What it takes to show the cases comes along: nobody asks for it case by case.
    expect(images).toMatchObject([{ id: key.instanceId, rows: expect.any(Number), frames: 3 }])
    const stopped = new AbortController()
    stopped.abort()
    expect(await refused(() => comparison.implementation.cases({ modelIds: ['student'] }, { ...context, person: context.person, signal: stopped.signal }))).not.toBeNull()
  })
})

it('encodes what it hands over as the page expects', async () => {
  predict()
  const { labels } = await comparison.implementation.mask({ ...key, source: { kind: 'current' } }, context)
  expect(labels).toEqual(encodeRuns(predictions['student']!))
})
