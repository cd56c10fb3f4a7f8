import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { EngineClient } from '../../electron/engine/engine-access'
import type { FrameKey, ReviewStatus } from '../../electron/ipc/contract/index'
import type { RawFrame } from '../../electron/ipc/contract/engine'
import { decodeRuns, encodeRuns } from '../../electron/ipc/run-length'
import { ServiceError } from '../../electron/ipc/service-error'
import { UnreadableFileError } from '../../electron/dicom/unreadable-file-error'
import { MasksService } from '../../electron/services/masks-service'
import { ModelsService } from '../../electron/services/models-service'
import { SegmentationService } from '../../electron/services/segmentation-service'
import { findAuditBreak } from '../../electron/storage/audit-log'
import { openLibraryFolder, type LibraryFolder } from '../../electron/storage/library-folder'
import { LabelStore } from '../../electron/storage/label-store'
import { LibraryStore } from '../../electron/storage/library-store'
import { listVersions } from '../../electron/storage/mask-versions'
import { ReadingStore } from '../../electron/storage/reading-store'
import { contextOf } from '../helpers/call-context'
import { addInstanceRow, figuresOf, headerOf, temporaryFolder, writeModelFolder } from './storage-fixtures'

const context = contextOf('annotator')
const { rows, columns } = headerOf()

let temporary: ReturnType<typeof temporaryFolder>
let library: LibraryFolder
let masks: MasksService
let key: FrameKey
let events: [frame: number, revision: number, status: ReviewStatus][]

beforeEach(async () => {
  temporary = temporaryFolder()
  library = await openLibraryFolder(temporary.folder)
  masks = new MasksService({ database: library.database })
  key = { instanceId: addInstanceRow(library.database, headerOf({ frames: 8, patientId: 'P9' })), frame: 0 }
  events = []
  masks.events.subscribe((_name, payload) => {
    const { frame, revision, status } = payload as FrameKey & { revision: number; status: ReviewStatus }
    events.push([frame, revision, status])
  })
})
afterEach(() => {
  library.close()
  temporary.remove()
})

const brush = (frame: number, baseRevision: number) => masks.implementation.applyStroke({ ...key, frame, baseRevision, name: 'brush', rect: { x: 1, y: 1, width: 2, height: 2 }, labels: encodeRuns(new Uint8Array(4).fill(1)) }, context)
const predict = (frame: number) => masks.store.replace({ ...key, frame }, { name: 'segmentation', author: { kind: 'model', name: 'student (1)' }, status: 'predicted' }, new Uint8Array(rows * columns).fill(1, 5, 9))
const thrown = (act: () => unknown) => {
  try {
    act()
  } catch (error) {
    return error
  }
  return null
}

describe('the review of a frame', () => {
  it('goes from unannotated over predicted and corrected to approved, with a version and a place in the queue', async () => {
    expect(await masks.implementation.get(key, context)).toMatchObject({ status: 'unannotated', lastAuthor: null, rows, columns, labels: encodeRuns(new Uint8Array(rows * columns)) })
    predict(0)
    expect(masks.store.get(key)).toMatchObject({ status: 'predicted', lastAuthor: { kind: 'model', name: 'student (1)' } })
    expect(await brush(0, 1)).toMatchObject({ status: 'corrected', history: { revision: 2, undoable: 2, undoName: 'brush' } })
    const { version } = await masks.implementation.approve(key, context)
    expect(version).toMatchObject({ number: 1, author: { kind: 'human', name: 'annotator' }, reason: 'approved by annotator', hash: expect.stringMatching(/^[0-9a-f]{64}$/) })
    expect(masks.review.queue()).toMatchObject([{ ...key, approvedBy: 'annotator', patientId: 'P9', sourceName: 'phantom.dcm', seriesId: 1 }])
    expect(await masks.implementation.statuses({ instanceId: key.instanceId }, context)).toEqual([{ frame: 0, status: 'approved' }])
    expect(events).toEqual([[0, 2, 'corrected'], [0, 2, 'approved']])
  })

  it('keeps an approved mask from every change until it is reopened; its version stays', async () => {
    await brush(0, 0)
    await masks.implementation.approve(key, context)
    const before = masks.store.get(key)
    for (const act of [() => brush(0, 1), () => masks.implementation.undo(key, context), () => masks.implementation.redo(key, context), () => predict(0)]) {
      expect(thrown(act)).toMatchObject({ code: 'conflict', message: 'The mask of this frame is approved; reopen it before changing it.' })
    }
    expect(thrown(() => masks.implementation.approve(key, context))).toMatchObject({ code: 'conflict' })
    expect(masks.store.get(key)).toEqual(before)
    expect(await masks.implementation.reopen(key, context)).toEqual({ status: 'corrected' })
    expect(masks.review.queue()).toEqual([])
    await brush(0, 1)
    await masks.implementation.approve(key, context)
    expect(listVersions(library.database, key).map(({ number }) => number)).toEqual([1, 2])
    expect(thrown(() => masks.implementation.reopen({ ...key, frame: 3 }, context))).toMatchObject({ code: 'conflict' })
  })

  it('refuses to approve what nobody has drawn, and frames that do not exist', () => {
    expect(thrown(() => masks.implementation.approve(key, context))).toMatchObject({ code: 'conflict', message: expect.stringContaining('no mask yet') })
    for (const call of [masks.implementation.get, masks.implementation.undo, masks.implementation.approve]) {
      expect(thrown(() => call({ ...key, frame: 8 }, context))).toMatchObject({ code: 'not-found' })
      expect(thrown(() => call({ instanceId: 77, frame: 0 }, context))).toMatchObject({ code: 'not-found' })
    }
  })

  it('writes every step into the audit log with the hashes before and after', async () => {
    predict(0)
    await brush(0, 1)
    await masks.implementation.undo(key, context)
    await masks.implementation.redo(key, context)
    await masks.implementation.approve(key, context)
    await masks.implementation.reopen(key, context)
    const entries = library.database.all<{ who: string; act: string; old_hash: string; new_hash: string }>('SELECT who, act, old_hash, new_hash FROM audit ORDER BY sequence')
    expect(entries.map(({ who, act }) => `${who}: ${act}`)).toEqual([
      'student (1): mask: segmentation', 'annotator: mask: brush', 'annotator: undo: brush', 'annotator: redo: brush', 'annotator: mask: approve', 'annotator: mask: reopen',
    ])
    for (const [index, entry] of entries.entries()) if (index > 0) expect(entry.old_hash).toBe(entries[index - 1]!.new_hash)
    expect(entries[1]!.new_hash).not.toBe(entries[1]!.old_hash)
    expect(await findAuditBreak(library.database)).toBeNull()
  })
})

const vesselPixels = (frame: number) => decodeRuns(masks.store.get({ ...key, frame }).labels, rows * columns).reduce((sum, label) => sum + label, 0)

/** Frame N is filled with N; the engine double answers a mask of N + 1 vessel pixels. */
const readFrame = async (_instanceId: number, frame: number): Promise<RawFrame> => ({
  rows, columns, bitsAllocated: 8, signed: false, samplesPerPixel: 1, inverted: false, pixels: new Uint8Array(rows * columns).fill(frame),
})

describe('segmentation', () => {
  let models: ModelsService
  let segmentation: SegmentationService
  let inferred: number[]
  let running: number
  let most: number
  let onSegment: (frame: number, signal?: AbortSignal) => void | Promise<void>

  beforeEach(async () => {
    inferred = []
    running = 0
    most = 0
    onSegment = () => undefined
    const client = {
      segment: async ({ frame }: { frame: RawFrame }, options?: { signal?: AbortSignal }) => {
        const number = frame.pixels[0]!
        inferred.push(number)
        most = Math.max(most, ++running)
        await new Promise((done) => setTimeout(done, 5))
        await onSegment(number, options?.signal)
        running--
        return { probability: new Uint8Array(rows * columns), mask: new Uint8Array(rows * columns).fill(1, 0, number + 1), uncertainty: number / 10, inferenceMs: 4, postprocessMs: 1 }
      },
    } as unknown as EngineClient
    models = new ModelsService({ ...library, userName: 'annotator', evaluate: async () => figuresOf(0.9) })
    await models.registerShipped(writeModelFolder(`${temporary.folder}/shipped`, { name: 'Slim 1' }))
    segmentation = new SegmentationService({ library: new LibraryStore(library.database), masks, models, engine: { client }, readFrame, labels: () => new LabelStore(library.database).labels() })
  })

  it('of a frame becomes its mask as one undoable act, with its model and times', async () => {
    const { id } = models.published()
    const result = await segmentation.implementation.segmentFrame({ ...key, frame: 3 }, context)
    expect(result).toMatchObject({ ...key, frame: 3, modelId: id, modelName: 'Slim 1', vesselFraction: 4 / (rows * columns), timing: { inferenceMs: 4, postprocessMs: 1 } })
    expect(result.timing.totalMs).toBeGreaterThanOrEqual(result.timing.storeMs)
    expect(masks.store.get({ ...key, frame: 3 })).toMatchObject({ status: 'predicted', lastAuthor: { kind: 'model', name: `Slim 1 (${id})` }, history: { undoName: 'segmentation' } })
    const predicted = [{ frame: 3, model: `Slim 1 (${id})`, uncertainty: 0.3 }]
    expect(await masks.implementation.predictions({ instanceId: key.instanceId }, context)).toEqual(predicted)
    expect(vesselPixels(3)).toBe(4)
    expect(events).toEqual([[3, 1, 'predicted']])
    await brush(3, 1)
    // What the model said is about its own mask.
    expect(await masks.implementation.predictions({ instanceId: key.instanceId }, context)).toEqual([])
    await masks.implementation.undo({ ...key, frame: 3 }, context)
    expect(await masks.implementation.predictions({ instanceId: key.instanceId }, context)).toEqual(predicted)
    await masks.implementation.redo({ ...key, frame: 3 }, context)
    await segmentation.implementation.segmentFrame({ ...key, frame: 3 }, context)
    await masks.implementation.undo({ ...key, frame: 3 }, context)
    expect(masks.store.get({ ...key, frame: 3 }).status).toBe('corrected')
  })

  it('leaves labels that are locked or hidden as they are', async () => {
    const labels = new LabelStore(library.database)
    masks.store.replace(key, { name: 'drawn', author: { kind: 'human', name: 'annotator' }, status: 'corrected' }, new Uint8Array(rows * columns).fill(3, 0, 2).fill(6, 8, 10).fill(4, 20, 30))
    labels.changeLabel({ id: 3, locked: true }, 'annotator')
    labels.changeLabel({ id: 6, visible: false }, 'annotator')
    onSegment = () => undefined
    await segmentation.implementation.segmentFrame({ ...key, frame: 0 }, context)
    const seen = decodeRuns(masks.store.get(key).labels, rows * columns)
    expect([...seen.subarray(0, 11)]).toEqual([3, 3, 0, 0, 0, 0, 0, 0, 6, 6, 0])
    expect(seen.includes(4)).toBe(false)
  })

  it('of an approved frame is refused before and after the engine was at it', async () => {
    await brush(2, 0)
    await masks.implementation.approve({ ...key, frame: 2 }, context)
    await expect(segmentation.implementation.segmentFrame({ ...key, frame: 2 }, context)).rejects.toMatchObject({ code: 'conflict', message: expect.stringContaining('approved; reopen it') })
    expect(inferred).toEqual([])
    await brush(4, 0)
    onSegment = () => void masks.implementation.approve({ ...key, frame: 4 }, context)
    await expect(segmentation.implementation.segmentFrame({ ...key, frame: 4 }, context)).rejects.toMatchObject({ code: 'conflict' })
    expect(vesselPixels(4)).toBe(4)
  })

  it('of a run does each frame once, two at a time, and leaves what a person has done', async () => {
    await brush(1, 0)
    await brush(2, 0)
    await masks.implementation.approve({ ...key, frame: 2 }, context)
    predict(5)
    onSegment = async (frame) => void (frame === 6 && (await brush(6, 0)))
    const progress: number[][] = []
    const result = await segmentation.implementation.segmentRun({ instanceId: key.instanceId }, { ...context, progress: ({ done, total, frame }) => progress.push([done, total, frame]) })
    expect(result).toEqual({ segmented: 5, kept: 3 })
    expect(inferred.toSorted()).toEqual([0, 3, 4, 5, 6, 7])
    expect(most).toBe(2)
    expect(progress.map(([done, total]) => `${done}/${total}`)).toEqual(['1/8', '2/8', '3/8', '4/8', '5/8', '6/8', '7/8', '8/8'])
    expect((await masks.implementation.statuses({ instanceId: key.instanceId }, context)).map(({ status }) => status)).toEqual([
      'predicted', 'corrected', 'approved', 'predicted', 'predicted', 'predicted', 'corrected', 'predicted',
    ])
    expect([1, 2, 6].map(vesselPixels)).toEqual([4, 4, 4])
    inferred = []
    expect(await segmentation.implementation.segmentRun({ instanceId: key.instanceId, fromFrame: 6 }, context)).toEqual({ segmented: 1, kept: 1 })
  })

  it('leaves a frame that somebody is reading independently to that person', async () => {
    const readings = new ReadingStore(library.database, masks.store)
    const read = (frame: number) => readings.start({ ...key, frame }, 'Ben', { labels: new Uint8Array(rows * columns), change: { name: 'Independent reading', author: { kind: 'human', name: 'Ben' }, status: 'predicted' } })
    read(2)
    await expect(segmentation.implementation.segmentFrame({ ...key, frame: 2 }, context)).rejects.toMatchObject({ code: 'conflict', message: expect.stringContaining('Ben is reading this frame independently') })
    expect(inferred).toEqual([])
    onSegment = (frame) => void (frame === 6 && read(6))
    expect(await segmentation.implementation.segmentRun({ instanceId: key.instanceId }, context)).toEqual({ segmented: 6, kept: 2 })
    expect([2, 6].map(vesselPixels)).toEqual([0, 0])
    await segmentation.implementation.segmentFrame({ ...key, frame: 2 }, contextOf('Ben'))
    expect(vesselPixels(2)).toBe(3)
  })

  it('of a run ends when cancelled, and with the first failure', async () => {
    const controller = new AbortController()
    onSegment = (frame) => void (frame === 2 && controller.abort(new ServiceError('cancelled', 'cancelled')))
    await expect(segmentation.implementation.segmentRun({ instanceId: key.instanceId }, { ...context, signal: controller.signal })).rejects.toMatchObject({ code: 'cancelled' })
    expect(inferred.length).toBeLessThan(6)
    onSegment = () => {
      throw new ServiceError('engine-died', 'The engine was killed.')
    }
    inferred = []
    await expect(segmentation.implementation.segmentRun({ instanceId: key.instanceId }, context)).rejects.toMatchObject({ code: 'engine-died' })
    expect(inferred.length).toBeLessThanOrEqual(2)
  })

  it('names the file when a frame cannot be decoded, and the frame that is not there', async () => {
    const broken = new SegmentationService({
      library: new LibraryStore(library.database), masks, models, engine: { client: {} as EngineClient }, labels: () => [],
      readFrame: async () => {
        throw new UnreadableFileError('truncated', 'run.dcm cannot be read: it ends inside frame 3.')
      },
    })
    await expect(broken.implementation.segmentFrame(key, context)).rejects.toMatchObject({ code: 'unreadable-file', message: 'run.dcm cannot be read: it ends inside frame 3.' })
    await expect(segmentation.implementation.segmentFrame({ ...key, frame: 8 }, context)).rejects.toMatchObject({ code: 'not-found' })
    await expect(segmentation.implementation.segmentRun({ instanceId: key.instanceId, fromFrame: 8 }, context)).rejects.toMatchObject({ code: 'not-found' })
  })
})
