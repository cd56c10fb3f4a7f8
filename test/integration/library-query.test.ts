import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { ImageHeader } from '../../electron/dicom/image-header'
import type { ChoiceFilter, SeriesQuery } from '../../electron/ipc/contract/index'
import { decodeSeriesOrder } from '../../electron/ipc/series-order'
import { assignSeries } from '../../electron/storage/assignments'
import { Database } from '../../electron/storage/database'
import { LibraryStore } from '../../electron/storage/library-store'
import { MaskReview } from '../../electron/storage/mask-review'
import { MaskStore } from '../../electron/storage/mask-store'
import { migrate, migrations } from '../../electron/storage/migrations'
import { querySeries } from '../../electron/storage/query-series'
import { SeriesIndex } from '../../electron/storage/series-index'
import { addInstanceRow, headerOf, temporaryFolder } from './storage-fixtures'

let temporary: ReturnType<typeof temporaryFolder>
let database: Database
let index: SeriesIndex
let masks: MaskStore

beforeEach(() => {
  temporary = temporaryFolder()
  database = Database.open(join(temporary.folder, 'library.db'))
  migrate(database)
  index = new SeriesIndex(database)
  masks = new MaskStore(database)
  // Ids 1 to 4, imported in this order.
  add('1', '1.1', { patientName: 'MÜLLER^Åsa', patientId: 'P1', studyDate: '2026-02-01', primaryAngle: -32, secondaryAngle: 2 })
  add('1', '1.2', { patientName: 'MÜLLER^Åsa', patientId: 'P1', studyDate: '2026-02-01', seriesNumber: 2, primaryAngle: 40, secondaryAngle: -25 })
  add('2', '2.1', { patientName: 'Noll^Jo', patientId: 'P2', studyDate: '2026-03-05', modality: 'XA', frames: 20 })
  add('3', '3.1', { patientName: 'Zeta', patientId: 'P3', modality: 'OT', frames: 1 })
})
afterEach(() => {
  database.close()
  temporary.remove()
})

function add(study: string, series: string, changes: Partial<ImageHeader>): void {
  const header = headerOf({ studyInstanceUid: study, seriesInstanceUid: series, sopInstanceUid: `${series}.1`, ...changes })
  new LibraryStore(database).add(header, { hash: series, bytes: 1 }, `file-${series}.dcm`, 'tester')
}

const everything: SeriesQuery = { search: '', filters: { choices: {}, from: null, to: null }, sort: 'newest' }

function found(query: Partial<SeriesQuery>): number[] {
  return decodeSeriesOrder(querySeries(index.all(), { ...everything, ...query }).order).map(({ seriesId }) => seriesId)
}

function choices(name: ChoiceFilter, query: Partial<SeriesQuery> = {}): Record<string, number> {
  return Object.fromEntries(querySeries(index.all(), { ...everything, ...query }).choices[name].map(({ value, count }) => [value, count]))
}

/** A prediction of a frame whose first pixel says which it is. */
function predict(instanceId: number, frame: number, model: string, uncertainty: number, label = 1): void {
  const labels = new Uint8Array(24 * 32).fill(label, 0, 10 + frame)
  masks.replace({ instanceId, frame }, { name: 'segmentation', author: { kind: 'model', name: model }, status: 'predicted', prediction: { model, uncertainty } }, labels)
}

describe('searching series', () => {
  it('finds every word in names, ids, dates, descriptions, angles and file names, whatever its accents and capitals', () => {
    expect(found({ search: 'muller' })).toEqual([1, 2])
    expect(found({ search: ' ÅSA  mull' })).toEqual([1, 2])
    expect(found({ search: 'p1 lao 40' })).toEqual([2])
    expect(found({ search: '20260305' })).toEqual([3])
    expect(found({ search: '2026-03' })).toEqual([3])
    expect(found({ search: 'FILE-3.1' })).toEqual([4])
    expect(found({ search: 'muller noll' })).toEqual([])
  })

  it('knows a series that was added, renamed or removed since', () => {
    expect(found({ search: 'late' })).toEqual([])
    add('9', '9.1', { patientName: 'Late' })
    expect(found({ search: 'late' })).toEqual([5])
    database.run("UPDATE study SET patient_name = 'Renamed' WHERE patient_name = 'Late'")
    expect(found({ search: 'late' })).toEqual([])
    expect(found({ search: 'renamed' })).toEqual([5])
    new LibraryStore(database).removeSeries(5, 'tester')
    expect(found({ search: 'renamed' })).toEqual([])
    expect(querySeries(index.all(), everything).total).toBe(4)
  })
})

describe('filters', () => {
  it('pass series that have one of the chosen values, and count what each choice would leave', () => {
    predict(1, 0, 'A', 0.2)
    predict(2, 1, 'B', 0.5, 3)
    new MaskReview(database).approve({ instanceId: 2, frame: 1 }, 'tester')
    expect(choices('status')).toEqual({ unannotated: 4, predicted: 1, approved: 1 })
    expect(choices('model')).toEqual({ A: 1, B: 1 })
    expect(choices('label')).toEqual({ 1: 1, 3: 1 })
    expect(choices('modality')).toEqual({ XA: 3, OT: 1 })
    const approved = { choices: { status: ['approved'] }, from: null, to: null }
    expect(found({ filters: approved })).toEqual([2])
    // The filter's own choices are counted as if it were not set; the others beside it.
    expect(choices('status', { filters: approved })).toEqual({ unannotated: 4, predicted: 1, approved: 1 })
    expect(choices('model', { filters: approved })).toEqual({ A: 0, B: 1 })
    expect(found({ filters: { ...approved, choices: { status: ['approved', 'predicted'], model: ['A'] } } })).toEqual([1])
  })

  it('follow to whom a series is given', () => {
    database.run("INSERT INTO person (name, roles, active, created_at) VALUES ('Ann', '[]', 1, '')")
    const { id } = database.get<{ id: number }>("SELECT id FROM person WHERE name = 'Ann'")!
    assignSeries(database, [2, 3], 'annotate', id, 'tester')
    expect(choices('assignee')).toEqual({ Ann: 2 })
    expect(found({ filters: { choices: { assignee: ['Ann'] }, from: null, to: null } })).toEqual([3, 2])
    assignSeries(database, [3], 'annotate', null, 'tester')
    expect(found({ filters: { choices: { assignee: ['Ann'] }, from: null, to: null } })).toEqual([2])
  })

  it('take the days at both ends in, and leave out what has no date', () => {
    expect(found({ filters: { choices: {}, from: '2026-02-01', to: '2026-02-28' } })).toEqual([1, 2])
    expect(found({ filters: { choices: {}, from: '2026-02-02', to: null } })).toEqual([3])
    expect(found({ filters: { choices: {}, from: null, to: '2026-12-31' } })).toEqual([3, 1, 2])
  })

  it('follow undo and redo: a prediction belongs to the mask that it made', () => {
    predict(1, 0, 'A', 0.9)
    predict(1, 0, 'B', 0.1, 2)
    expect(index.all().get(1)).toMatchObject({ uncertainty: 0.1, choices: { label: ['2'], model: ['B'] } })
    masks.undo({ instanceId: 1, frame: 0 }, 'tester')
    expect(index.all().get(1)).toMatchObject({ uncertainty: 0.9, choices: { label: ['1'] } })
    masks.undo({ instanceId: 1, frame: 0 }, 'tester')
    expect(index.all().get(1)).toMatchObject({ uncertainty: null, choices: { label: [], model: [] } })
    masks.redo({ instanceId: 1, frame: 0 }, 'tester')
    expect(index.all().get(1)).toMatchObject({ uncertainty: 0.9, choices: { label: ['1'] } })
  })
})

describe('orders', () => {
  it('keep the studies of a patient together, except where single series are put in line', () => {
    add('4', '1.9', { patientName: 'MÜLLER^Åsa', patientId: 'P1', studyDate: '2020-01-01' })
    expect(found({ sort: 'newest' })).toEqual([5, 1, 2, 4, 3])
    expect(found({ sort: 'date' })).toEqual([3, 1, 2, 5, 4])
    expect(found({ sort: 'patient' })).toEqual([1, 2, 5, 3, 4])
    predict(2, 0, 'A', 0.3)
    predict(2, 1, 'A', 0.6)
    predict(3, 0, 'A', 0.4)
    expect(found({ sort: 'uncertain' })).toEqual([2, 3, 5, 4, 1])
    expect(found({ sort: 'unreviewed' })).toEqual([3, 5, 2, 1, 4])
    const patients = decodeSeriesOrder(querySeries(index.all(), everything).order).map(({ patient }) => patient)
    expect(patients).toEqual([0, 0, 0, 1, 2])
  })
})

it('summarises a library of the schema before, and finds its summaries again when it is opened anew', () => {
  const old = Database.open(join(temporary.folder, 'old.db'))
  migrate(old, migrations.slice(0, migrations.findIndex(({ script }) => script.includes('CREATE TABLE series_summary'))))
  addInstanceRow(old, headerOf({ patientName: 'Before^Then', frames: 7 }))
  migrate(old)
  expect([...new SeriesIndex(old).all().values()]).toMatchObject([{ frames: 7, text: expect.stringContaining('before then') }])
  expect(old.all('SELECT * FROM stale_series')).toEqual([])
  expect([...new SeriesIndex(old).all().values()]).toMatchObject([{ frames: 7 }])
  old.close()
})
