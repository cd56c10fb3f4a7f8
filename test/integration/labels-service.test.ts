import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { isVessel } from '../../electron/dicom/seg/concept-codes'
import type { LabelBook } from '../../electron/ipc/contract/index'
import { encodeRuns } from '../../electron/ipc/run-length'
import { maskPng } from '../../electron/services/frame-picture'
import { LabelsService } from '../../electron/services/labels-service'
import { readPng } from '../../electron/dicom/picture/read-png'
import { findAuditBreak } from '../../electron/storage/audit-log'
import { vesselLabelsOf } from '../../electron/storage/label-store'
import { openLibraryFolder, type LibraryFolder } from '../../electron/storage/library-folder'
import { samplesOfMasks } from '../../electron/storage/mask-samples'
import { MaskStore } from '../../electron/storage/mask-store'
import { contextOf } from '../helpers/call-context'
import { addInstanceRow, temporaryFolder } from './storage-fixtures'

const context = contextOf('annotator')

let temporary: ReturnType<typeof temporaryFolder>
let library: LibraryFolder
let labels: LabelsService

beforeEach(async () => {
  temporary = temporaryFolder()
  library = await openLibraryFolder(temporary.folder)
  labels = new LabelsService({ database: library.database })
})
afterEach(() => {
  library.close()
  temporary.remove()
})

const call = <Name extends keyof LabelsService['implementation']>(name: Name, input: Parameters<LabelsService['implementation'][Name]>[0]): LabelBook =>
  (labels.implementation[name] as (input: unknown, context: unknown) => LabelBook)(input, context)
const names = (book: LabelBook, schemeId = book.activeSchemeId) => book.schemes.find(({ id }) => id === schemeId)!.labelIds.map((id) => book.labels.find((label) => label.id === id)!.name)

function paint(label: number, frame = 0): void {
  const key = { instanceId: library.database.get<{ id: number }>('SELECT id FROM instance LIMIT 1')?.id ?? addInstanceRow(library.database), frame }
  const masks = new MaskStore(library.database)
  const rect = { x: 2, y: 3, width: 2, height: 2 }
  masks.applyPatch(key, masks.get(key).history.revision, { name: 'brush', author: { kind: 'human', name: 'annotator' }, status: 'corrected' }, rect, encodeRuns(new Uint8Array(4).fill(label)))
}

describe('the default scheme', () => {
  it('has the vessel as label 1, the arteries with branches, catheter and stenosis; only the catheter is no vessel', () => {
    const book = call('get', {})
    expect(names(book)).toEqual(['Vessel', 'LM', 'LAD', 'LCx', 'RCA', 'Catheter', 'Stenosis', 'D1', 'D2', 'Septal', 'Intermediate', 'OM1', 'OM2', 'Acute marginal', 'PDA', 'PLV'])
    expect(book.labels[0]).toEqual({ id: 1, name: 'Vessel', colour: '#ff7a45', vessel: true, locked: false, visible: true })
    expect(book.labels.filter(({ vessel }) => !vessel).map(({ name }) => name)).toEqual(['Catheter'])
  })

  it('says which labels of files are vessels: by name or by code, what the student is to find and nothing else', () => {
    for (const { name, vessel } of call('get', {}).labels) expect(isVessel(name, null), name).toBe(vessel)
    for (const name of ['Aorta', 'Stent', 'Guide wire', 'Nobody knows']) expect(isVessel(name, null), name).toBe(false)
    const codes = ['415582006', '264293000', '15825003', '19923001']
    expect(codes.map((value) => isVessel('Segment 1', { value, scheme: 'SCT', meaning: '' }))).toEqual([true, true, false, false])
  })

  it.each(['protanopia', 'deuteranopia', 'normal sight'] as const)('has main labels that stay apart with %s, over the vessel and on black', (sight) => {
    const seen = call('get', {}).labels.slice(0, 7).map(({ name, colour }) => ({ name, lab: labOf(simulated(colour, sight)) }))
    const close: string[] = []
    for (const [index, one] of seen.entries()) {
      for (const other of seen.slice(index + 1)) {
        const distance = Math.hypot(...one.lab.map((value, at) => value - other.lab[at]!))
        if (distance < 18) close.push(`${one.name} and ${other.name}: ${distance.toFixed(1)}`)
      }
      expect(one.lab[0], `lightness of ${one.name}`).toBeGreaterThan(35)
    }
    expect(close).toEqual([])
  })
})

describe('own schemes', () => {
  it('are created from labels, renamed, used, and removed except for the last; labels stay known', () => {
    let book = call('createScheme', { name: 'Right only', labelIds: [1, 5, 15, 5] })
    expect(book.schemes.at(-1)).toMatchObject({ name: 'Right only', labelIds: [1, 5, 15], id: book.activeSchemeId })
    expect(() => call('createScheme', { name: 'right ONLY', labelIds: [1] })).toThrow('name “right ONLY” already')
    expect(() => call('createScheme', { name: 'Broken', labelIds: [1, 99] })).toThrow('no label 99')
    expect(call('get', {}).schemes).toHaveLength(2)
    book = call('renameScheme', { schemeId: book.activeSchemeId, name: 'RCA only' })
    expect(book.schemes.at(-1)!.name).toBe('RCA only')
    book = call('chooseScheme', { schemeId: 1 })
    expect(book.activeSchemeId).toBe(1)
    book = call('removeScheme', { schemeId: 1 })
    expect([book.schemes.length, book.activeSchemeId, book.labels.length]).toEqual([1, book.schemes[0]!.id, 16])
    expect(() => call('removeScheme', { schemeId: book.activeSchemeId })).toThrow('is the only label scheme')
  })

  it('get new labels, labels of others, another order; every page hears of it and it lasts', async () => {
    const heard: string[] = []
    labels.events.subscribe((name) => heard.push(name))
    let book = call('createScheme', { name: 'Mine', labelIds: [1] })
    book = call('createLabel', { schemeId: book.activeSchemeId, name: 'Graft', colour: '#00ffaa', vessel: true })
    const graft = book.labels.at(-1)!
    expect(graft).toMatchObject({ id: 17, name: 'Graft' })
    book = call('addLabel', { schemeId: book.activeSchemeId, labelId: 6 })
    book = call('addLabel', { schemeId: book.activeSchemeId, labelId: 6 })
    book = call('moveLabel', { schemeId: book.activeSchemeId, labelId: 6, position: 1 })
    expect(names(book)).toEqual(['Vessel', 'Catheter', 'Graft'])
    book = call('changeLabel', { id: 17, name: 'Bypass', colour: '#112233', locked: true, visible: false })
    expect(heard).toHaveLength(6)
    library.close()
    library = await openLibraryFolder(temporary.folder)
    labels = new LabelsService({ database: library.database })
    expect(call('get', {})).toEqual(book)
    expect(book.labels.at(-1)).toEqual({ id: 17, name: 'Bypass', colour: '#112233', vessel: true, locked: true, visible: false })
    const acts = library.database.all<{ act: string }>("SELECT act FROM audit WHERE act LIKE 'labels:%' ORDER BY sequence").map(({ act }) => act)
    expect(acts).toEqual(['labels: create scheme', 'labels: create', 'labels: add to scheme', 'labels: change'])
    expect(await findAuditBreak(library.database)).toBeNull()
  })

  it('refuse to lose a label that masks use without being told to, and then keep its meaning', () => {
    paint(3, 0)
    paint(3, 1)
    expect(() => call('removeLabel', { schemeId: 1, labelId: 3, confirmed: false })).toThrow('“LAD” is used in the masks of 2 frames.')
    expect(names(call('get', {}))).toContain('LAD')
    const book = call('removeLabel', { schemeId: 1, labelId: 3, confirmed: true })
    expect(names(book)).not.toContain('LAD')
    expect(book.labels.find(({ id }) => id === 3)).toMatchObject({ name: 'LAD', colour: '#31b1ff' })
    expect(() => call('removeLabel', { schemeId: 1, labelId: 1, confirmed: true })).toThrow('what the student predicts')
  })

  it('forget a label that nothing uses, but not one that an act could bring back', () => {
    expect(call('removeLabel', { schemeId: 1, labelId: 16, confirmed: false }).labels.map(({ id }) => id)).not.toContain(16)
    paint(4)
    new MaskStore(library.database).undo({ instanceId: 1, frame: 0 }, 'annotator')
    expect(call('removeLabel', { schemeId: 1, labelId: 4, confirmed: false }).labels.map(({ id }) => id)).toContain(4)
    // The freed value is the next to be given away.
    expect(call('createLabel', { schemeId: 1, name: 'New', colour: '#445566', vessel: false }).labels.find(({ name }) => name === 'New')!.id).toBe(16)
  })
})

it('training sees the labels of vessels as foreground and a catheter as background', async () => {
  for (const [frame, label] of [1, 3, 6].entries()) paint(label, frame)
  const samples = samplesOfMasks(library.database, { seriesId: null, approvedOnly: false })
  expect(samples.map(({ vesselLabels }) => [1, 3, 6].filter((id) => vesselLabels.has(id)))).toEqual([[1, 3], [1, 3], [1, 3]])
  const picture = await readPng(await maskPng(Uint8Array.from([0, 1, 3, 6, 7, 200]), 2, 3, vesselLabelsOf(library.database)))
  expect([...picture.pixels]).toEqual([0, 255, 255, 0, 255, 0])
})

/** Viénot, Brettel & Mollon 1999: what a dichromat sees, from and to linear RGB. */
function simulated(colour: string, sight: 'protanopia' | 'deuteranopia' | 'normal sight'): [number, number, number] {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const value = Number.parseInt(colour.slice(at, at + 2), 16) / 255
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
  }) as [number, number, number]
  if (sight === 'protanopia') return [0.11238 * r + 0.88762 * g, 0.11238 * r + 0.88762 * g, 0.00401 * r - 0.00401 * g + b]
  if (sight === 'deuteranopia') return [0.29275 * r + 0.70725 * g, 0.29275 * r + 0.70725 * g, -0.02234 * r + 0.02234 * g + b]
  return [r, g, b]
}

const f = (value: number): number => (value > 0.008856 ? Math.cbrt(value) : 7.787 * value + 16 / 116)

/** CIE L*a*b* (D65) of linear RGB. */
function labOf([r, g, b]: [number, number, number]): [number, number, number] {
  const x = f((0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.9505)
  const y = f(0.2126 * r + 0.7152 * g + 0.0722 * b)
  const z = f((0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.089)
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)]
}
