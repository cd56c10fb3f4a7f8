import { beforeEach, describe, expect, it } from 'vitest'
import type { Client } from '../../electron/ipc/contract'
import type { Label, LabelBook, labelsContract } from '../../electron/ipc/contract/index'
import { encodeRuns, labelsInRuns } from '../../electron/ipc/run-length'
import { writableLabels } from '../../electron/ipc/label-lock'
import { paletteOf } from '../../renderer/labels/label-palette'
import { activeLabel, chooseLabelAt, offeredLabels, useLabels, watchLabels } from '../../renderer/labels/label-store'
import { outlineOfTile } from '../../renderer/masks/outline'

const label = (id: number, more: Partial<Label> = {}): Label => ({ id, name: `Label ${id}`, colour: '#102030', vessel: true, locked: false, visible: true, ...more })
const book: LabelBook = {
  labels: [label(1), label(2, { locked: true }), label(5, { visible: false }), label(9)],
  schemes: [{ id: 1, name: 'One', labelIds: [5, 1] }, { id: 2, name: 'Two', labelIds: [2, 9, 1] }],
  activeSchemeId: 2,
}

describe('labels of the page', () => {
  let tell: (book: LabelBook) => void
  beforeEach(async () => {
    const client = { get: () => Promise.resolve(book), on: (_name: string, listener: typeof tell) => ((tell = listener), () => undefined) }
    await watchLabels(client as unknown as Client<typeof labelsContract>)
  })

  it('offer the active scheme in its order and are chosen by place', () => {
    expect(offeredLabels(book).map(({ id }) => id)).toEqual([2, 9, 1])
    chooseLabelAt(1)
    expect(activeLabel()?.id).toBe(9)
    chooseLabelAt(7)
    expect(activeLabel()?.id).toBe(9)
  })

  it('keep the choice while the scheme offers it, else take the first that it offers', () => {
    chooseLabelAt(1)
    tell({ ...book, labels: book.labels.map((each) => ({ ...each, name: 'other' })) })
    expect(activeLabel()).toMatchObject({ id: 9, name: 'other' })
    tell({ ...book, activeSchemeId: 1 })
    expect(useLabels.getState().activeId).toBe(5)
  })
})

describe('how labels are drawn and protected', () => {
  it('background and hidden labels are transparent, labels that nobody knows are not', () => {
    const { pixels, shown } = paletteOf(book)
    expect(pixels[1]).toBe(0xff302010)
    expect([pixels[0], pixels[5], shown[0], shown[5], shown[2]]).toEqual([0, 0, 0, 0, 2])
    expect(pixels[200]! >>> 24).toBe(255)
  })

  it('locked and hidden labels are not writable; background always is', () => {
    expect([0, 1, 2, 5, 9, 200].map((id) => writableLabels(book.labels)[id])).toEqual([1, 1, 0, 0, 1, 1])
  })

  it('the outline runs between labels and not around hidden ones', () => {
    const labels = Uint8Array.from([1, 1, 9, 9, 5, 5, 0, 0])
    const vertical = outlineOfTile({ labels, columns: 8, rows: 1 }, { x: 0, y: 0, width: 8, height: 1 }, paletteOf(book).shown)
    const edges: number[] = []
    for (let at = 0; at < vertical.length; at += 4) if (vertical[at] === vertical[at + 2]) edges.push(vertical[at]!)
    expect(edges.sort((one, other) => one - other)).toEqual([0, 2, 4])
  })

  it('labels are found in run-length data without decoding it', () => {
    const labels = new Uint8Array(70_000).fill(7, 100, 40_000).fill(255, 40_000, 40_001)
    expect([...labelsInRuns(encodeRuns(labels))].sort((one, other) => one - other)).toEqual([0, 7, 255])
  })
})
