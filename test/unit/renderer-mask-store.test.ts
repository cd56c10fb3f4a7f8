import { describe, expect, it } from 'vitest'
import type { Client } from '../../electron/ipc/contract'
import type { HistoryState, MaskState, Patch, ReviewStatus, masksContract } from '../../electron/ipc/contract/index'
import { pasteLabels } from '../../electron/ipc/label-rectangle'
import { decodeRuns, encodeRuns } from '../../electron/ipc/run-length'
import { ServiceError } from '../../electron/ipc/service-error'
import type { FrameMask } from '../../renderer/masks/frame-mask'
import { FrameMaskStore } from '../../renderer/masks/frame-mask-store'
import type { MaskProblem } from '../../renderer/masks/frame-mask-store'
import { countLabels } from '../../renderer/masks/label-counts'
import { cutOut } from '../../renderer/masks/rectangle'
import type { Rectangle } from '../../renderer/masks/rectangle'

const columns = 64
const rows = 48
const key = { instanceId: 7, frame: 3 }

interface Act {
  name: string
  rect: Rectangle
  before: Uint8Array
  after: Uint8Array
}

/** The masks service of one frame, in memory, with the same rules as the real one; answers when it is told to. */
class ServiceInMemory {
  labels = new Uint8Array(columns * rows)
  revision = 0
  status: ReviewStatus = 'unannotated'
  done: Act[] = []
  undone: Act[] = []
  baseRevisions: number[] = []
  failNext: Error | null = null
  /** The next stroke is stored, but its answer is lost with the connection. */
  loseNextAnswer = false
  held: (() => void)[] | null = null
  private listeners = new Set<(payload: { instanceId: number; frame: number; revision: number; status: ReviewStatus }) => void>()

  readonly client = {
    get: () => Promise.resolve(this.state()),
    applyStroke: async (input: { baseRevision: number; name: string; rect: Rectangle; labels: Uint8Array }) => {
      await this.turn()
      this.baseRevisions.push(input.baseRevision)
      if (input.baseRevision !== this.revision || this.status === 'approved') throw new ServiceError('conflict', 'The mask was changed elsewhere.')
      const after = decodeRuns(input.labels, input.rect.width * input.rect.height)
      this.done.push({ name: input.name, rect: input.rect, before: cutOut(this.labels, columns, input.rect), after })
      this.undone = []
      pasteLabels(this.labels, columns, input.rect, after)
      const answer = this.changed('corrected', !this.loseNextAnswer)
      if (!this.loseNextAnswer) return answer
      this.loseNextAnswer = false
      throw new ServiceError('closed', 'the connection was closed')
    },
    undo: async () => this.step(this.done, this.undone, 'before'),
    redo: async () => this.step(this.undone, this.done, 'after'),
    approve: async () => {
      await this.turn()
      this.status = 'approved'
      this.tell()
      return { version: {} }
    },
    on: (_name: string, listener: Parameters<typeof this.listeners.add>[0]) => {
      this.listeners.add(listener)
      return () => this.listeners.delete(listener)
    },
  } as unknown as Client<typeof masksContract>

  /** What somebody else does to the mask. */
  changeElsewhere(label: number): void {
    this.labels[0] = label
    this.changed('corrected')
  }

  private async step(from: Act[], to: Act[], side: 'before' | 'after'): Promise<Patch> {
    await this.turn()
    const act = from.pop()
    if (act === undefined) throw new ServiceError('conflict', 'There is nothing to take back.')
    to.push(act)
    pasteLabels(this.labels, columns, act.rect, act[side])
    return { rect: act.rect, labels: encodeRuns(act[side]), ...this.changed('corrected') }
  }

  private async turn(): Promise<void> {
    if (this.held !== null) await new Promise<void>((resolve) => this.held!.push(resolve))
    const failure = this.failNext
    this.failNext = null
    if (failure !== null) throw failure
  }

  private changed(status: ReviewStatus, tell = true): { status: ReviewStatus; history: HistoryState } {
    this.revision++
    this.status = status
    if (tell) this.tell()
    return { status, history: this.state().history }
  }

  private tell(): void {
    for (const listener of this.listeners) listener({ ...key, revision: this.revision, status: this.status })
  }

  private state(): MaskState {
    const history = { revision: this.revision, undoable: this.done.length, redoable: this.undone.length, undoName: this.done.at(-1)?.name ?? null, redoName: this.undone.at(-1)?.name ?? null }
    return { ...key, rows, columns, labels: encodeRuns(this.labels), status: this.status, lastAuthor: null, history }
  }
}

async function opened(): Promise<{ service: ServiceInMemory; store: FrameMaskStore; mask: FrameMask; problems: MaskProblem[] }> {
  const service = new ServiceInMemory()
  const store = new FrameMaskStore(service.client, () => 'tester')
  const problems: MaskProblem[] = []
  store.onProblem((problem) => problems.push(problem))
  return { service, store, mask: await store.load(key), problems }
}

const everything = new Uint8Array(256).fill(1)

function paint(store: FrameMaskStore, mask: FrameMask, x: number, y: number, label = 1): void {
  store.beginStroke(mask, { label, writable: everything }, label === 0 ? 'Eraser stroke' : 'Brush stroke')
  const painted = mask.stroke!.extend([{ x, y, radius: 3 }, { x: x + 8, y: y + 2, radius: 3 }])
  if (painted !== null) store.strokeExtended(mask, painted)
  store.finishStroke(mask)
}

const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5))
const labelled = (labels: Uint8Array): number => labels.filter((label) => label !== 0).length

describe('masks of the page', () => {
  it('paints at once and saves strokes one after the other, each on the revision the one before made', async () => {
    const { service, store, mask } = await opened()
    service.held = []
    paint(store, mask, 10, 10)
    paint(store, mask, 30, 20)
    paint(store, mask, 12, 11, 0)
    const seen = mask.labels.slice()
    expect(mask.facts.save).toBe('saving')
    expect(labelled(service.labels)).toBe(0)
    for (let act = 0; act < 3; act++) {
      await settle()
      expect(service.held).toHaveLength(1)
      service.held.shift()!()
    }
    await settle()
    expect(service.baseRevisions).toEqual([0, 1, 2])
    expect(service.labels).toEqual(seen)
    expect(mask.pixels).toBe(labelled(seen))
    expect(mask.facts).toMatchObject({ save: 'saved', waiting: 0, status: 'corrected', lastAuthor: { kind: 'human', name: 'tester' } })
    expect(mask.facts.history.undoName).toBe('Eraser stroke')
  })

  it('keeps what could not be saved, says so, and saves it on the next try', async () => {
    const { service, store, mask, problems } = await opened()
    service.failNext = new ServiceError('storage', 'The disk is full.')
    paint(store, mask, 10, 10)
    await settle()
    paint(store, mask, 30, 20)
    const seen = mask.labels.slice()
    service.failNext = new ServiceError('storage', 'The disk is full.')
    store.retry(mask)
    await settle()
    expect(mask.facts).toMatchObject({ save: 'failed', saveError: 'The disk is full.' })
    expect(problems[0]).toMatchObject({ kind: 'save-failed', message: 'The disk is full.' })
    await expect(store.replacing(key, () => Promise.resolve())).rejects.toThrow('The disk is full.')
    store.retry(mask)
    await settle()
    expect(mask.facts.save).toBe('saved')
    expect(service.labels).toEqual(seen)
  })

  it('gives up unsaved changes only when asked to', async () => {
    const { service, store, mask } = await opened()
    paint(store, mask, 10, 10)
    await settle()
    const stored = service.labels.slice()
    service.failNext = new Error('gone')
    paint(store, mask, 30, 20)
    await settle()
    expect(mask.labels).not.toEqual(stored)
    await store.discard(mask)
    expect(mask.labels).toEqual(stored)
    expect(mask.facts).toMatchObject({ save: 'saved', waiting: 0 })
  })

  it('shows the stored mask after a conflict and reports it', async () => {
    const { service, store, mask, problems } = await opened()
    service.held = []
    paint(store, mask, 10, 10)
    service.changeElsewhere(2)
    await settle()
    service.held.shift()!()
    service.held = null
    await settle()
    expect(problems).toMatchObject([{ kind: 'conflict' }])
    expect(mask.labels).toEqual(service.labels)
    expect(mask.facts.history.revision).toBe(service.revision)
    paint(store, mask, 30, 20)
    await settle()
    expect(mask.facts.save).toBe('saved')
    expect(service.labels).toEqual(mask.labels)
  })

  it('takes changes from elsewhere, but never under a stroke in progress', async () => {
    const { service, store, mask } = await opened()
    service.changeElsewhere(2)
    await settle()
    expect(mask.labels[0]).toBe(2)
    store.beginStroke(mask, { label: 1, writable: everything }, 'Brush stroke')
    service.changeElsewhere(4)
    await settle()
    expect(mask.labels[0]).toBe(2)
    store.cancelStroke(mask)
    await settle()
    expect(mask.labels[0]).toBe(4)
  })

  it('undo all leads to the start, redo all to the end, whatever is still being saved', async () => {
    const { service, store, mask } = await opened()
    const start = mask.labels.slice()
    for (let stroke = 0; stroke < 6; stroke++) paint(store, mask, 5 + stroke * 7, 8 + ((stroke * 11) % 30), stroke % 3 === 2 ? 0 : 1)
    const end = mask.labels.slice()
    for (let act = 0; act < 6; act++) store.undo(mask)
    await settle()
    expect(mask.labels).toEqual(start)
    expect(mask.pixels).toBe(0)
    for (let act = 0; act < 6; act++) store.redo(mask)
    await settle()
    expect(mask.labels).toEqual(end)
    expect(service.labels).toEqual(end)
    expect(mask.counts).toEqual(countLabels(end))
  })

  it('saves an act that changes any pixels like a stroke, and none where nothing differs', async () => {
    const { service, store, mask } = await opened()
    paint(store, mask, 10, 10)
    const after = mask.labels.map((label, at) => (label === 1 && at % 2 === 0 ? 3 : label))
    expect(store.change(mask, after, 'Recolour')).toMatchObject({ y: expect.any(Number) })
    expect(mask.labels).toEqual(after)
    expect(mask.counts).toEqual(countLabels(after))
    expect(store.change(mask, after.slice(), 'Recolour')).toBeNull()
    await settle()
    expect(service.labels).toEqual(after)
    expect(service.done.map(({ name }) => name)).toEqual(['Brush stroke', 'Recolour'])
  })

  it('approves behind the strokes before it; a refused undo is reported and blocks nothing', async () => {
    const { service, store, mask, problems } = await opened()
    store.undo(mask)
    await settle()
    expect(problems).toMatchObject([{ kind: 'refused', message: 'There is nothing to take back.' }])
    paint(store, mask, 10, 10)
    await expect(store.step(mask, async () => ({ status: 'approved' }))).resolves.toBe(true)
    expect(service.done).toHaveLength(1)
    await settle()
    expect(mask.facts).toMatchObject({ status: 'approved', save: 'saved' })
  })

  it('goes on when a lost connection is back: strokes that were kept are saved once, also one whose answer alone was lost', async () => {
    const { service, store, mask } = await opened()
    service.loseNextAnswer = true
    paint(store, mask, 10, 10)
    paint(store, mask, 30, 20)
    await settle()
    service.failNext = new ServiceError('closed', 'the connection is closed')
    paint(store, mask, 40, 30)
    await settle()
    expect(mask.facts).toMatchObject({ save: 'failed', waiting: 3 })
    expect(store.hasUnsaved).toBe(true)
    const seen = mask.labels.slice()
    await store.resume()
    await settle()
    expect(service.done).toHaveLength(3)
    expect([mask.labels, service.labels]).toEqual([seen, seen])
    expect(mask.facts).toMatchObject({ save: 'saved', waiting: 0, history: { revision: 3 } })
    expect(store.hasUnsaved).toBe(false)
  })

  it('shows what others did while the connection was lost, and gives up nothing of theirs for a stroke that was kept', async () => {
    const { service, store, mask, problems } = await opened()
    paint(store, mask, 10, 10)
    await settle()
    service.labels[5] = 4
    service.revision++
    await store.resume()
    expect(mask.labels[5]).toBe(4)
    service.failNext = new ServiceError('closed', 'the connection is closed')
    paint(store, mask, 30, 20)
    await settle()
    service.labels[6] = 4
    service.revision++
    await store.resume()
    await settle()
    expect(problems.map(({ kind }) => kind)).toContain('conflict')
    expect(mask.labels).toEqual(service.labels)
  })

  it('replaces a mask only after what was painted is saved, and lets nobody paint meanwhile', async () => {
    const { service, store, mask } = await opened()
    service.held = []
    paint(store, mask, 10, 10)
    let began = false
    const replaced = store.replacing(key, () => {
      began = true
      expect(mask.locked).toBe(true)
      service.changeElsewhere(3)
      return Promise.resolve('answer')
    })
    await settle()
    expect(began).toBe(false)
    service.held.shift()!()
    await expect(replaced).resolves.toBe('answer')
    expect(mask.locked).toBe(false)
    expect(mask.labels).toEqual(service.labels)
    expect(mask.labels[0]).toBe(3)
  })
})
