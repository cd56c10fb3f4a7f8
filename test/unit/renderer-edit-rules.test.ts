import { beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import type { LabelBook, Person } from '../../electron/ipc/contract/index'
import { setUpWords } from '../../renderer/i18n'
import { useLabels } from '../../renderer/labels/label-store'
import { editRefusal } from '../../renderer/masks/edit-rules'
import type { FrameMask } from '../../renderer/masks/frame-mask'
import type { FrameMaskStore } from '../../renderer/masks/frame-mask-store'
import { usePeople } from '../../renderer/people/people-store'
import { acceptPreviews } from '../../renderer/propagation/propagate'
import { usePropagation } from '../../renderer/propagation/propagation-store'
import { copyMask } from '../../renderer/tools/copy-mask'

const told: string[] = []
vi.mock('../../renderer/shell/notify', () => ({ notify: (_kind: string, message: string) => told.push(message) }))

/** Masks of one run by frame, four pixels each, and what becomes of them. */
const frames = new Map<number, FrameMask>()
const changed = vi.fn()
const masks = {
  load: async ({ frame }: { frame: number }) => frames.get(frame)!,
  change: (mask: FrameMask, after: Uint8Array, name: string) => changed(mask.key.frame, [...after], name),
} as unknown as FrameMaskStore
const key = (frame: number) => ({ instanceId: 1, frame })
const person = (roles: Person['roles']) => ({ id: 1, name: 'Anna', roles, active: true }) as Person

beforeAll(setUpWords)
beforeEach(() => {
  told.length = 0
  changed.mockReset()
  for (const [frame, status, labels] of [[0, 'corrected', [1, 2, 0, 0]], [1, 'approved', [0, 0, 0, 0]], [2, 'unannotated', [0, 0, 0, 0]]] as const) {
    frames.set(frame, { key: key(frame), facts: { status }, labels: Uint8Array.from(labels), pixels: labels.filter((label) => label !== 0).length } as unknown as FrameMask)
  }
  usePeople.setState({ me: person(['annotator']) })
  useLabels.setState({ book: { labels: [{ id: 1, locked: false, visible: true }, { id: 2, locked: true, visible: true }] } as LabelBook })
  usePropagation.setState({ instanceId: null, source: 0, previews: new Map() })
})

const propose = (frame: number): void => usePropagation.setState({ instanceId: 1, previews: new Map([[frame, { image: { rows: 1, columns: 4, labels: Uint8Array.of(1, 1, 2, 0) }, confidence: 0.9 }]]) })

describe('whether a mask may be changed', () => {
  it('is decided by the person, a waiting proposal and an approval', () => {
    expect([0, 1, 2].map((frame) => editRefusal(frames.get(frame)!))).toEqual([null, 'approved', null])
    propose(2)
    expect(editRefusal(frames.get(2)!)).toBe('proposal-waits')
    usePeople.setState({ me: person(['researcher']) })
    expect([0, 1, 2].map((frame) => editRefusal(frames.get(frame)!))).toEqual(['not-annotator', 'not-annotator', 'not-annotator'])
  })
})

describe.each([
  ['copying a mask onto a frame', (frame: number) => copyMask(masks, key(0), key(frame), () => undefined), [1, 0, 0, 0]],
  ['accepting a proposal', (frame: number) => (propose(frame), acceptPreviews(masks, [frame])), [1, 1, 0, 0]],
] as const)('%s', (_act, act, after) => {
  it('follows the same rules and leaves locked labels where they are', async () => {
    await act(2)
    expect(changed).toHaveBeenCalledExactlyOnceWith(2, after, expect.stringContaining('frame 1'))
    await act(1)
    usePeople.setState({ me: person(['researcher']) })
    await act(2)
    expect(changed).toHaveBeenCalledOnce()
    expect(told).toHaveLength(2)
  })
})

describe('copying a mask onto a frame with a proposal', () => {
  it('waits for the word on it', async () => {
    propose(2)
    await copyMask(masks, key(0), key(2), () => undefined)
    expect(changed).not.toHaveBeenCalled()
    expect(told).toEqual(['Frame 3 has a proposal. Accept or reject it before copying onto it.'])
  })
})
