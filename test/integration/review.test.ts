import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { FrameKey } from '../../electron/ipc/contract/index'
import { roles, type Role } from '../../electron/ipc/permissions'
import { encodeRuns } from '../../electron/ipc/run-length'
import type { ServiceError } from '../../electron/ipc/service-error'
import { MasksService } from '../../electron/services/masks-service'
import { ReviewService } from '../../electron/services/review-service'
import { readAuditEntries } from '../../electron/storage/audit-log'
import { type LibraryFolder, openLibraryFolder } from '../../electron/storage/library-folder'
import { PersonStore } from '../../electron/storage/person-store'
import { contextOf } from '../helpers/call-context'
import { addInstanceRow, headerOf, temporaryFolder } from './storage-fixtures'

const { rows, columns } = headerOf()

let temporary: ReturnType<typeof temporaryFolder>
let library: LibraryFolder
let masks: MasksService
let review: ReviewService
let people: PersonStore
let key: FrameKey
let other: FrameKey
let announced: number

beforeEach(async () => {
  temporary = temporaryFolder()
  library = await openLibraryFolder(temporary.folder)
  people = new PersonStore(library.database)
  people.create('Ada', roles, 'Ada')
  masks = new MasksService({ database: library.database })
  review = new ReviewService({ database: library.database, masks })
  key = { instanceId: addInstanceRow(library.database), frame: 0 }
  other = { instanceId: addInstanceRow(library.database, headerOf({ seriesInstanceUid: '1.2.3.9', sopInstanceUid: '1.2.3.9.1' })), frame: 0 }
  announced = 0
  review.events.subscribe(() => announced++)
})
afterEach(() => {
  library.close()
  temporary.remove()
})

/** What a person is given with calls; the profile is made at the first one. */
function as(name: string, ...own: Role[]) {
  const person = people.list().find((each) => each.name === name) ?? people.create(name, own, 'Ada')
  return contextOf(name, person)
}

function refused(act: () => unknown): { code: string; message: string } | null {
  try {
    act()
    return null
  } catch (error) {
    return { code: (error as ServiceError).code, message: (error as Error).message }
  }
}

const predict = (at: FrameKey) => masks.store.replace(at, { name: 'segmentation', author: { kind: 'model', name: 'student (1)' }, status: 'predicted' }, new Uint8Array(rows * columns).fill(1, 5, 9))
const paint = (at: FrameKey, context: ReturnType<typeof as>, x = 1) =>
  masks.implementation.applyStroke({ ...at, baseRevision: masks.store.get(at).history.revision, name: 'brush', rect: { x, y: 1, width: 2, height: 2 }, labels: encodeRuns(new Uint8Array(4).fill(1)) }, context)
const status = (at: FrameKey) => masks.store.status(at)
const frame = async (context: ReturnType<typeof as>, at: FrameKey = key) => review.implementation.frame(at, context)
const list = async (context: ReturnType<typeof as>, unassigned = true) => review.implementation.worklist({ unassigned, limit: 100 }, context)

describe('approving', () => {
  it('one works alone: own masks, as long as nobody else works here', () => {
    paint(key, as('Ada'))
    expect(refused(() => masks.implementation.approve(key, as('Ada')))).toBeNull()
    as('Ben', 'annotator')
    paint(other, as('Ada'))
    expect(refused(() => masks.implementation.approve(other, as('Ada')))).toMatchObject({ code: 'forbidden', message: expect.stringContaining('You corrected this mask last') })
  })

  it.each([
    ['alone', 'annotator', true, false], ['alone', 'annotator', false, false], ['alone', 'reviewer', true, false], ['alone', 'reviewer', false, true], ['alone', 'admin', true, false],
    ['always', 'annotator', true, true], ['always', 'annotator', false, false], ['always', 'reviewer', true, true], ['always', 'researcher', false, false],
    ['never', 'annotator', true, false], ['never', 'reviewer', false, true], ['never', 'admin', true, false],
  ] as const)('with own approval %s, somebody who is %s and whose own mask it is (%s) may: %s', async (ownApproval, role, isOwn, mayApprove) => {
    people.changeSettings({ ownApproval }, 'Ada')
    paint(key, isOwn ? as('Ben', role) : as('Ada'))
    const refusal = refused(() => masks.implementation.approve(key, as('Ben', role)))
    expect(refusal?.code ?? null).toBe(mayApprove ? null : 'forbidden')
    if (refusal) expect((await frame(as('Ben'))).refusal).toBe(refusal.message)
    expect(status(key)).toBe(mayApprove ? 'approved' : 'corrected')
  })

  it('never means never, also alone', () => {
    people.changeSettings({ ownApproval: 'never' }, 'Ada')
    paint(key, as('Ada'))
    expect(refused(() => masks.implementation.approve(key, as('Ada')))).toMatchObject({ code: 'forbidden' })
    predict(other)
    expect(refused(() => masks.implementation.approve(other, as('Ada')))).toBeNull()
  })

  it('is taken back by reviewers, and by whoever gave it', () => {
    people.changeSettings({ ownApproval: 'always' }, 'Ada')
    paint(key, as('Ben', 'annotator'))
    masks.implementation.approve(key, as('Ben'))
    expect(refused(() => masks.implementation.reopen(key, as('Cleo', 'annotator')))).toMatchObject({ code: 'forbidden' })
    expect(refused(() => masks.implementation.reopen(key, as('Ben')))).toBeNull()
    masks.implementation.approve(key, as('Ben'))
    expect(refused(() => masks.implementation.reopen(key, as('Dan', 'reviewer')))).toBeNull()
  })
})

describe('handing in and returning', () => {
  it('goes from predicted over corrected, handed in, returned, corrected again to approved, and every word of it is kept', async () => {
    const [ann, rae] = [as('Ann', 'annotator'), as('Rae', 'reviewer')]
    predict(key)
    paint(key, ann)
    expect(await review.implementation.submit({ ...key, comment: '' }, ann)).toEqual({ status: 'corrected' })
    expect(await frame(rae)).toMatchObject({ submitted: true, lastCorrectedBy: 'Ann', refusal: null })
    expect(await review.implementation.return({ ...key, comment: 'The side branch is missing.' }, rae)).toEqual({ status: 'returned' })
    expect(await frame(ann)).toMatchObject({ submitted: false, notes: [{ who: 'Ann', act: 'submit' }, { who: 'Rae', act: 'return', comment: 'The side branch is missing.' }] })
    paint(key, ann, 5)
    expect(status(key)).toBe('corrected')
    await review.implementation.submit({ ...key, comment: 'Added.' }, ann)
    await masks.implementation.approve(key, rae)
    expect((await frame(ann)).notes.map(({ who, act, comment }) => `${who} ${act} ${comment}`.trim())).toEqual(['Ann submit', 'Rae return The side branch is missing.', 'Ann submit Added.', 'Rae approve'])
    const acts = readAuditEntries(library.database, 0, 100).filter(({ act }) => act.startsWith('mask:'))
    expect(acts.map(({ who, act, reason }) => `${who} ${act} ${reason}`.trim())).toEqual([
      'student (1) mask: segmentation', 'Ann mask: brush', 'Ann mask: submit', 'Rae mask: return The side branch is missing.', 'Ann mask: brush', 'Ann mask: submit Added.', 'Rae mask: approve version 2',
    ])
    expect(announced).toBeGreaterThan(3)
  })

  it('is told of once per step, not with every stroke', async () => {
    const [ann, rae] = [as('Ann', 'annotator'), as('Rae', 'reviewer')]
    const steps: [step: string, act: () => unknown, told: number][] = [
      ['a prediction', () => masks.announced(key, predict(key)), 1], ['the first stroke on it', () => paint(key, ann), 1], ['strokes by the same person', () => [3, 5, 7].forEach((x) => paint(key, ann, x)), 0],
      ['undo of one of them', () => masks.implementation.undo(key, ann), 0], ['handing in', () => review.implementation.submit({ ...key, comment: '' }, ann), 1],
      ['handing in with a word', () => review.implementation.submit({ ...key, comment: 'As agreed.' }, ann), 1], ['a stroke after that', () => paint(key, ann, 9), 1],
      ['undo to what was handed in', () => masks.implementation.undo(key, ann), 1], ['a stroke by somebody else', () => paint(key, rae, 11), 1], ['a note', () => review.implementation.note({ ...key, comment: 'See frame 3.' }, rae), 1],
      ['a stroke on another frame', () => paint(other, rae), 1], ['returning', () => review.implementation.return({ ...key, comment: 'no' }, rae), 1], ['another prediction', () => masks.announced(key, predict(key)), 1],
    ]
    for (const [step, act, told] of steps) {
      announced = 0
      await act()
      expect(announced, step).toBe(told)
    }
  })

  it('returned content stays returned through undo and redo, and comes back only as that content', async () => {
    const ann = as('Ann', 'annotator')
    predict(key)
    paint(key, ann)
    await review.implementation.return({ ...key, comment: 'no' }, as('Rae', 'reviewer'))
    await masks.implementation.undo(key, ann)
    expect(status(key)).toBe('predicted')
    await masks.implementation.redo(key, ann)
    expect(status(key)).toBe('returned')
    paint(key, ann, 5)
    expect(status(key)).toBe('corrected')
    await masks.implementation.undo(key, ann)
    expect(status(key)).toBe('returned')
    expect(refused(() => review.implementation.submit({ ...key, comment: '' }, ann))).toMatchObject({ code: 'conflict' })
    expect(await review.implementation.submit({ ...key, comment: 'I think it is right.' }, ann)).toEqual({ status: 'corrected' })
    await masks.implementation.redo(key, ann)
    await masks.implementation.undo(key, ann)
    expect(status(key)).toBe('corrected')
    expect((await frame(ann)).submitted).toBe(true)
  })

  it('a change after handing in takes it back, and undoing the change hands it in again', async () => {
    const ann = as('Ann', 'annotator')
    paint(key, ann)
    await review.implementation.submit({ ...key, comment: '' }, ann)
    paint(key, ann, 5)
    expect((await frame(ann)).submitted).toBe(false)
    await masks.implementation.undo(key, ann)
    expect((await frame(ann)).submitted).toBe(true)
  })

  it('an approved mask can be returned, which takes it out of the queue', async () => {
    predict(key)
    await masks.implementation.approve(key, as('Ada'))
    await review.implementation.return({ ...key, comment: 'the catheter' }, as('Rae', 'reviewer'))
    expect([status(key), masks.review.queue()]).toEqual(['returned', []])
    expect(refused(() => review.implementation.return({ ...key, comment: 'again' }, as('Rae')))).toMatchObject({ code: 'conflict' })
  })

  it('needs a mask', () => {
    for (const act of ['submit', 'return', 'note'] as const) expect(refused(() => review.implementation[act]({ ...key, comment: 'x' }, as('Ada')))).toMatchObject({ code: 'conflict', message: expect.stringContaining('no mask yet') })
    expect(refused(() => review.implementation.submit({ ...key, frame: 9, comment: '' }, as('Ada')))).toMatchObject({ code: 'not-found' })
  })
})

describe('the worklist', () => {
  it('has returned frames first, then what nobody has begun, and is empty for those whose turn it is not', async () => {
    const [ann, rae, tom] = [as('Ann', 'annotator'), as('Rae', 'reviewer'), as('Tom', 'researcher')]
    predict({ ...key, frame: 1 })
    predict({ ...key, frame: 2 })
    paint({ ...key, frame: 2 }, ann)
    paint({ ...key, frame: 3 }, ann)
    await review.implementation.submit({ ...key, frame: 3, comment: '' }, ann)
    expect((await list(ann)).items.map((item) => [item.frame, item.duty, item.status])).toEqual([[1, 'annotate', 'predicted'], [2, 'annotate', 'corrected']])
    expect((await list(ann)).counts).toEqual({ returned: 0, annotate: 2, review: 0, waiting: 1, approved: 0 })
    expect((await list(rae)).items.map((item) => [item.frame, item.duty, item.by])).toEqual([[3, 'review', 'Ann']])
    await review.implementation.return({ ...key, frame: 3, comment: 'wider' }, rae)
    expect((await list(ann)).items.map((item) => [item.frame, item.status, item.comment])).toEqual([[3, 'returned', 'wider'], [1, 'predicted', ''], [2, 'corrected', '']])
    expect((await list(rae)).items).toEqual([])
    expect((await list(tom)).items).toEqual([])
  })

  it('goes by who was given what', async () => {
    const [ann, ben, rae] = [as('Ann', 'annotator'), as('Ben', 'annotator'), as('Rae', 'reviewer')]
    predict(key)
    predict(other)
    const assign = (seriesIds: number[], duty: 'annotate' | 'review', personId: number | null) => review.implementation.assign({ seriesIds, duty, personId }, rae)
    await assign([1], 'annotate', ben.person.id)
    const instances = async (context: ReturnType<typeof as>, unassigned = true) => (await list(context, unassigned)).items.map(({ instanceId, assigned }) => [instanceId, assigned])
    expect(await instances(ann)).toEqual([[other.instanceId, false]])
    expect(await instances(ann, false)).toEqual([])
    expect(await instances(ben)).toEqual([[key.instanceId, true], [other.instanceId, false]])
    expect(await instances(ben, false)).toEqual([[key.instanceId, true]])
    paint(other, ann)
    expect(await instances(ann, false), 'one stays with what one has begun').toEqual([[other.instanceId, false]])
    await assign([1], 'annotate', null)
    expect(await review.implementation.assignments({}, rae)).toEqual([])
    expect(await instances(ann)).toHaveLength(2)
    expect(refused(() => review.implementation.assign({ seriesIds: [2, 77], duty: 'review', personId: rae.person.id }, rae))).toMatchObject({ code: 'not-found' })
    expect(await review.implementation.assignments({}, rae), 'all or none').toEqual([])
  })

  it('shows a series given to somebody before anything is done on it', async () => {
    const ann = as('Ann', 'annotator')
    await review.implementation.assign({ seriesIds: [2], duty: 'annotate', personId: ann.person.id }, as('Rae', 'reviewer'))
    expect((await list(ann, false)).items).toMatchObject([{ ...other, frame: 2, status: 'unannotated', assigned: true }])
    paint({ ...other, frame: 1 }, ann)
    expect((await list(ann, false)).items).toMatchObject([{ ...other, frame: 1, status: 'corrected' }])
  })

  it('never offers to review what one has corrected last, unless that is allowed', async () => {
    const rae = as('Rae', 'reviewer')
    paint(key, rae)
    await review.implementation.submit({ ...key, comment: '' }, rae)
    expect(await list(rae)).toMatchObject({ items: [], counts: { waiting: 1 } })
    expect((await list(as('Ron', 'reviewer'))).items).toHaveLength(1)
    people.changeSettings({ ownApproval: 'always' }, 'Ada')
    expect((await list(rae)).items).toHaveLength(1)
  })
})

describe('time spent', () => {
  it('adds up by frame and person, and is kept', async () => {
    const [ann, rae] = [as('Ann', 'annotator'), as('Rae', 'reviewer')]
    await review.implementation.spend({ entries: [{ ...key, milliseconds: 1500 }, { ...key, frame: 1, milliseconds: 10 }, { instanceId: 99, frame: 0, milliseconds: 5 }] }, ann)
    await review.implementation.spend({ entries: [{ ...key, milliseconds: 500 }] }, ann)
    await review.implementation.spend({ entries: [{ ...key, milliseconds: 1000 }] }, rae)
    library.close()
    library = await openLibraryFolder(temporary.folder)
    masks = new MasksService({ database: library.database })
    review = new ReviewService({ database: library.database, masks })
    expect((await frame(ann)).milliseconds).toEqual({ all: 3000, own: 2000 })
    expect((await frame(rae)).milliseconds).toEqual({ all: 3000, own: 1000 })
  })
})
